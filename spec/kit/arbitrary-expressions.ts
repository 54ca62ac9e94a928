import fc from "fast-check";
import { operators } from "../../language/expressions/operators.ts";
import type { Expr, Literal } from "../../language/graph/graph.ts";
import type { Operand, RowFunction } from "../../language/nodes/functions.ts";
import type { ColumnType, Schema } from "../../language/types/schema.ts";
import { rowFunctions } from "../../stdlib/data/functions/index.ts";
import { edges, kinds, type Kind } from "./arbitrary-rows.ts";
import { longCalls, writtenCalls } from "./written-arguments.ts";

/** Typed row expressions over any schema, drawn from the definitions of the functions themselves. */

/** `null` is the operand that only the word `null` is. */
type OperandKind = Kind | "null";

/** One choice of operands that a function takes. */
interface Signature {
  readonly name: string;
  readonly takes: readonly OperandKind[];
  readonly gives: OperandKind;
  /** What may be written behind its operands. */
  readonly written?: readonly (readonly Literal[])[];
}

/** Those that raise an error for some rows are left to the steps that make them. */
export const definitions: readonly RowFunction[] = [...operators.filter(({ name, prepare }) => name === "category_code" || !(name.startsWith("strict_") || prepare)), ...rowFunctions].filter((one, index, all) => all.findIndex(({ name }) => name === one.name) === index);

/**
 * Where two libraries' last digits may differ, nothing exact is computed from the result: a rounding, a text or a comparison could tell the
 * digits apart, and a difference of two of them could be all digits.
 */
const inexact = new Set([..."ln log1p log2 log10 exp expm1 cbrt sin cos tan asin acos atan atan2 tanh haversine".split(" "), "^"]);

const operandKinds: readonly OperandKind[] = [...kinds, "null"];
const typeOf = (kind: OperandKind): ColumnType => (kind === "null" ? { kind: "unknown" } : kind === "category" ? { kind, values: ["a"] } : { kind });
const operandOf = (kind: OperandKind): Operand => ({ type: typeOf(kind), nullable: true });
const kindOf = ({ kind }: ColumnType): OperandKind => (kind === "unknown" || kind === "encoded" ? "null" : kind);

const one = new Set(["negate", "not", "is_present"]);
const two = new Set(["+", "-", "*", "/", "^", "==", "!=", "<", "<=", ">", ">=", "and", "or", "??", "at_least", "at_most"]);
const lists: readonly (readonly OperandKind[])[] = [[], ...operandKinds.map((a) => [a]), ...operandKinds.flatMap((a) => operandKinds.map((b) => [a, b])), ...operandKinds.flatMap((a) => operandKinds.flatMap((b) => operandKinds.map((c) => [a, b, c])))];

function signaturesOf({ name, infer }: RowFunction): readonly Signature[] {
  if (name === "category_code") return (["string", "category"] as const).map((text) => ({ name, takes: [text], gives: "int" }));
  // A bound is a number that is written in the pipeline.
  const fits = (list: readonly OperandKind[]) => (one.has(name) ? list.length === 1 : two.has(name) ? list.length === 2 : list.length > 0 || name === "pi") && (!name.startsWith("at_") || list.every((kind) => kind !== "null"));
  const drawn = (list: readonly OperandKind[]) => fits(list) && (list.length === 1 || !writtenCalls.has(name));
  const signature = (takes: readonly OperandKind[], written?: Signature["written"]): Signature[] => {
    const result = infer([...takes.map(operandOf), ...(written?.[0] ?? []).map(writtenOperand)]);
    return typeof result === "string" ? [] : [{ name, takes, gives: kindOf(result.type), ...(written && { written }) }];
  };
  return [
    ...[...lists, ...(longCalls.get(name) ?? [])].filter(drawn).flatMap((takes) => signature(takes)),
    // One for each that is written: what is given may depend on it.
    ...(writtenCalls.get(name) ?? []).flatMap(({ takes, written }) => written.flatMap((literals) => signature(takes, [literals]))),
  ];
}

const writtenOperand = (value: Literal): Operand => ({ type: { kind: "string" }, nullable: false, constant: { value } });

/** All signatures of a name, and all that give a kind, by name. */
export const signatures: ReadonlyMap<string, readonly Signature[]> = new Map(definitions.map((definition) => [definition.name, signaturesOf(definition)]));

const byResult: ReadonlyMap<OperandKind, readonly (readonly Signature[])[]> = new Map(
  operandKinds.map((kind) => [kind, [...signatures.values()].map((own) => own.filter(({ name, gives }) => gives === kind && !inexact.has(name))).filter((own) => own.length > 0)]),
);

/** Numbers that choose, in turn; when they are used up the first choice is taken, and that ends an expression. */
class Choices {
  readonly #left: number[];

  constructor(numbers: readonly number[]) {
    this.#left = [...numbers].reverse();
  }

  next(): number {
    return this.#left.pop() ?? 0;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.next() % items.length];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  }
}

/** An expression that calls a function, whose operands are of kinds that it takes. */
function call(signature: Signature, schema: Schema, choices: Choices, depth: number): Expr {
  const { name, takes, written = [[]] } = signature;
  // Only a comparison with the word itself asks for null.
  const asks = name === "==" || name === "!=";
  const args = takes.map((kind) => (asks && kind === "null" ? { literal: null } : expression(kind, schema, choices, depth - 1)));
  const [first, ...others] = args;
  if (name === "category_code") return { call: name, args: [...args, { list: Array.from({ length: 1 + (choices.next() % 3) }, () => ({ literal: String(choices.pick(edges.string)) })) }] };
  if (name === "in" && first) return { call: name, args: [first, { list: choices.next() % 4 === 1 ? [...others, ...others, expression(takes[0] ?? "null", schema, choices, 0)] : others }] };
  if ((name === "concat" || name === "interpolate") && choices.next() % 3 === 1) return { call: name, args: [...args, literalOf("string", choices), ...args] };
  return { call: name, args: [...args, ...choices.pick(written).map((literal) => ({ literal }))] };
}

function expression(kind: OperandKind, schema: Schema, choices: Choices, depth: number): Expr {
  const found = byResult.get(kind) ?? [];
  const goesOn = choices.next() % 5;
  if (depth > 0 && goesOn > 1 && found.length > 0) return call(choices.pick(choices.pick(found)), schema, choices, depth);
  const columns = schema.columns.filter(({ type }) => type.kind === kind);
  return columns.length === 0 || goesOn === 1 ? literalOf(kind, choices) : { column: choices.pick(columns).name };
}

/** Literals have no dates and no categories of their own: functions read them from text. */
function literalOf(kind: OperandKind, choices: Choices): Expr {
  if (kind === "null") return { literal: null };
  if (kind === "category") return { literal: choices.pick(edges.string) };
  if (kind === "date" || kind === "timestamp") return { call: `to_${kind}`, args: [{ literal: choices.pick(edges.string) }] };
  const literal = choices.pick(edges[kind]);
  if (kind !== "float") return { literal };
  // What a pipeline can say: finite numbers, and a whole one as it stands in a graph where it was written with a point.
  const number = Number.isFinite(literal) ? Math.abs(Number(literal)) : 0.25;
  return Number.isInteger(number) ? { call: "to_float", args: [{ literal: number }] } : { literal: number };
}

/** How an expression is drawn: its outermost function by name, and numbers for all within. */
export interface Drawn {
  readonly name: string;
  readonly choices: readonly number[];
}

/** Expressions whose outermost function is the one of this name. */
export const drawnCalls = (name: string): fc.Arbitrary<Drawn> => fc.record({ name: fc.constant(name), choices: fc.array(fc.nat(10_000), { minLength: 4, maxLength: 60 }) });

/** The expression over a schema's columns. */
export function expressionOf({ name, choices }: Drawn, schema: Schema): Expr {
  const all = new Choices(choices);
  return call(all.pick(signatures.get(name) ?? []), schema, all, 4);
}

/** The names of the functions that an expression calls, each with the kinds of its operands. */
export function callsIn(expr: Expr, found = new Set<string>()): Set<string> {
  if ("list" in expr) for (const item of expr.list) callsIn(item, found);
  if (!("call" in expr)) return found;
  found.add(expr.call);
  for (const arg of expr.args) callsIn(arg, found);
  return found;
}

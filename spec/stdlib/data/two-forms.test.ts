import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileRow } from "../../../language/expressions/evaluate.ts";
import { operators } from "../../../language/expressions/operators.ts";
import { resolveRow } from "../../../language/expressions/resolve.ts";
import type { Expr, Literal } from "../../../language/graph/graph.ts";
import type { Cell, RowFunction } from "../../../language/nodes/functions.ts";
import type { Column, ColumnType, Schema } from "../../../language/types/schema.ts";
import { identifier, literal, render, sqlType } from "../../../runtime/relational/sql.ts";
import { rowFunctionNamed, rowFunctions } from "../../../stdlib/data/functions/index.ts";
import { longCalls, writtenCalls } from "../../kit/written-arguments.ts";
import { testContext, type TestContext } from "../../kit/context.ts";

type Kind = "int" | "float" | "string" | "bool" | "date" | "timestamp";
const kinds: readonly Kind[] = ["int", "float", "string", "bool", "date", "timestamp"];

const letters = fc.constantFrom("a", "Z", "ß", "é", "É", "ñ", "я", "Ж", "中", "🤦", "\u{1D400}", " ", "\t", "'", '"', "\\", "%", "_", "0", "7", "-", ".", "İ");
const texts = fc.oneof(
  fc.array(letters, { maxLength: 6 }).map((parts) => parts.join("")),
  fc.constantFrom("", "42", " -7\n", "+5", "1e3", "4.5", ".5", "5.", "1e999", "-1e-999", "9223372036854775807", "9223372036854775808", "true", "YES", " f ", "nan", "inf", "1_000", "0x10", "2024-02-29", "2023-02-29", "0000-01-01", "2024-12-31 23:59:59.123456", "2024-12-31T10:30Z", "2024-12-31 24:00", "-", "٣", "31.12.2024", "1.2.0999", "29.02.2023", "20240229", "2/29/24", "1/1/69", "March 7, 2024", "7 mar 2024", "2024-12-31T23:59:59.5", "23:59 1.1.68", "aab,b c", "[2024] 1|2 %"),
);
const extremes = [0, -0, 1, -1, 0.5, -2.5, 2.5, 0.49999999999999994, 1e-320, 1e15, 1e16, 1e21, -1e300, 1.7976931348623157e308, 2 ** 63, -(2 ** 63), Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const cells: Readonly<Record<Kind, fc.Arbitrary<Cell>>> = {
  int: fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.maxSafeInteger(), fc.constantFrom(0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER)),
  float: fc.oneof(fc.double(), fc.constantFrom(...extremes), fc.integer({ min: -20, max: 20 }).map((value) => value / 2)),
  string: texts,
  bool: fc.boolean(),
  date: fc.oneof(fc.integer({ min: -800_000, max: 2_000_000 }), fc.constantFrom(0, -1, 11_016)),
  timestamp: fc.oneof(fc.integer({ min: -8_000_000_000_000_000, max: 8_000_000_000_000_000 }), fc.constantFrom(0, -1, 86_399_999_999)),
};
const column = (kind: Kind, index: number): Column => ({ name: `${kind} "${index}"`, type: { kind }, nullable: true });
const schema: Schema = { columns: kinds.flatMap((kind) => [1, 2, 3].map((index) => column(kind, index))) };
const rows = fc.array(
  fc.tuple(...schema.columns.map(({ type }) => fc.option(cells[type.kind as Kind], { freq: 6 }))).map((values) => Object.fromEntries(schema.columns.map(({ name }, index) => [name, values[index] ?? null]))),
  { minLength: 40, maxLength: 40 },
);

/** Every choice of operand types that a function takes, up to three operands. */
function callsOf(definition: RowFunction): Expr[] {
  const lists: Kind[][] = [[], ...kinds.map((kind) => [kind])];
  for (const a of kinds) for (const b of kinds) lists.push([a, b], ...(["int", "float", "string"] as const).map((c) => [a, b, c]));
  return lists
    .filter((list) => list.length > 0 && typeof definition.infer(list.map((kind) => ({ type: { kind }, nullable: true }))) !== "string")
    .filter((list) => arity(definition) === undefined || list.length === arity(definition))
    .map((list) => callOf(definition.name, list, []));
}

const callOf = (call: string, list: readonly string[], written: readonly Literal[]): Expr => ({ call, args: [...list.map((kind, index) => ({ column: column(kind as Kind, (index % 3) + 1).name })), ...written.map((literal) => ({ literal }))] });

/** Calls with what is written in the pipeline, and of more operands than are tried out for every kind. */
function furtherCalls({ name }: RowFunction): Expr[] {
  const written = (writtenCalls.get(name) ?? []).filter(({ takes }) => !takes.includes("category"));
  return [...(longCalls.get(name) ?? []).map((list) => callOf(name, list, [])), ...written.flatMap(({ takes, written: all }) => all.map((literals) => callOf(name, takes, literals))), ...(name === "pi" ? [callOf(name, [], [])] : [])];
}

const arity = ({ name }: RowFunction): number | undefined => (["negate", "not"].includes(name) ? 1 : ["+", "-", "*", "/", "^", "==", "!=", "<", "<=", ">", ">=", "and", "or", "??"].includes(name) ? 2 : undefined);

function valueSql(value: Cell, type: ColumnType): string {
  if (value === null) return `CAST(NULL AS ${sqlType(type)})`;
  if (type.kind === "date") return `(DATE '1970-01-01' + CAST(${String(value)} AS INTEGER))`;
  if (type.kind === "timestamp") return `make_timestamp(CAST(${String(value)} AS BIGINT))`;
  if (type.kind === "float") return `CAST('${Object.is(value, -0) ? "-0.0" : String(value)}' AS DOUBLE)`;
  return literal(value);
}

function asCell(sql: string, type: ColumnType): string {
  if (type.kind === "date") return `date_diff('day', DATE '1970-01-01', ${sql})`;
  return type.kind === "timestamp" ? `epoch_us(${sql})` : sql;
}

function same(a: unknown, b: Cell, type: ColumnType): boolean {
  if (typeof a !== "number" || typeof b !== "number" || type.kind !== "float") return a === b || (typeof b === "number" && a === b + 0);
  if (Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b)) || Math.max(Math.abs(a), Math.abs(b)) < 1e-300;
}

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

async function compare(expressions: readonly Expr[], sample: readonly Readonly<Record<string, Cell>>[]): Promise<void> {
  const engine = await context.engine();
  const resolved = expressions.map((expr) => resolveRow(expr, schema, rowFunctionNamed));
  const values = sample.map((row, index) => `(${index}, ${schema.columns.map(({ name, type }) => valueSql(row[name] ?? null, type)).join(", ")})`);
  const select = resolved.map((each, index) => `${asCell(render(each), each.type)} AS r${index}`);
  const names = ["n", ...schema.columns.map(({ name }) => identifier(name))].join(", ");
  const given = `(VALUES ${values.join(", ")}) t(${names}) ORDER BY n`;
  const results = await engine.rows(`SELECT ${select.join(", ")} FROM ${given}`).catch(async (error: unknown) => {
    // Which of them failed.
    for (const [index, sql] of select.entries()) await engine.rows(`SELECT ${sql} FROM ${given}`).catch((own: unknown) => assert.unreachable(`${JSON.stringify(expressions[index])} fails in SQL: ${String(own instanceof Error ? (own.cause ?? own) : own)}`));
    throw error;
  });
  expressions.forEach((expr, index) => {
    const evaluate = compileRow(expr, schema, rowFunctionNamed);
    const { type, nullable } = resolved[index] ?? { type: { kind: "unknown" as const }, nullable: true };
    sample.forEach((row, at) => {
      const inEngine = results[at]?.[`r${index}`];
      const inRow = evaluate(row);
      if (!same(inEngine, inRow, type)) assert.unreachable(`${JSON.stringify(expr)} on ${JSON.stringify(row, (_, value: unknown) => (typeof value === "number" ? String(value) : value))}: SQL gives ${String(inEngine)}, the row form ${String(inRow)}`);
      if (inRow === null && !nullable) assert.unreachable(`${JSON.stringify(expr)} is null, and should never be`);
    });
  });
}

// Those that raise an error, and those that take a list of known categories, are tested with the nodes that make them.
const definitions = [...operators.filter(({ name, prepare }) => !name.startsWith("strict_") && !prepare), ...rowFunctions];

test("every function and operator gives the same in SQL and by row", async () => {
  const expressions = definitions.flatMap((each) => [...callsOf(each), ...furtherCalls(each)]);
  assert.ok(expressions.length > 200);
  for (const definition of definitions) assert.ok(callsOf(definition).length + furtherCalls(definition).length > 0, `${definition.name} takes something`);
  for (const sample of fc.sample(rows, { numRuns: 12, seed: 11 })) await compare(expressions, sample);
});

test("nested expressions with literals, lists and tests for null give the same", async () => {
  const expressions: Expr[] = [
    { call: "and", args: [{ call: "==", args: [{ column: 'float "1"' }, { literal: null }] }, { call: ">", args: [{ column: 'int "1"' }, { literal: 0.5 }] }] },
    { call: "!=", args: [{ literal: null }, { call: "/", args: [{ column: 'int "1"' }, { column: 'int "2"' }] }] },
    { call: "in", args: [{ column: 'string "1"' }, { list: [{ literal: "42" }, { literal: "a'b" }, { column: 'string "2"' }] }] },
    { call: "in", args: [{ column: 'int "1"' }, { list: [] }] },
    { call: "??", args: [{ call: "ln", args: [{ call: "-", args: [{ column: 'float "1"' }, { literal: 1 }] }] }, { literal: -1e-7 }] },
    { call: "interpolate", args: [{ literal: "é ' " }, { column: 'float "1"' }, { literal: "/" }, { column: 'timestamp "1"' }] },
    { call: "+", args: [{ literal: null }, { column: 'int "1"' }] },
  ];
  for (const sample of fc.sample(rows, { numRuns: 10, seed: 5 })) await compare(expressions, sample);
});

test("what is computed from the word null alone is null in both", async () => {
  const nothing: Expr = { call: "+", args: [{ literal: null }, { literal: null }] };
  const text: Expr = { call: "interpolate", args: [{ literal: "a" }, { literal: null }] };
  const expressions: Expr[] = [{ call: "to_float", args: [nothing] }, { call: "year", args: [nothing] }, { call: "lower", args: [nothing] }, { call: "contains", args: [{ literal: "a" }, text] }];
  for (const sample of fc.sample(rows, { numRuns: 1, seed: 3 })) await compare(expressions, sample);
});

test("a NaN that was computed is written as any other", async () => {
  const computed: Expr = { call: "-", args: [{ column: 'float "1"' }, { column: 'float "1"' }] };
  const infinite = { 'float "1"': Number.POSITIVE_INFINITY };
  await compare([{ call: "concat", args: [computed, { literal: "!" }] }, { call: "to_string", args: [computed] }, { call: "interpolate", args: [computed] }], [infinite]);
});

test("letters of the common scripts change case alike", async () => {
  const engine = await context.engine();
  const all = [...Array.from({ length: 0x590 }, (_, code) => code), ...Array.from({ length: 0x300 }, (_, index) => 0x1e00 + index)].filter((code) => code > 0);
  const found = await engine.rows(`SELECT lower(chr(c)) AS l, upper(chr(c)) AS u FROM (SELECT unnest([${all.join(",")}]) AS c)`);
  const wrong = all.filter((code, index) => {
    const row = { x: String.fromCodePoint(code) };
    const one = (call: string) => compileRow({ call, args: [{ column: "x" }] }, { columns: [{ name: "x", type: { kind: "string" }, nullable: false }] }, rowFunctionNamed)(row);
    return found[index]?.["l"] !== one("lower") || found[index]?.["u"] !== one("upper");
  });
  assert.equal(wrong.map((code) => `${code.toString(16)} ${String.fromCodePoint(code)}`), []);
});

test.run();

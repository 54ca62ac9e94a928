import { diagnose, fail } from "../language/diagnostics/diagnostic.ts";
import { unknownParam } from "../language/diagnostics/registry/names.ts";
import { paramNotReadable } from "../language/diagnostics/registry/execution.ts";
import { MlpError } from "../language/diagnostics/diagnostic.ts";
import type { GraphParam, Literal } from "../language/graph/graph.ts";
import { isVariable } from "../language/nodes/parameter.ts";
import { readNumber, unknownUnit } from "../language/syntax/numbers.ts";
import { suggestion } from "../language/diagnostics/suggest.ts";

type Declared = Pick<GraphParam, "name" | "type">;

const wanted: Readonly<Record<GraphParam["type"], string>> = {
  int: `an integer of at most ${Number.MAX_SAFE_INTEGER}`,
  float: "a number",
  share: "a share from 0 to 1, as in 20% or 0.2",
  duration: "a duration, as in 15m",
  bytes: "a size, as in 2GB",
  bool: "true or false",
  string: "text",
  path: "a path",
  date: "a date",
  timestamp: "a timestamp",
  secret: "the name of the environment variable that holds it, as in ALERT_URL",
};

/** Values from outside, read by the declared types: text as it is written in a pipeline, or values that already fit. Throws a diagnostic otherwise. */
export function readParams(declared: readonly Declared[], given: Readonly<Record<string, unknown>>): Record<string, Literal> {
  const types = new Map(declared.map((param) => [param.name, param]));
  const values: Record<string, Literal> = {};
  for (const [name, value] of Object.entries(given)) {
    const param = types.get(name);
    if (!param) {
      const hint = suggestion(name, [...types.keys()], "it has") ?? "it has none";
      throw new MlpError(diagnose(unknownParam, undefined, { name, hint }));
    }
    values[name] = readValue(param, value);
  }
  return values;
}

function readValue({ name, type }: Declared, value: unknown): Literal {
  const read = typeof value === "string" ? readText(type, value) : fitting(type, value);
  if (read !== undefined && isKept(type, read)) return read;
  return fail(paramNotReadable, { name, wanted: wanted[type], got: type === "secret" ? undefined : String(value), hint: hintFor(type, read, String(value).endsWith("%")) });
}

/** Whether a value that was read is one of its type, and not another one that is near. */
function isKept(type: GraphParam["type"], value: Literal): boolean {
  if (typeof value !== "number") return true;
  if (type === "share") return value >= 0 && value <= 1;
  return type === "int" ? Number.isSafeInteger(value) : Number.isFinite(value);
}

function hintFor(type: GraphParam["type"], read: Literal | undefined, isPercent: boolean): string | undefined {
  if (typeof read !== "number") return undefined;
  if (type === "share") return !isPercent && read > 1 && read <= 100 ? `did you mean \`${read}%\`?` : undefined;
  return type === "int" ? "declare it `string` if it is an identifier, or `float` if it is a quantity" : undefined;
}

function fitting(type: GraphParam["type"], value: unknown): Literal | undefined {
  if (typeof value === "boolean") return type === "bool" ? value : undefined;
  if (typeof value !== "number" || Number.isNaN(value)) return undefined;
  if (type === "int") return Number.isInteger(value) ? value : undefined;
  return type === "float" || type === "share" || type === "duration" || type === "bytes" ? value : undefined;
}

function readText(type: GraphParam["type"], text: string): Literal | undefined {
  if (type === "string" || type === "path" || type === "date" || type === "timestamp") return text;
  if (type === "secret") return isVariable(text) ? text : undefined;
  if (type === "bool") return text === "true" ? true : text === "false" ? false : undefined;
  const [, sign, digits] = /^([+-]?)(\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?(?:%|[A-Za-z]+)?)$/.exec(text.trim()) ?? [];
  if (digits === undefined || unknownUnit(digits) !== undefined) return undefined;
  const { value, unit } = readNumber(digits);
  const signed = sign === "-" ? -value : value;
  const plain = unit === "int" || unit === "float";
  if (type === "int") return unit === "int" ? signed : undefined;
  if (type === "float" || type === "share") return plain || unit === "share" ? signed : undefined;
  if (type === "bytes") return unit === "bytes" || unit === "int" ? signed : undefined;
  return unit === type ? signed : undefined;
}

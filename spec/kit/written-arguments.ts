import type { Literal } from "../../language/graph/graph.ts";
import { parsePattern } from "../../language/patterns/parse.ts";
import type { Kind } from "./arbitrary-rows.ts";

/** How functions are called whose last arguments are written in the pipeline: operands by kind, then one of these lists of literals. */
export interface WrittenCall {
  readonly takes: readonly Kind[];
  readonly written: readonly (readonly Literal[])[];
}

export const patterns: readonly string[] = [
  "[A-Z]{2}\\d+", "", "a*", "(a|b)*c?", "(?:ab)?c{2,3}", "(a*)*", "(a|b*)*", "(a*?)(b?)", "a{0}b", "x{2,}?", "a+?b*?", "^a$", "\\b(.)", "[^a-c]+", "[\\]\\d\\-]+", "\\p{L}+", "\\P{L}", "[\\p{Lu}_]+", "é+.", "a|", "(|a)+b", "\\.|\\*", "\\x41|\\x{1F926}",
  "(?P<n>[0-9]+)[-./]([0-9]+)", "((a{1,3})|b){2}", "\\s", "\\S+$", "(^|-)[0-9]", "()|a", "(a)|(b)", "(?:(a)|b)*", "[\\s,]+", "\\w+", "\\W", "(.)(.)?", "(a??)+?", "(?:a|(b))+",
];
/** Those of which it is clear what they match within a text. */
const clear = patterns.filter((pattern) => !parsePattern(pattern).repeatsEmpty);
const replacements: readonly string[] = ["", "<$0>", "$$\\", "-"];
const units = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];
const dayFormats = ["%d.%m.%Y", "%Y%m%d", "%m/%d/%y", "%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "[%Y] %d|%m %%"];
const formats = [...dayFormats, "%Y-%m-%dT%H:%M:%S.%f", "%H:%M %d.%m.%y"];
const moments: readonly Kind[] = ["date", "timestamp"];

const one = (values: readonly Literal[]): readonly (readonly Literal[])[] => values.map((value) => [value]);

export const writtenCalls: ReadonlyMap<string, readonly WrittenCall[]> = new Map([
  ["matches", [{ takes: ["string"], written: one(patterns) }, { takes: ["category"], written: one(patterns) }]],
  ["extract", [{ takes: ["string"], written: one(clear) }]],
  ["replace_matches", [{ takes: ["string"], written: [...clear.flatMap((pattern) => replacements.map((replacement) => [pattern, replacement])), ["(.)(.)?", "$2$1"], ["([0-9])|x", "[$1]"]] }]],
  ["date_trunc", moments.map((kind) => ({ takes: [kind], written: one(units) }))],
  ["date_add", moments.map((kind) => ({ takes: [kind, "int"], written: one(units) }))],
  ["format_date", moments.map((kind) => ({ takes: [kind], written: one([...formats, "%j %a %A %b %B", ""]) }))],
  ["to_date", [{ takes: ["string"], written: one(formats) }]],
  ["to_timestamp", [{ takes: ["string"], written: one(formats) }]],
]);

/** Functions of more operands than are tried out for every kind. */
export const longCalls: ReadonlyMap<string, readonly (readonly Kind[])[]> = new Map<string, readonly (readonly Kind[])[]>([
  ["haversine", [["float", "float", "float", "float"], ["int", "float", "int", "float"]]],
  ["case", [["bool", "int", "bool", "float", "int"], ["bool", "string", "bool", "string"], ["bool", "date", "bool", "date", "date"]]],
]);

import { test } from "uvu";
import * as assert from "uvu/assert";
import { dateToText, timestampToText } from "../../../language/expressions/calendar.ts";
import { compileRow } from "../../../language/expressions/evaluate.ts";
import { resolveRow } from "../../../language/expressions/resolve.ts";
import type { Expr, Literal } from "../../../language/graph/graph.ts";
import type { Cell } from "../../../language/nodes/functions.ts";
import { rowFunctionNamed } from "../../../stdlib/data/functions/index.ts";

/** Arguments are literals; days and points in time are written as `@2024-12-31`. */
const argument = (value: Literal): Expr => (typeof value === "string" && value.startsWith("@") ? { call: value.length > "@2024-12-31".length ? "to_timestamp" : "to_date", args: [{ literal: value.slice(1) }] } : { literal: value });
const exprOf = (call: string, values: readonly Literal[]): Expr => ({ call, args: values.map(argument) });
const none = { columns: [] };

function valueOf(call: string, ...values: readonly Literal[]): Cell {
  const expr = exprOf(call, values);
  const value = compileRow(expr, none, rowFunctionNamed)({});
  const { kind } = resolveRow(expr, none, rowFunctionNamed).type;
  return typeof value === "number" && kind === "date" ? dateToText(value) : typeof value === "number" && kind === "timestamp" ? timestampToText(value) : value;
}

const near = (actual: Cell, expected: number): void => assert.ok(typeof actual === "number" && Math.abs(actual - expected) <= 1e-12 * Math.abs(expected), `${String(actual)} instead of ${expected}`);

const mistake = (call: string, ...values: readonly Literal[]): string => {
  try {
    resolveRow(exprOf(call, values), none, rowFunctionNamed);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "";
};

test("case gives the value behind the first condition that is true", () => {
  assert.is(valueOf("case", false, "a", true, "b", true, "c"), "b");
  assert.is(valueOf("case", null, "a", false, "b", "otherwise"), "otherwise");
  assert.is(valueOf("case", false, 1), null);
  assert.is(resolveRow(exprOf("case", [true, 1, 0.5]), none, rowFunctionNamed).type.kind, "float");
  assert.is(resolveRow(exprOf("case", [true, 1, 2]), none, rowFunctionNamed).nullable, false);
  assert.is(resolveRow(exprOf("case", [true, 1, false, 2]), none, rowFunctionNamed).nullable, true);
  assert.match(mistake("case", true, "a", 1), "values of one type");
  assert.match(mistake("case", 1, "a"), "takes a condition in front of each value");
  assert.match(mistake("case", true), "conditions and values in turn");
});

test("a placeholder becomes null", () => {
  assert.is(valueOf("null_if", -999, -999), null);
  assert.is(valueOf("null_if", 5, -999), 5);
  assert.is(valueOf("null_if", "a", null), "a");
  assert.match(mistake("null_if", "a", 1), "values of one type");
});

// math.log1p, math.expm1, numpy.cbrt, math.atan2, math.tanh, math.log2, numpy.mod; the great circle of Berlin and Paris by the plain formula.
test("mathematics give what Python's do", () => {
  near(valueOf("log1p", 1e-10), 9.999999999500001e-11);
  near(valueOf("expm1", 1e-10), 1.00000000005e-10);
  near(valueOf("cbrt", -27), -3);
  near(valueOf("atan2", 1, -1), 2.356194490192345);
  near(valueOf("tanh", 0.5), 0.46211715726000974);
  near(valueOf("log2", 10), 3.321928094887362);
  near(valueOf("haversine", 52.52, 13.405, 48.8566, 2.3522), 877.4645379215093);
  near(valueOf("haversine", 0, 0, 0, 180), Math.PI * 6371.0088);
  assert.is(valueOf("haversine", 91, 0, 0, 0), null);
  assert.equal([valueOf("mod", -1, 24), valueOf("mod", 5.5, -2), valueOf("mod", -7, 3), valueOf("mod", 1, 0)], [23, -0.5, 2, null]);
  assert.equal([valueOf("log2", 0), valueOf("asin", 1.5), valueOf("sin", Infinity), valueOf("log1p", -1)], [null, null, null, null]);
});

test("numbers are rounded to digits, and kept between limits", () => {
  assert.equal([valueOf("round", 2.5), valueOf("round", -2.5), valueOf("round", 3.14159, 2), valueOf("round", 1234.5, -2), valueOf("round", 1e300, 20)], [3, -3, 3.14, 1200, 1e300]);
  assert.equal([valueOf("trunc", -1.7), valueOf("sign", -3), valueOf("clamp", 7, 0, 5), valueOf("clamp", 7, null, null), valueOf("clamp", -7, 0, 5)], [-1, -1, 5, 7, 0]);
  assert.equal([valueOf("is_nan", Number.NaN), valueOf("is_finite", Number.NaN), valueOf("is_finite", 1)], [true, false, true]);
  assert.match(mistake("round", 1.5, 0.5), "as the number of digits");
});

test("text is taken apart and filled up", () => {
  assert.equal([valueOf("split_part", "a,b,c", ",", 1), valueOf("split_part", "a,b,c", ",", -1), valueOf("split_part", "a,b,c", ",", 3)], ["b", "c", null]);
  assert.equal([valueOf("pad_start", "7", 3, "0"), valueOf("pad_end", "🤦", 4, "ab"), valueOf("pad_start", "long", 2, "x")], ["007", "🤦aba", "long"]);
  assert.equal([valueOf("index_of", "🤦é-", "-"), valueOf("index_of", "a", "b"), valueOf("word_count", " a  bc\td "), valueOf("is_blank", " \t"), valueOf("is_blank", null)], [2, null, 3, true, true]);
  assert.is(String(valueOf("pad_start", "", 1e9, "x")).length, 10_000);
});

test("patterns find, extract and replace", () => {
  assert.is(valueOf("matches", "SE12", "[A-Z]{2}\\d+"), true);
  assert.is(valueOf("matches", "xSE12", "[A-Z]{2}\\d+"), false);
  assert.equal([valueOf("extract", "Main St 12, 12345 Town", "(\\d{5})"), valueOf("extract", "no 12", "\\d+"), valueOf("extract", "none", "\\d+")], ["12345", "12", null]);
  assert.is(valueOf("replace_matches", "+46 (0)8-12", "[^0-9+]", ""), "+460812");
  assert.is(valueOf("replace_matches", "Doe, Jane", "(\\w+), (\\w+)", "$2 $1 $$"), "Jane Doe $");
  assert.match(mistake("matches", "a", "(a"), "a `(` is not closed");
  assert.match(mistake("extract", "a", "(a*)*"), "may be empty is repeated");
  assert.match(mistake("replace_matches", "a", "a", "$1"), "cannot read this replacement");
  assert.match(mistake("matches", "a", null), "written in the pipeline");
});

// datetime.date.isocalendar, timetuple().tm_yday.
test("weeks and days are counted as ISO 8601 has it", () => {
  const days = ["@2021-01-03", "@2020-12-31", "@2024-12-30", "@2016-02-29"];
  assert.equal(days.map((day) => valueOf("week", day)), [53, 53, 1, 9]);
  assert.equal(days.map((day) => valueOf("day_of_year", day)), [3, 366, 365, 60]);
  assert.equal(days.map((day) => valueOf("quarter", day)), [1, 4, 4, 1]);
  assert.equal(days.map((day) => valueOf("is_weekend", day)), [true, false, false, false]);
});

test("times are added, cut and measured", () => {
  assert.equal([valueOf("date_add", "@2024-01-31", 1, "month"), valueOf("date_add", "@2024-02-29", -1, "year"), valueOf("date_add", "@2024-02-28", 2, "day")], ["2024-02-29", "2023-02-28", "2024-03-01"]);
  assert.is(valueOf("date_add", "@2024-01-31", -90, "minute"), "2024-01-30 22:30:00");
  assert.equal(["hour", "day", "week", "month", "quarter", "year"].map((unit) => valueOf("date_trunc", "@2024-08-15 10:20:30.5", unit)), ["2024-08-15 10:00:00", "2024-08-15 00:00:00", "2024-08-12 00:00:00", "2024-08-01 00:00:00", "2024-07-01 00:00:00", "2024-01-01 00:00:00"]);
  assert.is(valueOf("date_trunc", "@2024-08-15", "quarter"), "2024-07-01");
  assert.equal([valueOf("hours_between", "@2024-01-01", "@2024-01-02 12:30:00"), valueOf("months_between", "@2024-01-31", "@2024-02-29"), valueOf("years_between", "@2000-03-01", "@2024-02-29"), valueOf("months_between", "@2024-03-01", "@2024-01-02")], [36.5, 1, 23, -1]);
  assert.equal([valueOf("epoch", "@1970-01-02"), valueOf("from_epoch", 86400.5), valueOf("make_date", 2023, 2, 29), valueOf("make_date", 2024, 2, 29)], [86400, "1970-01-02 00:00:00.5", null, "2024-02-29"]);
  assert.match(mistake("date_trunc", "@2024-01-01", "fortnight"), 'one of "second"');
  assert.match(mistake("date_add", "@2024-01-01", 0.5, "day"), "an integer as how many units");
});

test("days are read and written by a format", () => {
  assert.equal([valueOf("to_date", "31.12.2024", "%d.%m.%Y"), valueOf("to_date", "7 mar 99", "%d %b %y"), valueOf("to_date", "2/30/2024", "%m/%d/%Y"), valueOf("to_date", "x", "%Y%m%d")], ["2024-12-31", "1999-03-07", null, null]);
  assert.is(valueOf("to_timestamp", "31.12.2024 23:59:59.25", "%d.%m.%Y %H:%M:%S.%f"), "2024-12-31 23:59:59.25");
  assert.is(valueOf("format_date", "@2024-03-07 08:05:00", "%A, %d %B %Y %H:%M (%j) 100%%"), "Thursday, 07 March 2024 08:05 (067) 100%");
  assert.match(mistake("to_date", "x", "%d.%m"), "does not say the year");
  assert.match(mistake("to_date", "x", "%q"), "there is no `%q`");
  assert.match(mistake("to_date", "x", "%d %d %m %Y"), "says the day twice");
  assert.match(mistake("to_date", "x", "%A %d.%m.%Y"), "is not read by");
});

test.run();

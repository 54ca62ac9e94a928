import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluateRow } from "../../../language/expressions/evaluate.ts";
import { resolveRow } from "../../../language/expressions/resolve.ts";
import type { Expr } from "../../../language/graph/graph.ts";
import type { Cell } from "../../../language/nodes/functions.ts";
import type { ColumnType, Schema } from "../../../language/types/schema.ts";
import { sqlOf } from "../../../runtime/relational/sql.ts";
import { rowFunctionNamed, rowFunctions } from "../../../stdlib/data/functions/index.ts";

const kinds: Readonly<Record<string, ColumnType["kind"]>> = { i: "int", j: "int", f: "float", s: "string", b: "bool", d: "date", t: "timestamp" };
const schema: Schema = { columns: Object.entries(kinds).map(([name, kind]) => ({ name, type: { kind } as ColumnType, nullable: true })) };
const expr = (value: Cell | Expr): Expr => (value !== null && typeof value === "object" ? value : { literal: value });
const of = (call: string, ...args: (Cell | Expr)[]): Expr => ({ call, args: args.map(expr) });
const column = (name: string): Expr => ({ column: name });
const valueOf = (whole: Expr, row: Readonly<Record<string, Cell>> = {}): Cell => evaluateRow(whole, row, rowFunctionNamed, schema);

test("null goes through arithmetic and comparisons, and only the word null asks for it", () => {
  assert.is(valueOf(of("+", column("i"), 1)), null);
  assert.is(valueOf(of("==", column("i"), 1)), null);
  assert.is(valueOf(of("==", column("i"), column("j"))), null);
  assert.is(valueOf(of("==", column("i"), null)), true);
  assert.is(valueOf(of("!=", null, column("i"))), false);
  assert.is(valueOf(of("??", column("i"), 3)), 3);
});

test("and, or and not know three values", () => {
  const unknown = of("<", column("i"), 1);
  assert.equal([valueOf(of("and", unknown, false)), valueOf(of("and", unknown, true)), valueOf(of("or", unknown, true)), valueOf(of("or", unknown, false)), valueOf(of("not", unknown))], [false, null, true, null, null]);
});

test("a list holds a value, does not, or may with a null in it", () => {
  const inList = (value: Cell, ...list: Cell[]): Cell => valueOf({ call: "in", args: [expr(value), { list: list.map(expr) }] });
  assert.equal([inList("a", "a", "b"), inList("c", "a", "b"), inList("c", "a", null), inList(null, "a"), inList(2, 2.5, 2)], [true, false, null, null, true]);
});

test("integers stay integers, and division gives floats", () => {
  assert.is(valueOf(of("*", 3, 4)), 12);
  assert.is(resolveRow(of("*", 3, 4), schema, rowFunctionNamed).type.kind, "int");
  assert.is(valueOf(of("/", 7, 2)), 3.5);
  assert.is(resolveRow(of("/", 6, 2), schema, rowFunctionNamed).type.kind, "float");
  assert.is(valueOf(of("*", column("i"), column("j")), { i: 2 ** 52, j: 2 ** 12 }), null);
});

test("what has no value is null: division by zero, roots and logarithms out of their range", () => {
  for (const none of [of("/", 1, 0), of("/", 0, 0), of("^", -8, 0.5), of("sqrt", -1), of("ln", 0), of("log10", -1), of("to_int", 1e300), of("round", column("f"))]) {
    assert.is(valueOf(none, { f: Number.POSITIVE_INFINITY }), null, JSON.stringify(none));
  }
  assert.is(valueOf(of("exp", 1000)), Number.POSITIVE_INFINITY);
});

test("text is put together, cut and read by characters", () => {
  assert.is(valueOf(of("concat", "é", 1, true, column("f")), { f: 2 }), "é1true2.0");
  assert.is(valueOf(of("slice", "a🤦bc", 1, 2)), "🤦b");
  assert.is(valueOf(of("slice", "abc", -3)), "abc");
  assert.is(valueOf(of("length", "🤦")), 1);
  assert.is(valueOf(of("trim", "\t a b \n")), "a b");
  assert.is(valueOf(of("replace", "a.b.c", ".", "")), "abc");
  assert.equal([valueOf(of("to_int", " 42 ")), valueOf(of("to_int", "4.5")), valueOf(of("to_float", "4.5e1")), valueOf(of("to_bool", "Yes")), valueOf(of("to_bool", "maybe"))], [42, null, 45, true, null]);
});

test("days are counted and written in the calendar", () => {
  assert.is(valueOf(of("to_date", "2024-02-29")), 19_782);
  assert.is(valueOf(of("to_date", "2023-02-29")), null);
  assert.is(valueOf(of("to_string", of("to_timestamp", "2024-12-31T23:59:59.5Z"))), "2024-12-31 23:59:59.5");
  const day = { d: 19_782, t: 19_782 * 86_400_000_000 - 1 };
  assert.equal(["year", "month", "day", "weekday"].map((name) => valueOf(of(name, column("d")), day)), [2024, 2, 29, 4]);
  assert.equal(["day", "hour", "minute"].map((name) => valueOf(of(name, column("t")), day)), [28, 23, 59]);
  assert.is(valueOf(of("days_between", column("t"), column("d")), day), 1);
  assert.is(valueOf(of("<", column("t"), column("d")), day), true);
});

test("the last microsecond of a far year is in that year", () => {
  const last = of("to_timestamp", "9999-12-31 23:59:59.999999");
  assert.equal([valueOf(of("year", last)), valueOf(of("days_between", last, of("to_date", "9999-12-31")))], [9999, 0]);
  assert.is(valueOf(of("to_timestamp", "2024-12-31 23:59:59.999999")), 19_723 * 86_400_000_000 + 366 * 86_400_000_000 - 1);
});

test("an era stands behind the day, as the engine writes it", () => {
  assert.is(valueOf(of("to_string", column("d")), { d: -719_163 }), "0001-12-31 (BC)");
  assert.is(valueOf(of("to_string", column("t")), { t: -719_163 * 86_400_000_000 }), "0001-12-31 (BC) 00:00:00");
});

test("text is read as an integer where a double keeps it", () => {
  assert.equal(["9007199254740991", "-9007199254740991", "9007199254740992", "9007199254740993", "-0"].map((text) => valueOf(of("to_int", text))), [9007199254740991, -9007199254740991, null, null, 0]);
});

test("of a category a float may be missing, and values of a list are of one type", () => {
  const ofType = (type: ColumnType) => rowFunctionNamed.get("to_float")?.infer([{ type, nullable: false }]);
  assert.equal(ofType({ kind: "category", values: ["1"] }), { type: { kind: "float" }, nullable: true });
  assert.equal(ofType({ kind: "int" }), { type: { kind: "float" }, nullable: false });
  assert.throws(() => valueOf({ call: "in", args: [expr(null), { list: [column("b"), column("d")] }] }), /compares values of one type/);
});

test("text is ordered by code point", () => {
  assert.is(valueOf(of("<", "\uffff", "\u{10000}")), true);
  assert.is(valueOf(of("<", "Z", "a")), true);
});

test("a column that only a prototype has is null", () => {
  const hostile: Schema = { columns: ["__proto__", "constructor", "toString"].map((name) => ({ name, type: { kind: "string" }, nullable: true })) };
  for (const { name } of hostile.columns) {
    assert.is(evaluateRow(column(name), {}, rowFunctionNamed, hostile), null);
    assert.is(evaluateRow(column(name), JSON.parse(`{"${name}": "x"}`) as Record<string, Cell>, rowFunctionNamed, hostile), "x");
  }
});

test("names and text cannot leave their quotes in SQL", () => {
  const name = 'x" FROM secrets; --';
  const sql = sqlOf(of("==", column(name), "'; DROP TABLE t; --"), { columns: [{ name, type: { kind: "string" }, nullable: true }] }, rowFunctionNamed);
  assert.is(sql, '("x"" FROM secrets; --" = \'\'\'; DROP TABLE t; --\')');
});

test("each function has a summary, an example that calls it, and a name of its own", () => {
  assert.is(rowFunctionNamed.size, rowFunctions.length);
  for (const { name, summary, example } of rowFunctions) {
    assert.match(summary, /^[A-Z].*\.$/s, name);
    assert.ok(example.includes(`${name}(`), name);
  }
});

test.run();

import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Cell } from "../../../language/nodes/functions.ts";
import { showColumnType, type Schema } from "../../../language/types/schema.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { join } from "../../../stdlib/data/join.ts";
import { union } from "../../../stdlib/data/union.ts";
import { datasetOf, told, type Row } from "../../kit/arbitrary-rows.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { datasetFrom, diagnosticOf } from "../../kit/nodes.ts";

let context: TestContext;
test.before(async () => void (context = await testContext({ threads: 4 })));
test.after(() => context.close());

const columns = (...names: string[]) => ({ select: "columns", names }) as const;
const schemaOf = (...given: (readonly [string, "int" | "float" | "string" | "date"])[]): Schema => ({ columns: given.map(([name, kind]) => ({ name, type: { kind }, nullable: true })) });
const numbersOf = async (dataset: DatasetValue) => {
  const engine = await context.engine();
  return (await engine.rows(`SELECT ${rowNumber} AS n FROM ${await engine.tableOf(dataset)}`)).map(({ n }) => n);
};

const leftSchema = schemaOf(["k", "string"], ["n", "int"], ["v", "int"]);
const rightSchema = schemaOf(["k", "string"], ["m", "float"], ["v", "int"]);
const keyed = <Name extends string>(number: Name) => fc.array(fc.record({ k: fc.option(fc.constantFrom("a", "b", "c", "ä"), { freq: 5 }), [number]: fc.option(fc.integer({ min: 0, max: 2 }), { freq: 5 }), v: fc.integer({ min: 0, max: 99 }) }) as fc.Arbitrary<Row>, { minLength: 1, maxLength: 12 });

/** The plain way: each left row beside each right one. */
function plainly(left: readonly Row[], right: readonly Row[], how: string): readonly Readonly<Record<string, Cell>>[] {
  const equal = (a: Cell | undefined, b: Cell | undefined) => (a ?? null) !== null && a === b;
  return left.flatMap((row) => {
    const found = right.filter((other) => equal(row["k"], other["k"]) && equal(row["n"], other["m"]));
    const own = { k: row["k"] ?? null, n: row["n"] ?? null, v: row["v"] ?? null };
    if (how === "semi") return found.length > 0 ? [own] : [];
    if (how === "anti") return found.length > 0 ? [] : [own];
    if (found.length === 0) return how === "left" ? [{ ...own, v_right: null }] : [];
    return found.map((other) => ({ ...own, v_right: other["v"] ?? null }));
  });
}

test("joins are those of a plain loop, in the order of the left rows and then of the right ones", async () => {
  await fc.assert(
    fc.asyncProperty(keyed("n"), keyed("m"), fc.constantFrom("left", "inner", "semi", "anti"), async (left, right, how) => {
      const made = await datasetFrom(join, { rows: datasetOf({ schema: leftSchema, rows: left }), right: datasetOf({ schema: rightSchema, rows: right }), on: columns("k", "n"), right_on: columns("k", "m"), how, expect: "many_to_many", suffix: "_right" }, context);
      assert.equal(await context.rowsOf(made), plainly(left, right, how), `${how} of ${told(left)} and ${told(right)}`);
      const numbers = await numbersOf(made);
      assert.equal(numbers, [...numbers].sort((a, b) => Number(a) - Number(b)));
      assert.is(new Set(numbers).size, numbers.length);
    }),
    { numRuns: 60 },
  );
});

const orders = () => datasetOf({ schema: schemaOf(["id", "int"], ["customer", "int"]), rows: [{ id: 1, customer: 7 }, { id: 2, customer: null }, { id: 3, customer: 8 }, { id: 4, customer: 7 }] });
const customers = (...ids: (number | null)[]) => datasetOf({ schema: schemaOf(["customer", "int"], ["country", "string"]), rows: ids.map((customer, index) => ({ customer, country: `c${index}` })) });

test("left rows keep their numbers where each has one match at most", async () => {
  const made = await datasetFrom(join, { rows: orders(), right: customers(8, 7, null), on: columns("customer"), how: "inner" }, context);
  assert.equal(await numbersOf(made), [0, 2, 3]);
  assert.equal(made.schema.columns.map(({ name }) => name), ["id", "customer", "country"]);
  assert.equal(await numbersOf(await datasetFrom(join, { rows: orders(), right: customers(8, 7, 7), on: columns("customer"), how: "inner", expect: "many_to_many" }, context)), [0, 1, 2, 3, 4]);
});

test("keys occur as often as was promised, and examples say which do not", async () => {
  const joined = (right: DatasetValue, expect: string) => datasetFrom(join, { rows: orders(), right, on: columns("customer"), expect }, context);
  const told = await diagnosticOf(joined(customers(7, 8, 7, null, null), "many_to_one"));
  assert.is(told.code, "MLP5605");
  assert.match(told.message, "1 value of `customer` occurs more than once in the right table");
  assert.match(told.help ?? "", "customer = 7 (2 rows)");
  assert.match((await diagnosticOf(joined(customers(7, 8), "one_to_one"))).help ?? "", "expect: many_to_one");
  assert.is((await diagnosticOf(joined(customers(7, 8, 8), "one_to_many"))).code, "MLP5605");
  assert.is((await context.rowsOf(await joined(customers(7, 7, 8), "many_to_many"))).length, 6);
});

test("what cannot be joined is refused", async () => {
  const joined = (args: Readonly<Record<string, unknown>>) => diagnosticOf(datasetFrom(join, { rows: orders(), right: customers(7), ...args }, context));
  assert.is((await joined({ on: columns("id") })).code, "MLP5602");
  assert.is((await joined({ on: columns("id", "customer"), right_on: columns("customer") })).code, "MLP5601");
  assert.is((await joined({ on: columns("id"), right_on: columns("country") })).code, "MLP5603");
  assert.is((await joined({ right: orders(), on: columns("customer") })).code, "MLP5604");
  assert.is((await joined({ right: orders(), on: columns("customer"), suffix: "" })).code, "MLP5201");
});

test("a union has the rows of its tables in their order, with columns matched by name", async () => {
  const one = datasetOf({ schema: schemaOf(["a", "int"], ["b", "string"]), rows: [{ a: 1, b: "x" }, { a: 2, b: null }] });
  const two = datasetOf({ schema: schemaOf(["b", "string"], ["a", "float"]), rows: [{ b: "y", a: 0.5 }] });
  const three = datasetOf({ schema: schemaOf(["a", "int"], ["c", "date"]), rows: [{ a: 3, c: 1 }] });
  const made = await datasetFrom(union, { rows: one, with: [two, one] }, context);
  assert.equal(made.schema.columns.map((column) => `${column.name}: ${showColumnType(column)}`), ["a: float?", "b: string?"]);
  assert.equal(await context.rowsOf(made), [{ a: 1, b: "x" }, { a: 2, b: null }, { a: 0.5, b: "y" }, { a: 1, b: "x" }, { a: 2, b: null }]);
  assert.equal(await numbersOf(made), [0, 1, 2, 3, 4]);
  assert.match((await diagnosticOf(datasetFrom(union, { rows: one, with: [two, three] }, context))).message, "table 3 has no column `b`");
  const filled = await datasetFrom(union, { rows: one, with: [three], on_missing: "null" }, context);
  assert.equal(await context.rowsOf(filled), [{ a: 1, b: "x", c: null }, { a: 2, b: null, c: null }, { a: 3, b: null, c: "1970-01-02" }]);
  assert.is((await diagnosticOf(datasetFrom(union, { rows: one, with: [datasetOf({ schema: schemaOf(["a", "string"], ["b", "string"]), rows: [{ a: "1", b: "" }] })] }, context))).code, "MLP5607");
  const metres = { ...one, schema: { columns: one.schema.columns.map((column) => (column.name === "a" ? { ...column, unit: "m" } : column)) } };
  assert.is((await diagnosticOf(datasetFrom(union, { rows: metres, with: [one] }, context))).code, "MLP5608");
});

test.run();

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Schema } from "../../../language/types/schema.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { expect } from "../../../stdlib/data/expect.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { datasetFrom, diagnosticOf } from "../../kit/nodes.ts";

const schema: Schema = {
  columns: [
    { name: "id", type: { kind: "int" }, nullable: true },
    { name: "city", type: { kind: "string" }, nullable: true },
    { name: "mail", type: { kind: "string" }, nullable: true, pii: true },
  ],
};
const dataset = (values: string): DatasetValue => ({
  kind: "dataset",
  schema,
  table: { sql: `SELECT * FROM (VALUES ${values}) t(${rowNumber}, id, city, mail)` },
  path: { input: schema, steps: [] },
});
const people = dataset("(0::BIGINT, 1::BIGINT, 'Ulm', 'a@b'), (1, 2, 'Bonn', NULL), (2, 2, NULL, 'c'), (3, NULL, 'Oz', 'd@e')");
const cities = dataset("(0::BIGINT, 1::BIGINT, 'Ulm', NULL), (1, 2, 'Bonn', NULL), (2, 3, NULL, NULL)");
const by = (...names: string[]) => ({ select: "columns", names });
const column = (name: string) => ({ column: name });

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

const told = async (args: Readonly<Record<string, unknown>>): Promise<string> => (await diagnosticOf(datasetFrom(expect, { rows: people, ...args }, context))).message;
const holds = async (args: Readonly<Record<string, unknown>>): Promise<void> => assert.is(await datasetFrom(expect, { rows: people, ...args }, context), people);

test("conditions have names, and rows that break them are told by their numbers", async () => {
  assert.is(await told({ known: { call: "!=", args: [column("city"), { literal: null }] } }), "1 row has values that break `known`, for which `.city != null` does not hold (row 3) of 4");
  assert.is(await told({ where: { call: "<", args: [column("id"), { literal: 2 }] } }), "3 rows have values for which `.id < 2` does not hold (row 2: \"2\", row 3: \"2\", row 4) of 4");
  const both = await told({ a: { call: "==", args: [column("id"), { literal: 1 }] }, b: { call: "==", args: [column("city"), { literal: "Ulm" }] } });
  assert.match(both, /^- 3 rows have values that break `a`.*\n- 3 rows have values that break `b`/);
});

test("values that tell who somebody is are not shown", async () => {
  const message = await told({ where: { call: "contains", args: [column("mail"), { literal: "@" }] } });
  assert.match(message, "row 2, row 3");
  assert.not.match(message, '"c"');
});

test("values are unique, and a missing one is equal to none", async () => {
  assert.is(await told({ unique: by("id") }), '1 row has a value in `id` that an earlier row has (row 3: "2") of 4');
  await holds({ unique: by("id", "city") });
});

test("values refer to those of another dataset, and a missing one to nothing", async () => {
  assert.is(await told({ references: "city", to: cities }), '1 row has a value in `city` that `city` of the other dataset does not have (row 4: "Oz") of 4');
  await holds({ references: "id", to: cities });
  assert.is((await diagnosticOf(datasetFrom(expect, { rows: people, references: "id", to: cities, by: "nothing" }, context))).code, "MLP5009");
});

test("there are as many rows as expected", async () => {
  assert.is(await told({ min_rows: 5 }), "there are 4 rows, and at least 5 are expected");
  assert.is(await told({ max_rows: 3 }), "there are 4 rows, and at most 3 are expected");
  await holds({ min_rows: 4, max_rows: 4 });
});

test("some rows may break what is expected", async () => {
  await holds({ unique: by("id"), at_least: 0.75 });
  assert.match(await told({ unique: by("id"), at_least: 0.8 }), "and 80% of 4 must be right");
});

test.run();

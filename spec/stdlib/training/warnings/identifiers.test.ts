import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Schema } from "../../../../language/types/schema.ts";
import { rowNumber } from "../../../../runtime/values.ts";
import { identifierColumns } from "../../../../stdlib/training/warnings/identifiers.ts";
import { testContext } from "../../../kit/context.ts";

type Columns = Readonly<Record<string, readonly [kind: "int" | "string" | "float", sql: string]>>;

async function found(rows: number, columns: Columns, taken = Object.keys(columns)): Promise<readonly string[]> {
  const context = await testContext();
  const schema: Schema = { columns: Object.entries(columns).map(([name, [kind]]) => ({ name, type: { kind }, nullable: true })) };
  const select = Object.entries(columns).map(([name, [, sql]]) => `${sql} AS "${name}"`);
  try {
    const dataset = { kind: "dataset", schema, table: { sql: `SELECT range AS ${rowNumber}, ${select.join(", ")} FROM range(${rows})` }, path: { input: schema, steps: [] } } as const;
    return (await identifierColumns(dataset, { columns: schema.columns.filter(({ name }) => taken.includes(name)) }, context)).columns;
  } finally {
    await context.close();
  }
}

test("text and whole numbers that are different in every row are found", async () => {
  const columns: Columns = { name: ["string", "'n' || range"], number: ["int", "1000 + (range * 7) % 200"], ticketID: ["int", "range * 1000003"], id: ["string", "md5('' || range)"] };
  assert.equal(await found(200, columns), ["name", "number", "ticketID", "id"]);
  assert.equal(await found(200, columns, ["number"]), ["number"]);
});

test("a measure, a trend, a category and a column with a repeat or a gap are no identifiers", async () => {
  const columns: Columns = {
    income: ["int", "range * range * 17"],
    year: ["int", "1800 + range"],
    share: ["float", "range / 7"],
    colour: ["string", "'c' || (range % 5)"],
    user_id: ["int", "range % 199"],
    name: ["string", "CASE WHEN range > 0 THEN 'n' || range END"],
  };
  assert.equal(await found(200, columns), []);
});

test("few rows are not looked at, and of many the first", async () => {
  assert.equal(await found(49, { id: ["int", "range"] }), []);
  assert.equal(await found(60_000, { id: ["int", "range % 55000"], other_id: ["int", "range % 49000"] }), ["id"]);
});

test.run();

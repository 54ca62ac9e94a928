import { test } from "uvu";
import * as assert from "uvu/assert";
import type { DataEngine } from "../../../../runtime/engine/engine.ts";
import type { DatasetValue } from "../../../../runtime/values.ts";
import { mostRows, readReference } from "../../../../stdlib/monitoring/rounds/reference.ts";
import { datasetOf } from "../context.ts";
import { schemaOf } from "../kit.ts";

const schema = schemaOf({ age: "float", plan: "string" });

async function read(rows: number, names: readonly string[]) {
  const asked: DatasetValue[] = [];
  const engine: Partial<DataEngine> = {
    tableOf: async () => "(SELECT 1)",
    rows: async () => [{ n: rows }],
    columns: async (dataset, columns) => {
      asked.push(dataset);
      return new Map(columns.map((name) => [name, { kind: "numbers", values: Float64Array.of(2, 1) }]));
    },
  };
  const reference = await readReference(datasetOf(schema), names, { engine: async () => engine as DataEngine, signal: new AbortController().signal });
  return { asked, reference };
}

test("reads the columns that are watched, and no others", async () => {
  const { asked, reference } = await read(500, ["age"]);
  assert.equal(asked.map(({ table }) => table), [{ sql: "reference" }]);
  assert.equal(reference.column("age"), { kind: "numbers", values: Float64Array.of(1, 2), missing: 0, rows: 2 });
  assert.is(reference.column("plan"), undefined);
});

test("a large reference is represented by rows chosen by their number", async () => {
  const { asked } = await read(mostRows + 1, ["age"]);
  assert.equal(asked.map(({ table }) => table), [{ sql: `SELECT * FROM (SELECT 1) ORDER BY hash(__mlp_row), __mlp_row LIMIT ${mostRows}` }]);
});

test("checks that read no column open no engine", async () => {
  assert.equal((await read(500, [])).asked, []);
});

test.run();

import { test } from "uvu";
import * as assert from "uvu/assert";
import { diagnose, MlpError } from "../../language/diagnostics/diagnostic.ts";
import { stepNeedsFinite } from "../../language/diagnostics/registry/features-computed.ts";
import { computeOf, type Compute } from "../../runtime/computation.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { compute } from "../../runtime/relational/compute.ts";
import { query } from "../../runtime/relational/dataset.ts";
import { rowNumber, type Computation, type DatasetValue } from "../../runtime/values.ts";
import { testContext } from "../kit/context.ts";
import { diagnosticOf } from "../kit/nodes.ts";

/** `sum` and `length` of a number and a text; refuses a number that its state names. */
const code = (state: unknown): Compute => {
  const { weight, refused } = state as { readonly weight: Float64Array; readonly refused?: number };
  return ([numbers, texts], rows) => {
    if (numbers?.kind !== "numbers" || texts?.kind !== "codes") throw new Error("other columns than it takes");
    if (refused !== undefined && numbers.values.includes(refused)) throw new MlpError(diagnose(stepNeedsFinite, undefined, { step: "mix", column: "x" }));
    const length = Float64Array.from({ length: rows }, (_, row) => texts.words[texts.codes[row] ?? -1]?.length ?? Number.NaN);
    return [numbers.values.map((value, row) => value * (weight[0] ?? 0) + (length[row] ?? 0)), length];
  };
};

const mix = defineNode({
  name: "mix",
  version: 1,
  group: "custom",
  summary: "For tests.",
  examples: [],
  takes: { rows: datasetInput("Rows.") },
  returns: "Dataset",
  rows: "keep",
  infer: (call) => call.rows(undefined),
  execution: { kind: "transform", plan: ({ rows }) => rows, provides: async () => ({ compute: code }) },
});

const context = await testContext({ nodes: [mix], threads: 4 });
test.after(() => context.close());

const column = (name: string, kind: "float" | "int" | "string") => ({ name, type: { kind }, nullable: true }) as const;
const before = { columns: [column("id", "int"), column("x", "float"), column("t", "string")] };
const rowsOf = (count: number): DatasetValue => ({
  kind: "dataset",
  schema: before,
  table: { sql: `SELECT i AS ${rowNumber}, i AS id, CASE WHEN i % 5 = 0 THEN NULL ELSE i / 3 END AS x, CASE WHEN i % 7 = 0 THEN NULL ELSE chr(65279) || repeat('é', CAST(i % 11 AS INTEGER)) END AS t FROM range(${count}) r(i)` },
  path: { input: before, steps: [] },
});

const step: Computation = {
  compute: { node: "mix", version: 1 },
  state: { weight: Float64Array.of(0.1) },
  takes: [{ name: "x", kind: "numbers" }, { name: "t", kind: "codes" }],
  gives: ["sum", "length"],
  schema: { columns: [column("length", "int"), column("id", "int"), column("sum", "float")] },
};

const stored = async (computation: Computation): Promise<string> => context.putValue({ kind: "computation", computation } as { readonly kind: string });
const applied = async (rows: DatasetValue, computation = step): Promise<DatasetValue> => compute(rows, computation, await stored(computation));

test("the engine computes columns as its code does over whole columns, in row order, on several threads", async () => {
  const rows = rowsOf(50_000);
  const engine = await context.engine();
  const columns = await engine.columns(rows, ["x", "t"]);
  const whole = (await computeOf(step, (described) => context.implementation(described)))([...columns.values()], 50_000);
  const made = await engine.columns(await applied(rows), ["id", "sum", "length"]);
  const [id, sum, length] = ["id", "sum", "length"].map((name) => made.get(name));
  assert.ok(id?.kind === "numbers" && sum?.kind === "numbers" && length?.kind === "numbers");
  assert.ok(id.values.every((value, row) => value === row));
  assert.ok(sum.values.join() === whole[0]?.join(), "sums");
  assert.ok(length.values.join() === whole[1]?.join(), "lengths");
});

test("what is missing is null, and a whole number one", async () => {
  const rows = await context.rowsOf(await applied(rowsOf(3)));
  assert.equal(rows, [{ length: null, id: 0, sum: null }, { length: 2, id: 1, sum: (1 / 3) * 0.1 + 2 }, { length: 3, id: 2, sum: (2 / 3) * 0.1 + 3 }]);
});

test("no rows are no rows", async () => assert.equal(await context.rowsOf(await applied(rowsOf(0))), []));

test("a computation may follow another, and rows be chosen by what it gives", async () => {
  const first = await applied(rowsOf(100));
  const again: Computation = { ...step, takes: [{ name: "sum", kind: "numbers" }, { name: "id", kind: "codes" }], gives: ["twice", "digits"], schema: { columns: [column("twice", "float"), column("digits", "int")] } };
  const second = query(await applied(first, again), (table) => `SELECT * FROM ${table} WHERE digits = 2`, again.schema, { path: "keep" });
  assert.is((await context.rowsOf(second)).length, 90);
});

test("a diagnostic of the code comes out as it is", async () => {
  const refusing = await applied(rowsOf(5000), { ...step, state: { weight: Float64Array.of(1), refused: 3001 / 3 } });
  assert.is((await diagnosticOf(context.rowsOf(refusing))).code, "MLP6251");
});

for (const wait of [0, 1, 5, 20, 100]) {
  test(`an abort ends a query that computes, also one that is about to begin: after ${wait} ms`, async () => {
    const engine = await context.engine();
    const slow = await applied(rowsOf(20_000_000), { ...step, state: { weight: Float64Array.of(2 + wait) } });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), wait);
    const began = performance.now();
    try {
      await engine.writeParquet(slow, await context.scratch("slow.parquet"), stop.signal);
      assert.unreachable("it ended by itself");
    } catch (error) {
      assert.is((error as Error).message, "enough");
    }
    assert.ok(performance.now() - began < 15_000);
  });
}

test("queries on several connections compute at once", async () => {
  const engine = await context.engine();
  const made = await applied(rowsOf(30_000));
  const all = await Promise.all([1, 2, 3].map(() => engine.columns(made, ["sum"])));
  const [first, ...others] = all.map((columns) => JSON.stringify(columns.get("sum")));
  assert.ok(others.every((text) => text === first));
});

test.run();

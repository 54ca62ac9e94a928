import { test } from "uvu";
import * as assert from "uvu/assert";
import { check } from "../../../language/check/check.ts";
import { noFacts } from "../../../language/check/needs.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { standardCatalog } from "../../../stdlib/catalog.ts";
import { dropDuplicates } from "../../../stdlib/data/drop-duplicates.ts";
import { dropRows } from "../../../stdlib/data/drop-rows.ts";
import { load } from "../../../stdlib/data/load.ts";
import { sample } from "../../../stdlib/data/sample.ts";
import { sort } from "../../../stdlib/data/sort.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { datasetFrom, diagnosticOf } from "../../kit/nodes.ts";

const csv = "id,shop,price,note\n0,b,2.5,\n1,a,,x\n2,b,2.5,y\n3,,1,\n4,a,7,x\n5,b,9,z\n6,,1,x\n";

let context: TestContext;
let sales: DatasetValue;
let classes: DatasetValue;
test.before(async () => {
  const many = Array.from({ length: 1000 }, (_, index) => `${index},${index % 10 === 0 ? "rare" : index % 3 === 0 ? "" : "usual"},${index}`);
  context = await testContext({ files: { "sales.csv": csv, "classes.csv": `id,class,x\n${many.join("\n")}\n` } });
  sales = await datasetFrom(load, { path: "sales.csv" }, context);
  classes = await datasetFrom(load, { path: "classes.csv" }, context);
});
test.after(() => context.close());

const names = (...list: string[]) => ({ select: "columns", names: list }) as const;
const column = async (dataset: DatasetValue, name: string) => (await context.rowsOf(dataset)).map((row) => row[name]);
const ids = (dataset: DatasetValue) => column(dataset, "id");
const price = { call: "<", args: [{ column: "price" }, { literal: 2 }] } as const;

// pandas: df.dropna(subset=["shop", "price"]).id → 0 2 4 5; df.dropna().id → 2 4 5
test("drop_rows drops rows that lack a value, and those for which a condition is true", async () => {
  assert.equal(await ids(await datasetFrom(dropRows, { rows: sales, missing: names("shop", "price") }, context)), [0, 2, 4, 5]);
  assert.equal(await ids(await datasetFrom(dropRows, { rows: sales, missing: { select: "all" } }, context)), [2, 4, 5]);
  assert.equal(await ids(await datasetFrom(dropRows, { rows: sales, where: price, missing: names("note") }, context)), [1, 2, 4, 5]);
  assert.equal(await ids(await datasetFrom(dropRows, { rows: sales, missing: names() }, context)), [0, 1, 2, 3, 4, 5, 6]);
  assert.is((await diagnosticOf(datasetFrom(dropRows, { rows: sales }, context))).code, "MLP5212");
});

test("rows that were chosen by a learned column know whose rows it was learned from, however they were chosen", () => {
  for (const how of ["where: .x > 1", "missing: .x"]) {
    const text = `all = rows([{ x: 1.5, y: 1.5 }, { x: 2.5, y: 2.5 }]) |> scale(.x)
{ train, test } = all |> split(train: 50%, test: 50%)
model = train(ridge(), recipe(target: .y), on: train |> drop_rows(${how}) |> derive(z: 1.5) |> drop_columns(.x))
report = evaluate(model, on: test |> derive(z: 1.5) |> drop_columns(.x))
`;
    const { diagnostics } = check({ file: "x.mlp", text }, { catalog: standardCatalog(), facts: noFacts });
    assert.equal(diagnostics.map(({ code }) => code), ["MLP4003"], how);
  }
});

// pandas: df.drop_duplicates(["shop", "price"], keep=…).id → first 0 1 3 4 5, last 1 2 4 5 6, False 1 4 5
test("drop_duplicates keeps the first of equal rows, the last, or none", async () => {
  const kept = async (keep: string, by: ReturnType<typeof names>) => ids(await datasetFrom(dropDuplicates, { rows: sales, by, keep }, context));
  assert.equal(await kept("first", names("shop", "price")), [0, 1, 3, 4, 5]);
  assert.equal(await kept("last", names("shop", "price")), [1, 2, 4, 5, 6]);
  assert.equal(await kept("none", names("shop", "price")), [1, 4, 5]);
  assert.equal(await kept("none", names("id")), [0, 1, 2, 3, 4, 5, 6]);
  assert.equal([await kept("first", names()), await kept("last", names()), await kept("none", names())], [[0], [6], []]);
});

test("many equal rows are dropped as few are", async () => {
  const rows: DatasetValue = {
    kind: "dataset",
    schema: { columns: [{ name: "v", type: { kind: "int" }, nullable: false }] },
    table: { sql: `SELECT i AS ${rowNumber}, i % 15000 AS v FROM range(30001) t(i)` },
    path: { broken: "test" },
  };
  const engine = await context.engine();
  const kept = async (keep: string) => (await engine.rows(`SELECT count(*)::INT AS n, min(${rowNumber})::INT AS a, max(${rowNumber})::INT AS z FROM ${await engine.tableOf(await datasetFrom(dropDuplicates, { rows, keep }, context))}`))[0];
  assert.equal({ ...(await kept("first")) }, { n: 15_000, a: 0, z: 14_999 });
  assert.equal({ ...(await kept("last")) }, { n: 15_000, a: 15_001, z: 30_000 });
  assert.equal({ ...(await kept("none")) }, { n: 0, a: null, z: null });
});

// pandas: df.sort_values(["shop", "price"], ascending=[True, False], na_position=…, kind="stable").id → last 4 1 5 0 2 3 6, first 3 6 1 4 5 0 2
test("sort takes a direction for each column, and says where gaps come", async () => {
  const sorted = async (args: Readonly<Record<string, unknown>>) => ids(await datasetFrom(sort, { rows: sales, ...args }, context));
  assert.equal(await sorted({ by: names("shop", "price"), descending: names("price") }), [4, 1, 5, 0, 2, 3, 6]);
  assert.equal(await sorted({ by: names("shop", "price"), descending: names("price"), nulls: "first" }), [3, 6, 1, 4, 5, 0, 2]);
  assert.equal(await sorted({ by: names("price", "shop"), descending: names("price", "shop") }), [5, 4, 0, 2, 3, 6, 1]);
  const failed = await diagnosticOf(datasetFrom(sort, { rows: sales, by: names("shop"), descending: names("price") }, context));
  assert.is(`${failed.code} ${failed.message}`, "MLP5211 `descending` names `price`, and the rows are not ordered by it");
});

test("a stratified sample has each class in its share, as near as whole rows allow", async () => {
  const of = async (args: Readonly<Record<string, unknown>>, seed = 1) => column(await datasetFrom(sample, { rows: classes, ...args }, { ...context, seed }), "class");
  const count = (found: readonly unknown[]) => [found.length, ...["rare", "usual", null].map((value) => found.filter((each) => each === value).length)];
  // 100 rare, 600 usual, 300 without a class
  for (const seed of [1, 2, 3]) assert.equal(count(await of({ count: 50, stratify: names("class") }, seed)), [50, 5, 30, 15]);
  const [all, rare = 0, usual = 0] = count(await of({ share: 0.033, stratify: names("class") }));
  assert.is(all, 33);
  assert.ok((rare === 3 || rare === 4) && (usual === 19 || usual === 20), `${rare} ${usual}`);
  assert.equal(count(await of({ count: 5000, stratify: names("class") })), [1000, 100, 600, 300]);
  const drawn = async (seed: number) => column(await datasetFrom(sample, { rows: classes, count: 50, stratify: names("class") }, { ...context, seed }), "id");
  assert.equal(await drawn(1), await drawn(1));
  assert.not.equal(await drawn(1), await drawn(2));
  // Of a number, each range: one of every hundred.
  const ranges = (await column(await datasetFrom(sample, { rows: classes, count: 10, stratify: names("x") }, context), "x")).map((x) => Math.floor(Number(x) / 100));
  assert.equal(ranges, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test.run();

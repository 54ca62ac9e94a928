import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Schema } from "../../../language/types/schema.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { folds } from "../../../stdlib/data/folds.ts";
import { split } from "../../../stdlib/data/split.ts";
import { spreadClasses } from "../../../stdlib/data/splitting/folds.ts";
import { sizesWithCounts } from "../../../stdlib/data/splitting/sizes.ts";
import { catalogOf } from "../../../language/nodes/catalog.ts";
import { check } from "../../../language/check/check.ts";
import { relate } from "../../../language/types/rows.ts";
import { rowFunctions } from "../../../stdlib/data/functions/index.ts";
import { dataNodes } from "../../../stdlib/data/index.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { diagnosticOf, partsFrom } from "../../kit/nodes.ts";

const schema: Schema = {
  columns: [
    { name: "y", type: { kind: "string" }, nullable: false },
    { name: "x", type: { kind: "float" }, nullable: false },
    { name: "t", type: { kind: "date" }, nullable: false },
  ],
};

/** A row a letter; `x` is its number and `t` a day after the other. */
const letters = (text: string): DatasetValue => ({
  kind: "dataset",
  schema,
  table: { sql: `SELECT CAST(n - 1 AS BIGINT) AS ${rowNumber}, '${text}'[n] AS y, CAST(n - 1 AS DOUBLE) AS x, DATE '2024-01-01' + CAST(n - 1 AS INTEGER) AS t FROM range(1, ${text.length + 1}) r(n)` },
  path: { input: schema, steps: [] },
});
const rows = (count: number): DatasetValue => letters("a".repeat(count));
const by = (...names: string[]) => ({ select: "columns", names });

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

async function partsOf(node: typeof folds | typeof split, dataset: DatasetValue, args: Readonly<Record<string, unknown>>, seed = 7): Promise<Record<string, number[]>> {
  const engine = await context.engine();
  const parts = await partsFrom(node, { rows: dataset, ...args }, { ...context, seed });
  const numbers = async (part: DatasetValue) => (await engine.rows(`SELECT ${rowNumber} AS n FROM ${await engine.tableOf(part)} ORDER BY n`)).map(({ n }) => Number(n));
  return Object.fromEntries(await Promise.all([...parts].map(async ([name, part]) => [name, await numbers(part)] as const)));
}

const testsOf = (parts: Record<string, number[]>): number[][] => Object.entries(parts).flatMap(([name, part]) => (name.startsWith("test") ? [part] : []));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

// [t.tolist() for _, t in KFold(4).split(range(23))]
test("folds in the rows' own order are those of KFold", async () => {
  const parts = await partsOf(folds, rows(23), { k: 4, shuffle: false });
  assert.equal(testsOf(parts), [upTo(6), upTo(12).slice(6), upTo(18).slice(12), upTo(23).slice(18)]);
});

test("drawn folds have these sizes, share no row, and each is trained for on all others", async () => {
  const parts = await partsOf(folds, rows(23), { k: 4 });
  assert.equal(testsOf(parts).map((part) => part.length), [6, 6, 6, 5]);
  assert.equal(testsOf(parts).flat().sort((a, b) => a - b), upTo(23));
  for (const fold of [1, 2, 3, 4]) assert.equal([...(parts[`train_${fold}`] ?? []), ...(parts[`test_${fold}`] ?? [])].sort((a, b) => a - b), upTo(23));
  assert.equal(parts, await partsOf(folds, rows(23), { k: 4 }));
  assert.is.not(JSON.stringify(parts), JSON.stringify(await partsOf(folds, rows(23), { k: 4 }, 8)));
});

// y = list("bbabcabbacbbabacbbcabab"); [t.tolist() for _, t in StratifiedKFold(3).split(y, y)]
test("classes are spread as StratifiedKFold spreads them", async () => {
  const y = "bbabcabbacbbabacbbcabab";
  assert.equal(testsOf(await partsOf(folds, letters(y), { k: 3, shuffle: false, stratify: by("y") })), [[0, 1, 2, 3, 4, 5, 6, 8], [7, 9, 10, 11, 12, 13, 14, 15], [16, 17, 18, 19, 20, 21, 22]]);
  // y = ["xyz"[i * i % 3] for i in range(50)]: np.unique(..., return_counts=True) of StratifiedKFold(4, shuffle=True)
  assert.equal(spreadClasses([{ value: "x", rows: 17, first: 0 }, { value: "y", rows: 33, first: 1 }], 4), [[5, 4, 4, 4], [8, 9, 8, 8]]);
  const drawn = await partsOf(folds, letters(y), { k: 3, stratify: by("y") });
  assert.equal(testsOf(drawn).map((part) => part.map((row) => y[row]).sort().join("")), testsOf(await partsOf(folds, letters(y), { k: 3, shuffle: false, stratify: by("y") })).map((part) => part.map((row) => y[row]).sort().join("")));
});

// [(len(a), t.tolist()) for a, t in TimeSeriesSplit(3).split(range(11))]
test("folds in time are those of TimeSeriesSplit, and a gap is left out of what is trained on", async () => {
  const parts = await partsOf(folds, rows(11), { k: 3, by_time: "t" });
  assert.equal(parts, { train_1: upTo(5), test_1: [5, 6], train_2: upTo(7), test_2: [7, 8], train_3: upTo(9), test_3: [9, 10] });
  const day = 86_400_000;
  const apart = await partsOf(folds, rows(11), { k: 3, by_time: "t", gap: 3 * day });
  assert.equal([apart["train_1"], apart["train_3"], apart["test_3"]], [upTo(3), upTo(7), [9, 10]]);
});

// [len(t) for _, t in GroupKFold(3, shuffle=True).split(range(7), groups=range(7))]
test("groups stay together, as many in every fold", async () => {
  const y = "aabbbccddeefgg";
  const tests = testsOf(await partsOf(folds, letters(y), { k: 3, group: "y" })).map((part) => new Set(part.map((row) => y[row])));
  assert.equal(tests.map((groups) => groups.size), [3, 2, 2]);
  assert.is(new Set(tests.flatMap((groups) => [...groups])).size, 7);
});

test("a row keeps its fold by its key", async () => {
  const few = await partsOf(folds, rows(200), { k: 3, key: by("x") });
  const more = await partsOf(folds, rows(300), { k: 3, key: by("x") });
  testsOf(few).forEach((part, fold) => assert.equal(part, testsOf(more)[fold]?.filter((row) => row < 200)));
});

test("what cannot be folded says why", async () => {
  const code = async (dataset: DatasetValue, args: Readonly<Record<string, unknown>>) => (await diagnosticOf(partsFrom(folds, { rows: dataset, ...args }, context))).code;
  assert.is(await code(rows(3), { k: 4 }), "MLP5315");
  assert.is(await code(rows(3), { k: 3, by_time: "t" }), "MLP5315");
  assert.is(await code(letters("aabbcc"), { k: 3, stratify: by("y") }), "MLP5316");
  assert.is(await code(letters("aab"), { k: 3, group: "y" }), "MLP5315");
  assert.is(await code(rows(9), { k: 2, group: "y", by_time: "t" }), "MLP5303");
});

test("a model may be judged on the fold that it was not trained on, and on no other", () => {
  const catalog = catalogOf(dataNodes, rowFunctions);
  const { model, diagnostics } = check({ file: "a.mlp", text: 'all = rows([{ a: 1, y: "b" }])\ncv = all |> folds(k: 3, stratify: .y)\n{ train_1, test_1, test_2 } = cv\nseries = all |> folds(k: 3, by_time: .a)\nfirst = series.train_1\nsecond = series.train_2\nlater = series.test_1\nlast = series.test_2\n' }, { catalog, facts: { answers: new Map() } });
  assert.equal(diagnostics.map(({ message }) => message), []);
  const rowsOf = (name: string) => {
    const symbol = model.scopes.get("a.mlp")?.symbols.get(name);
    if (symbol?.kind !== "binding" || symbol.type?.kind !== "dataset") throw new Error(name);
    return symbol.type.rows;
  };
  const related = (a: string, b: string) => relate(rowsOf(a), rowsOf(b));
  assert.equal([related("train_1", "test_1"), related("test_1", "test_2"), related("test_2", "train_1")], ["disjoint", "disjoint", "subset"]);
  assert.equal([related("first", "later"), related("first", "last"), related("second", "last"), related("later", "second")], ["disjoint", "disjoint", "disjoint", "subset"]);
});

test("parts may be numbers of rows, and shares are of what these leave", async () => {
  assert.equal(sizesWithCounts(101, [1, 20]), [81, 20]);
  assert.equal(sizesWithCounts(101, [0.75, 0.25, 20]), [60, 21, 20]);
  const parts = await partsOf(split, rows(101), { train: 1, test: 20 });
  assert.equal([parts["train"]?.length, parts["test"]?.length], [81, 20]);
  const code = async (args: Readonly<Record<string, unknown>>) => (await diagnosticOf(partsFrom(split, { rows: rows(10), ...args }, context))).code;
  assert.is(await code({ train: 5, test: 4 }), "MLP5314");
  assert.is(await code({ train: 1, test: 11 }), "MLP5306");
  assert.is(await code({ train: 1, test: 2.5 }), "MLP5310");
});

test("a gap before a part leaves rows out of the split, and tells how many", async () => {
  const told: string[] = [];
  const parts = await partsFrom(split, { rows: rows(20), past: 0.5, future: 0.5, by_time: "t", gap: 3 * 86_400_000 }, { ...context, log: (_, message) => void told.push(message) });
  assert.equal([parts.get("past")?.rows, parts.get("future")?.rows], [8, 10]);
  assert.equal(told, ["2 of 20 rows lie in the gap before a part, and are in none"]);
  assert.is((await diagnosticOf(partsFrom(split, { rows: rows(20), past: 0.5, future: 0.5, by_time: "t", gap: 30 * 86_400_000 }, context))).code, "MLP5306");
});

test("a split is stratified by several columns, or by ranges of a number", async () => {
  const parts = await partsOf(split, rows(100), { train: 0.8, test: 0.2, stratify: by("x"), bins: 5 });
  for (const range of upTo(5)) assert.is(parts["test"]?.filter((row) => Math.floor(row / 20) === range).length, 4);
  const two = await partsOf(split, letters("aabb".repeat(10)), { train: 0.5, test: 0.5, stratify: by("y") });
  assert.is(two["test"]?.filter((row) => row % 4 < 2).length, 10);
});

test.run();

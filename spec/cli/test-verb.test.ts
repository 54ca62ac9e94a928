import { readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { defineNode, datasetInput, test as runPipelineTests, type TestOutcome } from "../../stdlib/embed.ts";
import { mlp, withProject } from "./kit.ts";

const pipeline = `param limit: int = 5
schema Order {
  .day: date,
  .plan: category("free", "paid"),
  .amount: float?,
}
orders = load("orders.csv")
late = orders |> filter(.amount > limit) |> derive(double: .amount * 2)
{ train, test } = orders |> split(train: 50%, test: 50%)
model = train(linear_regression(), recipe(target: .y), on: train)
report = evaluate(model, on: test)
release = register(model, name: "orders", metrics: report) when report.r2 > 0.99
saved = save(late, "late.csv")
`;

async function tested(tests: string, args: readonly string[] = [], more: Readonly<Record<string, string>> = {}) {
  let outcome = { code: null as number | null, out: "", err: "" };
  await withProject(async (folder) => {
    await writeFile(join(folder, "orders.csv"), "x,y,amount\n1,2,3\n2,4,6\n3,6,9\n4,8,12\n");
    await writeFile(join(folder, "orders.mlp"), pipeline + tests);
    for (const [name, text] of Object.entries(more)) await writeFile(join(folder, name), text);
    const before = (await readdir(folder)).sort();
    outcome = await mlp(["test", "orders.mlp", ...args], { cwd: folder });
    assert.equal((await readdir(folder)).filter((name) => name !== ".mlp").sort(), before, "tests leave nothing behind");
  });
  return outcome;
}

test("test: given rows stand for a binding, and params for their defaults", async () => {
  const { code, out, err } = await tested(`test "large amounts are late" {
    given limit = 7
    given orders = rows([{ amount: 6.5 }, { amount: 7.5 }, { amount: null }])
    expect late == rows([{ double: 15, amount: 7.5 }])
  }`);
  assert.is(code, 0, err);
  assert.match(out, /✓ large amounts are late/);
  assert.match(out, /1 passed, 0 failed/);
});

test("test: rows that differ are told with their values", async () => {
  const { code, out, err } = await tested(`test "doubles" {
    given orders = rows([{ amount: 6.5 }, { amount: 7.5 }])
    expect late == rows([{ amount: 6.5, double: 14 }, { amount: 7.5, double: 15 }])
  }
  test "fewer" {
    given orders = rows([{ amount: 6.5 }, { amount: 7.5 }])
    expect late == rows([{ amount: 6.5, double: 13 }])
  }`);
  assert.is(code, 3);
  assert.match(err, /MLP6301\]: 1 row of 2 differs/);
  assert.match(err, /row 1: `\.double` is 13, not 14/);
  assert.match(err, /there are 2 rows on the left and 1 row on the right/);
  assert.match(err, /row 2 is only on the left: { amount: 7\.5, double: 15 }/);
  assert.match(out, /0 passed, 2 failed/);
});

test("test: floats are equal within a small relative error, integers are not", async () => {
  const { code, err } = await tested(`test "a sum" {
    given orders = rows([{ amount: 0.1 }])
    given limit = 0
    expect (orders |> derive(sum: .amount + 0.2)) == rows([{ amount: 0.1, sum: 0.3 }])
  }`);
  assert.is(code, 0, err);
  const exact = await tested('test "whole numbers" { expect rows([{ n: 9007199254740991 }]) == rows([{ n: 9007199254740990 }]) }');
  assert.is(exact.code, 3);
});

test("test: a model is trained on given rows, and registered in a state that is thrown away", async () => {
  const { code, out, err } = await tested(`test "a line is found" {
    given train = rows([{ x: 1, y: 2 }, { x: 2, y: 4 }, { x: 3, y: 6 }])
    given test = rows([{ x: 5, y: 10 }, { x: 7, y: 14 }])
    expect report.r2 > 0.999
    expect (release.version ?? 0) == 1
  }
  test "noise is not released" {
    given train = rows([{ x: 1, y: 2 }, { x: 2, y: -4 }, { x: 3, y: 6 }])
    given test = rows([{ x: 5, y: 10 }, { x: 7, y: -14 }])
    expect (release.version ?? 0) == 0
    expect report.r2 > 0.9
  }`);
  assert.is(code, 3);
  assert.match(out, /✓ a line is found/);
  assert.match(out, /✗ noise is not released/);
  assert.match(err, /`report\.r2 > 0\.9` does not hold/);
  assert.match(err, /the left side is -?[\d.]+, the right side is 0\.9/);
});

test("test: given rows are checked against a schema, dates and categories with them", async () => {
  const good = await tested(`test "orders" {
    given orders = rows([{ day: "2024-02-29", plan: "free", amount: 7 }], schema: Order)
    expect late == rows([{ day: "2024-02-29", plan: "free", amount: 7, double: 14 }])
  }`);
  assert.is(good.code, 0, good.err);
  const bad = await tested(`test "orders" {
    given orders = rows([{ day: "2024-02-29", plan: "freee", amount: 7 }], schema: Order)
    expect late == rows([{ day: "2024-02-29", plan: "free", amount: 7, double: 14 }])
  }`);
  assert.is(bad.code, 3);
  assert.match(bad.err, /freee/);
  const noDate = await tested(`test "orders" {
    given orders = rows([{ day: "2024-02-30", plan: "free", amount: 7 }], schema: Order)
    expect late == rows([{ day: "2024-02-29", plan: "free", amount: 7, double: 14 }])
  }`);
  assert.is(noDate.code, 3);
  assert.match(noDate.err, /day/);
});

test("test: what would write a file is refused before anything runs", async () => {
  const { code, err } = await tested('test "saved" { expect saved == late }');
  assert.is(code, 1);
  assert.match(err, /MLP2019/);
});

test("test: only the named tests run, and every outcome is a line of JSON", async () => {
  const two = 'test "one" { expect limit == 5 }\ntest "two" { expect limit == 6 }\n';
  const { code, out } = await tested(two, ["--only", "one", "--json"]);
  assert.is(code, 0);
  const outcomes = out.trim().split("\n").map((line) => JSON.parse(line) as TestOutcome);
  assert.equal(outcomes.map(({ name, status }) => [name, status]), [["one", "passed"]]);
});

test("test: a binding of an imported file is given there, too", async () => {
  const { code, err } = await tested("", [], {}).then(() =>
    tested('import { base, more } from "./base.mlp"\ntest "imported" {\n  given base = rows([{ a: 1 }])\n  expect more == rows([{ a: 1, b: 2 }])\n}', [], {
      "base.mlp": 'base = rows([{ a: 10 }])\nmore = base |> derive(b: .a + 1)\n',
    }),
  );
  assert.is(code, 0, err);
});

test("test: a file without tests says so", async () => {
  const { code, out } = await tested("");
  assert.is(code, 0);
  assert.match(out, /no tests/);
});

test("test: a mistake in the pipeline is told, and nothing runs", async () => {
  const { code, err } = await tested('test "broken" { given orders = rows([{ y: 1 }]) expect late == orders }');
  assert.is(code, 1);
  assert.match(err, /MLP3011/);
  assert.match(err, /with what this test gives/);
});

test("test: the starter project's test passes", async () => {
  await withProject(async (folder) => {
    await mlp(["init", "shop"], { cwd: folder });
    const { code, out, err } = await mlp(["test", "churn.mlp"], { cwd: join(folder, "shop") });
    assert.is(code, 0, err);
    assert.match(out, /1 passed, 0 failed/);
  });
});

test("test: from a program, with nodes of its own", async () => {
  const twice = defineNode({
    name: "twice",
    version: 1,
    group: "custom",
    summary: "All rows, as they are.",
    examples: [],
    takes: { rows: datasetInput("The rows.") },
    positional: ["rows"],
    returns: "Dataset",
    rows: "keep",
    infer: (call) => call.rows(call.dataset("rows")?.schema),
    execution: { kind: "transform", plan: ({ rows }) => rows },
  });
  const outcomes: TestOutcome[] = [];
  const source = 'a = rows([{ x: 1 }]) |> twice()\ntest "same" { expect a == rows([{ x: 1 }]) }\ntest "other" { expect a == rows([{ x: 2 }]) }';
  for await (const outcome of runPipelineTests(source, { nodes: [twice], file: join(tmpdir(), "none.mlp") })) outcomes.push(outcome);
  assert.equal(outcomes.map(({ name, status }) => [name, status]), [["same", "passed"], ["other", "failed"]]);
});

test.run();

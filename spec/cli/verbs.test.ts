import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { finishedOf, mlp, withProject } from "./kit.ts";

const leak = `rows = load("npm:vega-datasets/data/penguins.json")
  |> drop_rows(where: .Species == null)
  |> impute(numeric, with: median)

features = recipe(target: .Species)
  |> impute(categorical, with: most_frequent)
  |> encode(categorical, method: one_hot)

{ train, test } = rows |> split(train: 80%, test: 20%)

model = train(logistic_regression(), features, on: train)

report = evaluate(model, on: test)
`;

test("check: a leak is shown with its chain and the way out, and nothing runs", async () => {
  await withProject(async (folder) => {
    await writeFile(join(folder, "leak.mlp"), leak);
    const { code, err } = await mlp(["check", "leak.mlp"], { cwd: folder });
    assert.is(code, 1);
    assert.match(err, "error[MLP4003]: the medians that `impute` learned in front of the model come also from rows of `test`");
    assert.match(err, "its medians are learned here, from rows that end up in `test`");
    assert.match(err, "move `impute` into the recipe");
    assert.match(err, "leak.mlp:13:30");
  });
});

test("check --json: codes and ranges as editors count them", async () => {
  await withProject(async (folder) => {
    await writeFile(join(folder, "leak.mlp"), leak);
    const { out } = await mlp(["check", "leak.mlp", "--json"], { cwd: folder });
    const [diagnostic] = (JSON.parse(out) as { diagnostics: { code: string; range: unknown; related: unknown[] }[] }).diagnostics;
    assert.is(diagnostic?.code, "MLP4003");
    assert.equal(diagnostic?.range, { start: { line: 12, character: 29 }, end: { line: 12, character: 33 } });
    assert.is(diagnostic?.related.length, 2, "the split, and the step");
  });
});

test("check: the examples have no mistakes", async () => {
  await withProject(async (folder) => {
    const { code, out, err } = await mlp(["check", "penguins.mlp", "cars.mlp", "flights.mlp", "own-nodes.mlp"], { cwd: folder });
    assert.is(code, 0, err);
    assert.match(out, "no mistakes found");
  });
});

test("check: columns are known from the data", async () => {
  await withProject(async (folder) => {
    await writeFile(join(folder, "x.mlp"), 'rows = load("npm:vega-datasets/data/penguins.json") |> filter(.`Body Mas (g)` > 3)\n');
    const { code, err } = await mlp(["check", "x.mlp"], { cwd: folder });
    assert.is(code, 1);
    assert.match(err, "MLP3011");
    assert.match(err, "did you mean `Body Mass (g)`?");
  });
});

test("check: a file that is not there is told at its place, with what was probably meant", async () => {
  await withProject(async (folder) => {
    await writeFile(join(folder, "rows.csv"), "a,b\n1,2\n");
    await writeFile(join(folder, "x.mlp"), 'rows = load("row.csv")\n');
    const { code, err } = await mlp(["check", "x.mlp"], { cwd: folder });
    assert.is(code, 1);
    assert.match(err, "x.mlp:1:13");
    assert.match(err, "rows.csv");
  });
});

test("fmt: formats in place, checks, and reads from standard input", async () => {
  await withProject(async (folder) => {
    const file = join(folder, "x.mlp");
    await writeFile(file, "a=1 // one\nb   =  a+ 2\n");
    assert.is((await mlp(["fmt", "--check", "x.mlp"], { cwd: folder })).code, 1);
    assert.is((await mlp(["fmt", "x.mlp"], { cwd: folder })).code, 0);
    assert.is(await readFile(file, "utf8"), "a = 1 // one\nb = a + 2\n");
    assert.is((await mlp(["fmt", "--check", "x.mlp"], { cwd: folder })).code, 0);
    assert.is((await mlp(["fmt", "-"], { input: "a=1" })).out, "a = 1\n");
    assert.is((await mlp(["fmt", "--check", "penguins.mlp", "cars.mlp", "flights.mlp", "own-nodes.mlp"], { cwd: folder })).code, 0);
  });
});

test("graph: Mermaid text, DOT, and an SVG picture", async () => {
  await withProject(async (folder) => {
    const { out } = await mlp(["graph", "penguins.mlp"], { cwd: folder });
    assert.match(out, "flowchart LR");
    assert.match(out, "n0[(\"penguins.load");
    assert.match(out, "-->");
    assert.is((await mlp(["graph", "penguins.mlp", "-o", "p.svg"], { cwd: folder })).code, 0);
    const svg = await readFile(join(folder, "p.svg"), "utf8");
    assert.match(svg, "<svg");
    assert.match(svg, "release");
    assert.is((await mlp(["graph", "penguins.mlp", "-o", "p.png"], { cwd: folder })).code, 2);
  });
});

test("explain: a code, an unknown code", async () => {
  const { out } = await mlp(["explain", "mlp4003"]);
  assert.match(out, "Judged on rows that a fitted step has seen");
  assert.match(out, "Mended:");
  assert.is((await mlp(["explain", "MLP0000"])).code, 1);
});

test("init: a starter project that runs, and never overwrites", async () => {
  await withProject(async (folder) => {
    assert.is((await mlp(["init", "shop"], { cwd: folder })).code, 0);
    const shop = join(folder, "shop");
    const { code, out, err } = await mlp(["run", "churn.mlp", "--json", "--env", "production", "-p", "min_auc=0.6"], { cwd: shop });
    assert.is(code, 0, err);
    const { outputs } = finishedOf(out);
    assert.ok((outputs["report"]?.metrics?.["roc_auc"] ?? 0) > 0.7);
    assert.is(outputs["release"]?.name, "churn");
    assert.is((await mlp(["fmt", "--check", "churn.mlp"], { cwd: shop })).code, 0);
    assert.is((await mlp(["init", "shop"], { cwd: folder })).code, 1);
  });
});

test("runs, diff, models and report tell what has happened", async () => {
  await withProject(async (folder) => {
    await mlp(["run", "penguins.mlp"], { cwd: folder });
    await mlp(["run", "penguins.mlp", "-p", "min_accuracy=0.8"], { cwd: folder });
    const { out } = await mlp(["runs", "--json"], { cwd: folder });
    const [second, first] = (JSON.parse(out) as { run: string }[]).map(({ run }) => run);
    assert.match((await mlp(["runs"], { cwd: folder })).out, "succeeded");
    assert.match((await mlp(["runs", "last"], { cwd: folder })).out, "min_accuracy = 0.8");
    const { out: difference } = await mlp(["diff", first ?? "", second ?? "", "--json"], { cwd: folder });
    assert.equal((JSON.parse(difference) as { params: unknown }).params, { min_accuracy: [0.9, 0.8] });
    assert.match((await mlp(["models"], { cwd: folder })).out, "penguins  1 version, newest v1  @champion v1");
    assert.is((await mlp(["models", "penguin"], { cwd: folder })).code, 1);
    assert.is((await mlp(["report", "-o", "report.html"], { cwd: folder })).code, 0);
    const page = await readFile(join(folder, "report.html"), "utf8");
    assert.match(page, "<svg");
    assert.not.match(page, /<script|https?:\/\/(?!www\.w3\.org)/);
    assert.is((await mlp(["runs", "nothing"], { cwd: folder })).code, 1);
  });
});

test("gc: keeps what the newest runs need", async () => {
  await withProject(async (folder) => {
    await mlp(["run", "penguins.mlp"], { cwd: folder });
    const { code, out } = await mlp(["gc", "--keep-runs", "1"], { cwd: folder });
    assert.is(code, 0);
    assert.match(out, "removed");
    const again = finishedOf((await mlp(["run", "penguins.mlp", "--json"], { cwd: folder })).out);
    assert.equal(new Set(again.nodes.map((node) => node.status)), new Set(["cached"]));
  });
});

test("exit codes: 2 for wrong usage, 1 for a wrong file, 3 for a failed run", async () => {
  await withProject(async (folder) => {
    assert.is((await mlp(["rnu"])).code, 2);
    assert.is((await mlp(["run"])).code, 2);
    assert.is((await mlp(["run", "nowhere.mlp"], { cwd: folder })).code, 1);
    assert.is((await mlp(["run", "penguins.mlp", "-p", "min_acuracy=1"], { cwd: folder })).code, 1);
    assert.is((await mlp(["run", "penguins.mlp", "-p", "min_accuracy=high"], { cwd: folder })).code, 1);
    await writeFile(join(folder, "x.mlp"), 'rows = load("npm:vega-datasets/data/cars.json") |> expect(where: .Cylinders > 4)\n');
    const failed = await mlp(["run", "x.mlp"], { cwd: folder });
    assert.is(failed.code, 3);
    assert.match(failed.err, "x.mlp:1:");
    assert.not.match(failed.err, "    at ");
  });
});

test("a misspelt section or key of mlp.yaml is told", async () => {
  await withProject(async (folder) => {
    await writeFile(join(folder, "mlp.yaml"), "env:\n  production:\n    min_accuracy: 0.8\n");
    assert.is((await mlp(["plan", "penguins.mlp", "--env", "production"], { cwd: folder })).code, 0);
    const wrong = await mlp(["plan", "penguins.mlp", "--env", "prodution"], { cwd: folder });
    assert.is(wrong.code, 1);
    assert.match(wrong.err, "did you mean `production`?");
    await writeFile(join(folder, "mlp.yaml"), "enviroment: {}\n");
    assert.match((await mlp(["plan", "penguins.mlp"], { cwd: folder })).err, "enviroment");
  });
});

test("check --fix mends what is certain, says it, and reports what is left", async () => {
  await withProject(async (folder) => {
    const text = 'rows = laod("npm:vega-datasets/data/cars.json")\nheavy = rows |> filter(.Weight_in_lb > 3000 && .Cylinders > nothing)\n';
    await writeFile(join(folder, "x.mlp"), text);
    const { code, out, err } = await mlp(["check", "x.mlp", "--fix"], { cwd: folder });
    assert.is(code, 1);
    assert.equal(out.trim().split("\n"), ["x.mlp:2:45 MLP1005 mended: write `and`", "x.mlp:1:8 MLP2002 mended: write `load`", "x.mlp:2:24 MLP3011 mended: write `.Weight_in_lbs`"]);
    assert.match(err, "there is no binding or param named `nothing`");
    assert.not.match(err, "laod");
    assert.is(await readFile(join(folder, "x.mlp"), "utf8"), 'rows = load("npm:vega-datasets/data/cars.json")\nheavy = rows |> filter(.Weight_in_lbs > 3000 and .Cylinders > nothing)\n');
    const again = await mlp(["check", "penguins.mlp", "--fix"], { cwd: folder });
    assert.is(again.code, 0, again.err);
    assert.is((await mlp(["check", "nowhere.mlp", "--fix"], { cwd: folder })).code, 1);
  });
});

test("help everywhere, with examples", async () => {
  const { out, code } = await mlp(["run", "--help"]);
  assert.is(code, 0);
  assert.match(out, "Examples:");
  assert.match((await mlp(["--version"])).out, /^\d+\.\d+\.\d+/);
});

test("a project without runs says so", async () => {
  await withProject(async (folder) => {
    await mkdir(join(folder, "empty"));
    await writeFile(join(folder, "empty", "mlp.yaml"), "");
    assert.match((await mlp(["runs"], { cwd: join(folder, "empty") })).err, "--home");
  });
});

test.run();

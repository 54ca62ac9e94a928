import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ended, finishedOf, mlp, start, until, withProject } from "./kit.ts";

test("penguins: from a file of data to a registered model, and a second run executes nothing", async () => {
  await withProject(async (folder) => {
    const first = await mlp(["run", "penguins.mlp", "--json"], { cwd: folder });
    assert.is(first.code, 0, first.err);
    const finished = finishedOf(first.out);
    assert.is(finished.status, "succeeded");
    assert.ok((finished.outputs["report"]?.metrics?.["accuracy"] ?? 0) > 0.95);
    assert.equal({ kind: finished.outputs["release"]?.kind, name: finished.outputs["release"]?.name, version: finished.outputs["release"]?.version }, { kind: "model_version", name: "penguins", version: 1 });
    const rows = ["train", "test"].map((name) => finished.outputs[name]?.rows ?? 0);
    assert.is(rows[0]! + rows[1]!, finished.outputs["penguins"]?.rows);

    const second = finishedOf((await mlp(["run", "penguins.mlp", "--json"], { cwd: folder })).out);
    assert.equal(new Set(second.nodes.map((node) => node.status)), new Set(["cached"]));
    assert.equal(second.outputs, finished.outputs);

    const plan = JSON.parse((await mlp(["plan", "penguins.mlp", "--json", "-p", "min_accuracy=0.5"], { cwd: folder })).out) as { nodes: { id: string; action: string }[] };
    assert.equal(new Set(plan.nodes.map((node) => node.action)), new Set(["cached"]));
  });
});

test("penguins: a gate that is not met skips the release and says so", async () => {
  await withProject(async (folder) => {
    const { code, out } = await mlp(["run", "penguins.mlp", "--json", "-p", "min_accuracy=1.1"], { cwd: folder });
    const release = finishedOf(out).nodes.find((node) => node.id === "release");
    assert.equal([code, release?.status, release?.reason], [0, "skipped", "gate_closed"]);
  });
});

test("a change of one parameter runs what depends on it, and cosmetic edits run nothing", async () => {
  await withProject(async (folder) => {
    await mlp(["run", "penguins.mlp"], { cwd: folder });
    const file = join(folder, "penguins.mlp");
    const text = await readFile(file, "utf8");
    await writeFile(file, `// a comment\n${text.replaceAll("model", "classifier").replace("\n\nreport", "\nreport")}`);
    const cosmetic = finishedOf((await mlp(["run", "penguins.mlp", "--json"], { cwd: folder })).out);
    assert.equal(new Set(cosmetic.nodes.map((node) => node.status)), new Set(["cached"]));
    await writeFile(file, text.replace("c: 1", "c: 0.1"));
    const changed = finishedOf((await mlp(["run", "penguins.mlp", "--json"], { cwd: folder })).out);
    assert.equal(
      changed.nodes.filter((node) => node.status === "executed").map((node) => node.id),
      ["model", "report", "release"],
    );
  });
});

test("a compiled graph gives the same run", async () => {
  await withProject(async (folder) => {
    assert.is((await mlp(["compile", "penguins.mlp", "-o", "penguins.graph.json"], { cwd: folder })).code, 0);
    const graph = finishedOf((await mlp(["run", "penguins.graph.json", "--json"], { cwd: folder })).out);
    const file = finishedOf((await mlp(["run", "penguins.mlp", "--json"], { cwd: folder })).out);
    assert.equal(file.outputs, graph.outputs);
    assert.equal(new Set(file.nodes.map((node) => node.status)), new Set(["cached"]));
  });
});

test("cars: the better of two models is scored once on the test part and registered", async () => {
  await withProject(async (folder) => {
    const { out, err } = await mlp(["run", "cars.mlp", "--json"], { cwd: folder });
    const { outputs, status } = finishedOf(out);
    assert.is(status, "succeeded", err);
    assert.ok((outputs["report"]?.metrics?.["r2"] ?? 0) > 0.7);
    assert.is(outputs["release"]?.name, "cars");
  });
});

test("a registered model scores a file of raw rows", async () => {
  await withProject(async (folder) => {
    await mlp(["run", "penguins.mlp"], { cwd: folder });
    const rows = 'Island,Beak Length (mm),Beak Depth (mm),Flipper Length (mm),Body Mass (g),Sex\nTorgersen,39.1,18.7,181,3750,MALE\nBiscoe,47.5,15,218,4950,FEMALE\n';
    await writeFile(join(folder, "rows.csv"), rows);
    const { code, err } = await mlp(["predict", "penguins@champion", "rows.csv", "-o", "scored.csv"], { cwd: folder });
    assert.is(code, 0, err);
    const scored = (await readFile(join(folder, "scored.csv"), "utf8")).trim().split("\n");
    assert.match(scored[0] ?? "", "prediction");
    assert.match(scored[1] ?? "", "Adelie");
    assert.match(scored[2] ?? "", "Gentoo");
  });
});

test("flights: three million rows, then served and watched until Ctrl-C", async () => {
  await withProject(async (folder) => {
    const child = start(["run", "flights.mlp", "--json", "-p", "port=0"], { cwd: folder });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    const outcome = ended(child);
    await until(() => out.includes('"service.started","id":"watch"'), 240);
    const port = Number(/"service\.started","id":"api".*?"port":(\d+)/.exec(out)?.[1]);
    const row = { date: "2001-06-01T17:30:00", distance: 405, origin: "MCI", destination: "MDW" };
    const answer = await fetch(`http://127.0.0.1:${port}/predict`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ rows: [row] }) });
    const body = (await answer.json()) as { model: { name: string; version: number }; predictions: { prediction: boolean; probabilities: Record<string, number> }[] };
    assert.is(answer.status, 200, JSON.stringify(body));
    assert.equal(body.model, { name: "flights", version: 1 });
    const [prediction] = body.predictions;
    assert.ok(Math.abs((prediction?.probabilities["true"] ?? 0) + (prediction?.probabilities["false"] ?? 0) - 1) < 1e-9);
    const wrong = await fetch(`http://127.0.0.1:${port}/predict`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ rows: [{ ...row, distance: "far" }] }) });
    assert.is(wrong.status, 422);
    assert.match(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text(), "mlp_request_duration_seconds");
    child.kill("SIGINT");
    const { code } = await outcome;
    assert.is(code, 0);
    assert.is(finishedOf(out).status, "succeeded");
  });
});

test("an operation of one's own that keeps its thread busy runs in a worker", async () => {
  await withProject(async (folder) => {
    const module = `import { isMainThread } from "node:worker_threads";
import { defineNode, types } from "mlp";
export const where = defineNode({
  name: "where", version: 1, group: "custom", summary: "Where it runs.", examples: ["where()"], takes: {}, returns: "Place",
  infer: () => types.object("Place", {}),
  execution: { kind: "operation", where: "worker", run: async () => ({ kind: "place", main: isMainThread }) },
});
`;
    await writeFile(join(folder, "where.ts"), module);
    await writeFile(join(folder, "where.js"), module.replace('"where"', '"there"').replace("const where", "const there"));
    await writeFile(join(folder, "x.mlp"), 'import { where } from "./where.ts"\nimport nodes from "./where.js"\na = where()\nb = there()\n');
    const { outputs, status } = finishedOf((await mlp(["run", "x.mlp", "--json"], { cwd: folder })).out);
    assert.is(status, "succeeded");
    assert.equal([outputs["a"], outputs["b"]], [{ kind: "place", main: false }, { kind: "place", main: false }]);
  });
});

test("the first Ctrl-C stops cleanly, the second at once", async () => {
  await withProject(async (folder) => {
    const module = `import { defineNode, types } from "mlp";
export const stubborn = defineNode({
  name: "stubborn", version: 1, group: "custom", summary: "Does not listen.", examples: ["stubborn()"], takes: {}, returns: "Place",
  infer: () => types.object("Place", {}),
  execution: { kind: "operation", where: "main", run: () => new Promise((resolve) => setTimeout(() => resolve({ kind: "place" }), 60_000)) },
});
`;
    await writeFile(join(folder, "stubborn.ts"), module);
    await writeFile(join(folder, "x.mlp"), 'import { stubborn } from "./stubborn.ts"\na = stubborn()\n');
    const child = start(["run", "x.mlp", "--json"], { cwd: folder });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    const outcome = ended(child);
    await until(() => out.includes("node.started"));
    child.kill("SIGINT");
    await until(() => err.includes("stopping"));
    child.kill("SIGINT");
    assert.is((await outcome).code, 130);
  });
});

test.run();

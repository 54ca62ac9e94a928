import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { tame } from "../pipelines/nodes/tame.ts";
import { compile, datasetInput, defineNode, defineStep, parameter, quantile, run } from "../stdlib/embed.ts";
import { finishedOf, mlp, withProject } from "./cli/kit.ts";

/** 100 rows: `x` from 1 to 99 and one of a thousand, and a target that follows it. */
function numbers(): string {
  const lines = ["x,word,y"];
  for (let row = 1; row <= 100; row++) lines.push(`${row === 100 ? 1000 : row},${row % 2 === 0 ? "even" : "odd"},${row * 2 + (row % 3)}`);
  return `${lines.join("\n")}\n`;
}

async function withRows(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-steps-"));
  try {
    await writeFile(join(folder, "rows.csv"), numbers());
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const checked = async (folder: string, source: string, nodes = [tame]) => (await compile(source, { file: join(folder, "x.mlp"), nodes })).diagnostics.map(({ code, message }) => `${code} ${message}`);
const before = 'rows = load("rows.csv")';
const after = '{ train, test } = split(rows, train: 80%, test: 20%)\nmodel = train(ridge(), features, on: train)\nreport = evaluate(model, on: test)\n';

test("a step of one's own in a recipe is no leak; in front of the split it is, and the way out that is named works", async () => {
  await withRows(async (folder) => {
    assert.equal(await checked(folder, `${before} |> tame(.x)\nfeatures = recipe(target: .y) |> drop_columns([.word])\n${after}`), [
      "MLP4003 the quantiles that `tame` learned in front of the model come also from rows of `test`",
    ]);
    assert.equal(await checked(folder, `${before}\nfeatures = recipe(target: .y) |> drop_columns([.word]) |> tame(.x)\n${after}`), []);
  });
});

test("the columns of a step of one's own are checked, in a recipe and on rows", async () => {
  await withRows(async (folder) => {
    assert.equal(await checked(folder, `${before} |> tame(.word)\n`), ["MLP6202 `tame` computes with numbers, and `word` is string"]);
    assert.equal(await checked(folder, `${before}\nfeatures = recipe(target: .y) |> tame(.word) |> encode(.word)\n${after}`), ["MLP6202 `tame` computes with numbers, and `word` is string"]);
    assert.match((await checked(folder, `${before} |> tame(.z)\n`)).join("\n"), "MLP3011");
    assert.match((await checked(folder, `${before} |> tame(.x, tail: 70%)\n`)).join("\n"), "below");
  });
});

test("what a step learns, it learns from the values of the training rows", async () => {
  await withRows(async (folder) => {
    const seen: number[][] = [];
    const centre = defineStep({
      name: "centre",
      version: 1,
      summary: "Subtracts the median.",
      examples: ["rows |> centre(.x)"],
      takes: {},
      learns: "medians",
      learn: (values) => {
        seen.push([...values]);
        return quantile(values.toSorted(), 0.5);
      },
      apply: (value, median) => ({ call: "-", args: [value, { literal: median }] }),
    });
    const source = `${before}\nfeatures = recipe(target: .y) |> drop_columns([.word]) |> centre(numeric)\n${after}`;
    const { graph, diagnostics } = await compile(source, { file: join(folder, "x.mlp"), nodes: [centre] });
    assert.equal(diagnostics, []);
    assert.ok(graph);
    const { status, outputs, diagnostics: failures } = await run(graph, { folder, nodes: [centre] }).result;
    assert.is(status, "succeeded", failures.map(({ message }) => message).join("\n"));
    assert.is(seen.length, 1, "the target is no column of the recipe");
    assert.is(seen[0]?.length, (outputs["train"] as { rows: number }).rows);
  });
});

test("a step that reads another column than its own is refused", async () => {
  await withRows(async (folder) => {
    const sly = defineStep({ name: "sly", version: 1, summary: "Reads another.", examples: ["rows |> sly(.x)"], takes: {}, learns: "nothings", learn: () => 0, apply: () => ({ column: "y" }) });
    const { graph } = await compile(`${before} |> sly(.x)\n`, { file: join(folder, "x.mlp"), nodes: [sly] });
    assert.ok(graph);
    const { status, diagnostics } = await run(graph, { folder, nodes: [sly] }).result;
    assert.is(status, "failed");
    assert.match(diagnostics[0]?.message ?? "", "reads `y`");
  });
});

test("what the data engine says to a node of one's own is told with the node, its line and its column", async () => {
  await withRows(async (folder) => {
    const middle = defineNode({
      name: "middle",
      version: 1,
      group: "custom",
      summary: "Only the middle.",
      examples: ["rows |> middle(.x)"],
      takes: { rows: datasetInput("The rows."), column: parameter.column("The column.", "rows") },
      positional: ["rows", "column"],
      returns: "Dataset",
      infer: (call) => call.rows(call.dataset("rows")?.schema),
      execution: {
        kind: "transform",
        plan: async ({ rows, column }, context) => {
          const engine = await context.engine();
          await engine.rows(`SELECT quantile_cont("${column}", 0.5) FROM ${await engine.tableOf(rows)}`);
          return rows;
        },
      },
    });
    const source = `${before}\nother = rows |> middle(.word)\n`;
    const { graph } = await compile(source, { file: join(folder, "x.mlp"), nodes: [middle] });
    assert.ok(graph);
    const [failure] = (await run(graph, { folder, nodes: [middle] }).result).diagnostics;
    assert.is(failure?.code, "MLP6019");
    assert.is(failure?.message, "the data engine cannot compute what `middle` asks for with `word`");
    assert.match(failure?.help ?? "", "quantile_cont");
    assert.match(source.slice(failure?.span?.start, failure?.span?.end), "middle");
  });
});

test("a registered model carries a step of one's own: it predicts without the module", async () => {
  await withProject(async (folder) => {
    const first = finishedOf((await mlp(["run", "own-nodes.mlp", "--json"], { cwd: folder })).out);
    assert.is(first.status, "succeeded");
    assert.equal({ name: first.outputs["release"]?.name, version: first.outputs["release"]?.version }, { name: "own_nodes", version: 1 });
    const again = finishedOf((await mlp(["run", "own-nodes.mlp", "--json"], { cwd: folder })).out);
    assert.equal(new Set(again.nodes.map((node) => node.status)), new Set(["cached"]));

    await rename(join(folder, "nodes"), join(folder, "gone"));
    const header = "Cylinders,Displacement,Horsepower,Weight_in_lbs,Acceleration,Origin\n";
    // Beyond the quantiles, more horsepower makes no difference; within, it does.
    await writeFile(join(folder, "rows.csv"), `${header}8,300,900,3500,12,USA\n8,300,5000,3500,12,USA\n8,300,120,3500,12,USA\n`);
    const { code, err } = await mlp(["predict", "own_nodes@champion", "rows.csv", "-o", "scored.csv"], { cwd: folder });
    assert.is(code, 0, err);
    const scored = (await readFile(join(folder, "scored.csv"), "utf8")).trim().split("\n").slice(1).map((line) => Number(line.split(",").at(-1)));
    assert.is(scored[0], scored[1]);
    assert.ok(Math.abs((scored[0] ?? 0) - (scored[2] ?? 0)) > 0.01);
  });
});

test("a changed module trains again", async () => {
  await withProject(async (folder) => {
    const runIt = async () => finishedOf((await mlp(["run", "own-nodes.mlp", "--json"], { cwd: folder })).out);
    assert.is((await runIt()).status, "succeeded");
    const module = join(folder, "nodes", "tame.ts");
    await writeFile(module, `${await readFile(module, "utf8")}\n// changed\n`);
    const statuses = new Map((await runIt()).nodes.map((node) => [node.id, node.status]));
    assert.equal(["train/test", "model"].map((id) => statuses.get(id)), ["cached", "executed"]);
  });
});

test.run();

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { RowPath } from "../runtime/values.ts";
import { compile, compiler, defineNode, parameter, plan, run, types, type Value } from "../stdlib/embed.ts";

async function withFolder(files: Readonly<Record<string, string>>, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-embed-"));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Two columns that tell the class, mostly. */
function customers(): string {
  const lines = ["plan,tenure,churn"];
  for (let row = 0; row < 200; row++) lines.push(`${row % 3 === 0 ? "yearly" : "monthly"},${(row * 37) % 72},${(row * 37) % 72 < 30 && row % 3 !== 0 ? "yes" : "no"}`);
  return `${lines.join("\n")}\n`;
}

test("the README's program compiles a source, runs it and reads typed events", async () => {
  await withFolder({ "customers.csv": customers() }, async (folder) => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    const source = /await compile\(`([\s\S]*?)`\)/.exec(readme)?.[1];
    assert.ok(source);
    const { graph, diagnostics } = await compile(source, { file: join(folder, "churn.mlp") });
    assert.equal(diagnostics, []);
    assert.ok(graph);
    const handle = run(graph, { folder });
    const finished: string[] = [];
    for await (const event of handle) if (event.event === "node.finished") finished.push(`${event.id} ${event.status}`);
    assert.ok(finished.includes("report executed"));
    const { outputs, status } = await handle.result;
    assert.is(status, "succeeded");
    assert.ok((outputs["report"] as { metrics: { accuracy: number } }).metrics.accuracy > 0.8);
    assert.equal(new Set((await plan(graph, { folder })).map(({ action }) => action)), new Set(["cached"]));
  });
});

test("the serving slice in the graph begins with the columns that the model takes, and its steps are the way to the model", async () => {
  await withFolder({ "customers.csv": customers() }, async (folder) => {
    let path: RowPath | undefined;
    const look = defineNode({
      name: "look",
      version: 1,
      group: "custom",
      summary: "Looks into a model.",
      examples: ["look(model)"],
      takes: { model: parameter.input<Value & { readonly path: RowPath }>("Model", "A model.") },
      positional: ["model"],
      returns: "Look",
      infer: () => types.object("Look"),
      execution: {
        kind: "operation",
        where: "main",
        run: async ({ model }) => {
          path = model.path;
          return { kind: "look" };
        },
      },
    });
    const { graph, diagnostics } = await compile(
      `rows = load("customers.csv") |> filter(.tenure >= 0) |> derive(years: .tenure / 12) |> sort(by: .tenure)
{ train, test } = rows |> drop_columns([.tenure]) |> sample(share: 90%) |> split(train: 80%, test: 20%)
model = train(logistic_regression(), recipe(target: .churn) |> encode(categorical, method: one_hot), on: train |> rename(since: .years))
seen = look(model)
`,
      { file: join(folder, "churn.mlp"), nodes: [look] },
    );
    assert.equal(diagnostics, []);
    assert.ok(graph);
    const slice = graph.nodes.find(({ id }) => id === "model")?.slice;
    assert.equal(slice, { source: "rows.load", steps: ["rows.derive", "train/test.drop_columns", "model.rename"], omits: ["rows.filter", "rows", "train/test.sample", "train/test"] });
    assert.is((await run(graph, { folder, nodes: [look] }).result).status, "succeeded");
    assert.ok(path && "input" in path);
    assert.equal(path.input.columns.map(({ name }) => name), ["plan", "tenure"]);
    assert.is(path.steps.length, slice?.steps.length);
  });
});

test("params are given as values or as text, and nodes of one's own need no module", async () => {
  await withFolder({}, async (folder) => {
    const square = defineNode({
      name: "square",
      version: 1,
      group: "custom",
      summary: "The square of a number.",
      examples: ["square(of: 3)"],
      takes: { of: parameter.float("The number.") },
      returns: "Number",
      infer: () => types.object("Number", { value: types.scalar("float") }),
      execution: { kind: "operation", where: "worker", run: async ({ of }) => ({ kind: "number", value: of * of }) as Value },
    });
    const source = "param side: float\narea = square(of: side)\n";
    for (const params of [{ side: 1.5 }, { side: "1.5" }]) {
      const { graph, diagnostics } = await compile(source, { file: join(folder, "x.mlp"), params, nodes: [square] });
      assert.equal(diagnostics, []);
      assert.ok(graph);
      const { outputs } = await run(graph, { folder, params, nodes: [square] }).result;
      assert.equal(outputs["area"], { kind: "number", value: 2.25 });
    }
    assert.equal((await compile(source, { file: join(folder, "x.mlp"), nodes: [square] })).diagnostics.map(({ code }) => code), ["MLP3016"]);
  });
});

test("mistakes are returned, not thrown", async () => {
  const { graph, diagnostics } = await compile("a = b\n");
  assert.is(graph, undefined);
  assert.equal(diagnostics.map(({ code }) => code), ["MLP2001"]);
});

test("results of one compiler for several texts of a file stand beside each other", async () => {
  const own = compiler();
  const [first, second] = [await own.check({ file: "x.mlp", text: "a = 1\nb = a + 1\n" }), await own.check({ file: "x.mlp", text: "a = 1\nb = a + 2\nc = b\n" })];
  assert.equal(Object.keys(first.graph?.bindings ?? {}), ["a", "b"]);
  assert.equal(Object.keys(second.graph?.bindings ?? {}), ["a", "b", "c"]);
  assert.match(JSON.stringify(first.graph), /"literal":1\}\]/);
});

test("a run can be cancelled from outside", async () => {
  await withFolder({ "customers.csv": customers() }, async (folder) => {
    const { graph } = await compile('rows = load("customers.csv")\n', { file: join(folder, "x.mlp") });
    assert.ok(graph);
    assert.is((await run(graph, { folder, signal: AbortSignal.abort() }).result).status, "cancelled");
  });
});

test("a file is held to its schema: all violations at once", async () => {
  const good = 'schema Customer {\n  .plan: category("monthly", "yearly"),\n  .tenure: float,\n}\nrows = load("customers.csv", schema: Customer)\n';
  await withFolder({ "customers.csv": customers() }, async (folder) => {
    const outcome = async (source: string) => {
      const { graph, diagnostics } = await compile(source, { file: join(folder, "x.mlp") });
      if (!graph) return diagnostics.map(({ code, message }) => `${code} ${message}`);
      const { outputs, diagnostics: failures } = await run(graph, { folder }).result;
      return failures.length > 0 ? failures.map(({ code, message }) => `${code} ${message}`) : outputs["rows"];
    };
    assert.equal(await outcome(good), {
      kind: "dataset",
      rows: 200,
      columns: [
        { name: "plan", type: "category", nullable: false },
        { name: "tenure", type: "float", nullable: false },
      ],
    });
    assert.equal(await outcome(good.replace(".tenure", ".tenur")), ["MLP5401 the schema declares the column `tenur`, and the file has none of this name"]);
    assert.equal(await outcome(good.replace(".plan: category(\"monthly\", \"yearly\")", ".plan: int")), ["MLP5402 the schema declares `plan` as int, and the file holds string"]);
    assert.equal(await outcome(good.replace(', "yearly"', "")), ['MLP5403 `customers.csv` is not as its schema says: 67 rows have another value than "monthly" in `plan` (row 1: "yearly", row 4: "yearly", row 7: "yearly", …)']);
    await writeFile(join(folder, "customers.csv"), customers().replace("monthly,37,", "weekly,,"));
    assert.equal(await outcome(good), ['MLP5403 `customers.csv` is not as its schema says: 1 row has another value than "monthly", "yearly" in `plan` (row 2: "weekly"); 1 row has null in `tenure` (row 2)']);
  });
});

test.run();

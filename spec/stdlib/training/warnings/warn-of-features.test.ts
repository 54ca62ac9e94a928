import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { run } from "../../../../runtime/run.ts";
import { standardCatalog } from "../../../../stdlib/catalog.ts";
import { compile } from "../../../../stdlib/embed.ts";

/** 120 tickets with a number and a title of their own, a fee by the hour, and a refund that only those who complained got. */
function tickets(): string {
  const lines = ["ticket_id,title,hours,fee,refund,complained"];
  for (let row = 0; row < 120; row++) {
    const complained = (row * 29) % 7 < 2;
    lines.push(`${row * 977 + 13},title ${"x".repeat(row % 11)} ${row},${(row * 31) % 23},${((row * 31) % 23) * 12 + 5},${complained ? 5 + (row % 3) : 0},${complained}`);
  }
  return `${lines.join("\n")}\n`;
}

/** What training with these steps in the recipe warns of. */
async function warnings(steps: string, target = "complained"): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-warn-"));
  try {
    await writeFile(join(folder, "tickets.csv"), tickets());
    const source = `rows = load("tickets.csv")\nmodel = train(decision_tree(depth: 3), recipe(target: .${target}) ${steps}, on: rows)\n`;
    const { graph, diagnostics } = await compile(source, { file: join(folder, "x.mlp") });
    if (!graph) throw new Error(diagnostics.map(({ message }) => message).join("; "));
    const finished = await run(graph, { folder, home: join(folder, ".mlp"), catalog: standardCatalog(), inMemory: new Set(["train"]) }).result;
    assert.is(finished.status, "succeeded", finished.diagnostics.map(({ message }) => message).join("; "));
    return finished.warnings.map(({ node, code, message, help }) => `${node} ${code}: ${message} = ${help}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("features that identify rows or give the target away are named, with what to do", async () => {
  assert.equal(await warnings("|> encode(.title, method: one_hot)"), [
    "model MLP9004: `ticket_id` and `title` have another value in each of the 120 rows looked at: they name rows, and the model can only learn them by heart = leave them out in the recipe: `|> drop_columns([.ticket_id, .title])`",
    "model MLP9005: `refund` predicts `complained` almost perfectly alone (ROC AUC 1 on 120 rows) = make sure that its value is known before the target is; if not: `|> drop_columns([.refund])`",
  ]);
});

test("what the recipe drops, or only computes a feature from, is no feature", async () => {
  assert.equal(await warnings("|> drop_columns([.ticket_id, .title, .refund])"), []);
  assert.equal(await warnings("|> derive(letters: length(.title)) |> drop_columns([.ticket_id, .title, .refund])"), []);
});

test("a quantity that another is computed from is given away by it", async () => {
  assert.equal(await warnings("|> drop_columns([.ticket_id, .title])", "hours"), [
    "model MLP9005: `fee` predicts `hours` almost perfectly alone (R² 1 on 120 rows) = make sure that its value is known before the target is; if not: `|> drop_columns([.fee])`",
  ]);
});

test.run();

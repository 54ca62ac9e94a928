import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, run } from "../../../stdlib/embed.ts";

/** Rows of two classes, told apart by `a` for most; every `shift` makes other rows. */
function rowsOf(count: number, shift: number): string {
  const lines = ["a,b,y"];
  for (let row = 0; row < count; row++) {
    const a = ((row + shift) * 7919) % 1009;
    lines.push(`${a},${((row + shift) * 104729) % 997},${a > 500 !== (row % 11 === 0) ? "yes" : "no"}`);
  }
  return `${lines.join("\n")}\n`;
}

const pipeline = (gate: string) => `pipeline champ
param least: float = 0
rows = load("rows.csv")
{ train, test } = rows |> split(train: 70%, test: 30%, stratify: .y)
features = recipe(target: .y) |> scale(numeric)
model = train(logistic_regression(), features, on: train)
report = evaluate(model, on: test)
before = evaluate(champion("m"), on: test)
release = register(model, name: "m", metrics: report) when ${gate}
`;

async function inProject(work: (run: (text: string, params?: Readonly<Record<string, number>>) => Promise<{ codes: string[]; statuses: Record<string, string>; notes: readonly string[] }>, replace: (csv: string) => Promise<void>) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-champion-"));
  const replace = (csv: string) => writeFile(join(folder, "rows.csv"), csv);
  await replace(rowsOf(300, 0));
  const runText = async (text: string, params: Readonly<Record<string, number>> = {}) => {
    const { graph, diagnostics } = await compile(text, { file: join(folder, "m.mlp"), params });
    assert.ok(graph, diagnostics.map(({ message }) => message).join("\n"));
    const { nodes, outputs } = await run(graph, { folder, params }).result;
    const notes = (outputs["before"] as { notes?: readonly string[] } | undefined)?.notes ?? [];
    return { codes: diagnostics.map(({ code }) => code), statuses: Object.fromEntries(nodes.map(({ id, status, reason }) => [id, status === "skipped" ? `skipped ${reason}` : status])), notes };
  };
  try {
    await work(runText, replace);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("the champion is measured on today's rows; where there is none, that step is skipped", async () => {
  await inProject(async (runText) => {
    const text = pipeline("report.roc_auc >= (before.roc_auc ?? 0) and report.roc_auc > least");
    const first = await runText(text);
    assert.is(first.statuses["before"], "skipped upstream_skipped");
    assert.is(first.statuses["release"], "executed");
    const second = await runText(text);
    assert.equal([second.statuses["before"], second.statuses["release"]], ["executed", "cached"]);
    assert.is((await runText(text, { least: 0.999 })).statuses["release"], "skipped gate_closed", "a raised threshold closes the gate of what was released");
  });
});

test("a champion that now competes with itself stays released", async () => {
  await inProject(async (runText) => {
    const text = pipeline("report.roc_auc > (before.roc_auc ?? 0)");
    assert.is((await runText(text)).statuses["release"], "executed");
    assert.is((await runText(text)).statuses["release"], "cached");
  });
});

test("scores of the champion on other rows are not compared in silence, and rows that it has seen are told", async () => {
  await inProject(async (runText, replace) => {
    const text = pipeline("report.roc_auc > (champion(\"m\").roc_auc ?? 0)");
    assert.equal((await runText(text)).codes, []);
    assert.equal((await runText(text)).codes, [], "the same rows");
    // The old rows come last, so that row numbers, and with them the parts, are others.
    await replace(`${rowsOf(120, 5000)}${rowsOf(300, 0).split("\n").slice(1).join("\n")}`);
    const third = await runText(text);
    assert.equal(third.codes, ["MLP4006"]);
    assert.match(third.notes.join(" "), /About \d+ % of these rows equal rows that the model was fitted on/);
  });
});

test.run();

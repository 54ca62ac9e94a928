import { writeFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mlp, withProject } from "./kit.ts";

const pipeline = `rows = load("rows.csv")
{ train, test } = rows |> split(train: 50%, test: 50%)
model = train(logistic_regression(), recipe(target: .left), on: train)
report = evaluate(model, on: test)
`;

/** 200 rows of 50 customers, some of them twice; the last day tells who left. */
function rows(): string {
  const lines = ["customer_id,amount,last_day,left"];
  for (let row = 0; row < 200; row++) {
    const left = (row * 13) % 5 === 0;
    lines.push(`${row % 50},${(row * 37) % 101},${left ? 100 + (row % 9) : 300 + (row % 7)},${left ? "yes" : "no"}`);
    if (row % 40 === 0) lines.push(lines.at(-1) ?? "");
  }
  return `${lines.join("\n")}\n`;
}

interface Event {
  readonly event: string;
  readonly id?: string;
  readonly code?: string;
  readonly help?: string;
  readonly warnings?: readonly { readonly node: string; readonly code: string; readonly message: string; readonly help?: string }[];
}
const eventsOf = (out: string): readonly Event[] => out.trim().split("\n").map((line) => JSON.parse(line) as Event);
const codes = ["split MLP9003", "split MLP9002", "model MLP9005"];

test("what a run finds in its data stands below the node, in its events, in its record and in the report, also when the result is reused", async () => {
  await withProject(async (folder) => {
    await writeFile(join(folder, "rows.csv"), rows());
    await writeFile(join(folder, "x.mlp"), pipeline);
    const first = await mlp(["run", "x.mlp"], { cwd: folder });
    assert.is(first.code, 0, first.err);
    const lines = first.err.split("\n");
    const under = (code: string) => lines.slice(0, lines.findIndex((line) => line.includes(`warning[${code}]`))).reverse().find((line) => /^ {2}\S/.test(line)) ?? "";
    assert.match(under("MLP9003"), /split/);
    assert.match(under("MLP9005"), /model/);
    assert.match(first.err, "    warning[MLP9005]: `last_day` predicts `left` almost perfectly alone (ROC AUC 1 on 102 rows)\n      = fix: make sure that its value is known before the target is");
    const again = eventsOf((await mlp(["run", "x.mlp", "--json"], { cwd: folder })).out);
    const logged = again.filter(({ event }) => event === "node.log");
    assert.equal(logged.map(({ id, code }) => `${id?.replace(/\W.*/, "")} ${code}`).map((text) => text.replace(/^train|^test/, "split")), codes);
    assert.match(logged[1]?.help ?? "", "group: .customer_id");
    assert.equal(again.at(-1)?.warnings?.map(({ code }) => code), ["MLP9003", "MLP9002", "MLP9005"]);
    assert.is((await mlp(["report", "-o", "report.html"], { cwd: folder })).code, 0);
    const { document } = parseHTML(await readFile(join(folder, "report.html"), "utf8"));
    const text = [...document.querySelectorAll(".notes li")].map((item) => item.textContent ?? "").join("\n");
    for (const code of ["MLP9002", "MLP9003", "MLP9005"]) assert.match(text, code);
  });
});

test("words in the file say that it is meant so", async () => {
  await withProject(async (folder) => {
    await writeFile(join(folder, "rows.csv"), rows());
    await writeFile(join(folder, "x.mlp"), pipeline.replace("test: 50%", "test: 50%, duplicates: allowed, repeated_ids: allowed").replace("recipe(target: .left)", "recipe(target: .left) |> drop_columns([.last_day])"));
    const { err, out } = await mlp(["run", "x.mlp", "--json"], { cwd: folder });
    assert.equal(eventsOf(out).at(-1)?.warnings, [], err);
  });
});

test("the example pipelines give no warning", async () => {
  await withProject(async (folder) => {
    for (const name of ["penguins.mlp", "cars.mlp"]) {
      const { out, err } = await mlp(["run", name, "--json"], { cwd: folder });
      assert.equal(eventsOf(out).at(-1)?.warnings, [], err);
    }
    for (const name of ["penguins.mlp", "cars.mlp", "flights.mlp"]) {
      const { out } = await mlp(["check", name, "--json"], { cwd: folder });
      assert.equal((JSON.parse(out) as { diagnostics: unknown[] }).diagnostics, []);
    }
  });
});

test.run();

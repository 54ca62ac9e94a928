import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ended, finishedOf, mlp, start, until, withProject } from "./kit.ts";

/** One pipeline that shows the whole language: params, clean-up, a champion to beat, serving, monitoring, a secret. */
const churn = `/// Which customers leave next month?
pipeline churn

param source: path = "customers.csv"
param min_auc: float = 0.60
seed 7

customers = load(source)
  |> drop_columns([.customerID])
  |> cast(.TotalCharges, to: float, on_error: null)
  |> derive(charge_per_month: .TotalCharges / (.tenure + 1))
  |> drop_duplicates()

{ train, validation, test } = customers
  |> split(train: 70%, validation: 15%, test: 15%, stratify: .Churn)

features = recipe(target: .Churn)
  |> impute(numeric, with: median)
  |> impute(categorical, with: most_frequent)
  |> scale(numeric, method: standard)
  |> encode(categorical, method: one_hot)

model = train(gradient_boosting(trees: 30, learning_rate: 0.1), features, on: train, validate: validation)
report = evaluate(model, on: test)

release = register(model, name: "churn", metrics: report)
  when report.roc_auc >= min_auc and report.roc_auc > (champion("churn").roc_auc ?? 0)

api = serve(release, port: 0)
watch = monitor(api, reference: test, every: 15m,
  checks: [drift(all, test: auto), drift(.tenure, test: psi, threshold: 0.2), quality(roc_auc, at_least: 0.5)],
  alerts: [webhook(env("ALERT_URL"))])
`;

function customers(): string {
  const lines = ["customerID,gender,tenure,Contract,TotalCharges,Churn"];
  let state = 12345;
  const random = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 4294967296;
  for (let row = 0; row < 1200; row++) {
    const tenure = Math.floor(random() * 72);
    const contract = random() < 0.5 ? "Month" : "Year";
    const leaves = random() < 0.6 - 0.008 * tenure + (contract === "Month" ? 0.2 : -0.2);
    // A blank where a new customer has paid nothing yet, so that the column is text.
    lines.push(`C${row},${random() < 0.5 ? "M" : "F"},${tenure},${contract},${tenure === 0 ? " " : (tenure * (20 + random() * 70)).toFixed(2)},${leaves ? "Yes" : "No"}`);
  }
  return `${lines.join("\n")}\n`;
}

const environment = { ALERT_URL: "http://127.0.0.1:9/alerts/very-secret-token" };

/** Runs until the monitor is up, lets `work` talk to the server, and stops with Ctrl-C. */
async function serveAnd(folder: string, work: (port: number) => Promise<void>) {
  const child = start(["run", "churn.mlp", "--json"], { cwd: folder, env: environment });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  const outcome = ended(child);
  await until(() => out.includes('"service.started","id":"watch"') || child.exitCode !== null, 120);
  await work(Number(/"service\.started","id":"api".*?"port":(\d+)/.exec(out)?.[1]));
  child.kill("SIGINT");
  return { ...(await outcome), finished: finishedOf(out) };
}

test("the whole life in one file: raw rows are served as they were in the file, and a second run executes nothing but the services", async () => {
  await withProject(async (folder) => {
    await writeFile(join(folder, "customers.csv"), customers());
    await writeFile(join(folder, "churn.mlp"), churn);
    const first = await serveAnd(folder, async (port) => {
      const rows = [
        { gender: "M", tenure: 3, Contract: "Month", TotalCharges: "120.5" },
        { gender: "F", tenure: 0, Contract: "Year", TotalCharges: " " },
      ];
      const answer = await fetch(`http://127.0.0.1:${port}/predict`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ rows }) });
      const body = (await answer.json()) as { predictions: { id: string; prediction: string }[] };
      assert.is(answer.status, 200, JSON.stringify(body));
      assert.is(body.predictions.length, 2);
      const feedback = await fetch(`http://127.0.0.1:${port}/feedback`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ id: body.predictions[0]?.id, actual: "Yes" }) });
      assert.ok(feedback.ok);
    });
    assert.is(first.code, 0, first.err);
    assert.is(first.finished.outputs["release"]?.version, 1);

    // The champion is now this very model; what is registered stays registered.
    const second = await serveAnd(folder, async () => {});
    const executed = second.finished.nodes.filter((node) => node.status === "executed").map((node) => node.op);
    assert.equal(executed, ["serve", "monitor"]);
    assert.is(second.finished.outputs["release"]?.version, 1);

    const once = await mlp(["monitor", "churn.mlp", "--once", "--json"], { cwd: folder, env: environment });
    assert.is(once.code, 0, once.err);
    for (const text of [first.out, second.out, once.out, first.err, once.err, (await mlp(["compile", "churn.mlp"], { cwd: folder })).out]) assert.not.match(text, "very-secret-token");
  });
});

test.run();

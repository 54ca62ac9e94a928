import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ended, finishedOf, mlp, start, until, withProject } from "./kit.ts";

/** A recipe of steps that are code over several columns, and words of a text. */
const pipeline = `pipeline reviews
seed 7

reviews = load("reviews.csv")
{ train, test } = reviews |> split(train: 75%, test: 25%, stratify: .liked)

features = recipe(target: .liked)
  |> outliers(.price, action: clip)
  |> impute([.length, .stars], with: k_nearest, indicator: true)
  |> impute([.price, .length, .stars], with: iterative)
  |> scale(numeric)
  |> pca(numeric, components: 2)
  |> group_rare(.city, min_share: 5%)
  |> encode(.city)
  |> text(.review, ngrams: 2, min_rows: 2)
  |> select_features(matching("pc*"), keep: 1)

model = train(logistic_regression(), features, on: train)
report = evaluate(model, on: test)
release = register(model, name: "reviews", metrics: report)
api = serve(release, port: 0)
`;

const words = ["great", "lovely", "fine", "awful", "bad", "dull", "film", "story"];
const header = "review,length,stars,price,city";

function rowsOf(count: number): readonly { readonly review: string; readonly length: number | null; readonly stars: number | null; readonly price: number | null; readonly city: string; readonly liked: string }[] {
  let state = 4321;
  const random = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 4294967296;
  return Array.from({ length: count }, () => {
    const liked = random() < 0.5;
    const review = Array.from({ length: 5 }, () => words[Math.floor(random() * 3) + (random() < 0.3 ? 5 : liked ? 0 : 3)]).join(" ");
    const gap = (value: number) => (random() < 0.15 ? null : Math.round(value * 100) / 100);
    return { review, length: gap(5 + random() * 3 + Number(liked)), stars: gap(2 + random() * 2 + Number(liked)), price: gap(random() < 0.02 ? 9999 : 80 + 40 * random()), city: ["Rome", "Oslo", "Bonn", "Łódź"][Math.floor(random() ** 3 * 4)] ?? "Rome", liked: liked ? "yes" : "no" };
  });
}

const csv = (rows: readonly object[], names: string): string => `${[names, ...rows.map((row) => names.split(",").map((name) => (row as Readonly<Record<string, unknown>>)[name] ?? "").join(","))].join("\n")}\n`;

/** Runs until the server is up, lets `work` talk to it, and stops with Ctrl-C. */
async function serveAnd<Result>(folder: string, work: (port: number) => Promise<Result>) {
  const child = start(["run", "reviews.mlp", "--json"], { cwd: folder });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  const outcome = ended(child);
  await until(() => out.includes('"service.started","id":"api"') || child.exitCode !== null, 120);
  const result = await work(Number(/"service\.started","id":"api".*?"port":(\d+)/.exec(out)?.[1]));
  child.kill("SIGINT");
  return { ...(await outcome), finished: finishedOf(out), result };
}

test("a registered model with such steps answers requests as it predicts a file, also in another process than the one that trained it", async () => {
  await withProject(async (folder) => {
    const rows = rowsOf(300);
    await writeFile(join(folder, "reviews.csv"), csv(rows, `${header},liked`));
    await writeFile(join(folder, "reviews.mlp"), pipeline);
    const asked = rows.slice(0, 20).map(({ liked: _, ...row }) => row);
    const ask = async (port: number): Promise<readonly number[]> => {
      const answer = await fetch(`http://127.0.0.1:${port}/predict`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ rows: asked }) });
      const body = (await answer.json()) as { readonly predictions: readonly { readonly probabilities: Readonly<Record<string, number>> }[] };
      assert.is(answer.status, 200, JSON.stringify(body));
      return body.predictions.map(({ probabilities }) => probabilities["yes"] ?? Number.NaN);
    };
    const first = await serveAnd(folder, ask);
    assert.is(first.code, 0, first.err);
    const second = await serveAnd(folder, ask);
    assert.equal(second.finished.nodes.filter(({ status }) => status === "executed").map(({ op }) => op), ["serve"]);
    assert.equal(second.result, first.result);
    await writeFile(join(folder, "asked.csv"), csv(asked, header));
    const predicted = await mlp(["predict", "reviews", "asked.csv", "-o", "scored.csv"], { cwd: folder });
    assert.is(predicted.code, 0, predicted.err);
    const scored = (await readFile(join(folder, "scored.csv"), "utf8")).trim().split("\n").slice(1).map((line) => Number(line.split(",").at(-1)));
    assert.equal(scored, first.result);
    assert.ok(new Set(scored).size > 10, "the rows are told apart");
  });
});

test.run();

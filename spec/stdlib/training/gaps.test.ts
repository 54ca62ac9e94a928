import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../../stdlib/embed.ts";

/** Rows of a date, two numbers and a class; `age` is missing in the first of them, `few` in two. */
const rows = Array.from({ length: 200 }, (_, row) => ({
  since: `20${String(row % 20).padStart(2, "0")}-01-01`,
  age: row < 40 ? null : row % 50,
  few: row < 2 ? null : row % 7,
  spent: (row * 37) % 101,
  churned: row % 3 === 0,
}));

const csv = [Object.keys(rows[0] ?? {}).join(","), ...rows.map((row) => Object.values(row).map((value) => value ?? "").join(","))].join("\n");

/** What is said of a model that is trained after these steps, with this recipe. */
async function toldOf({ file = "rows.csv", steps = "", split = "", recipe = "", estimator = "logistic_regression()" }): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-gaps-"));
  try {
    await writeFile(join(folder, "rows.csv"), `${csv}\n`);
    await writeFile(join(folder, "rows.json"), JSON.stringify(rows));
    const text = `rows = load("${file}")${steps}
{ train, test } = split(rows, train: 70%, test: 30%${split || ", order: random"})
features = recipe(target: .churned) |> drop_columns(.since)${recipe}
model = train(${estimator}, features, on: train)
`;
    const { diagnostics } = await compile(text, { file: join(folder, "main.mlp") });
    return diagnostics.map(({ code, message, span }) => `${code} ${message} @${text.slice(span?.start, span?.end)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const missing = ["MLP6103 `logistic_regression` needs a number in every row, and `age` is missing in some @logistic_regression()"];

test("a feature that is known to have missing values is told before the run, by estimators that take none", async () => {
  assert.equal(await toldOf({}), missing);
  assert.equal(await toldOf({ file: "rows.json" }), missing);
  assert.equal(await toldOf({ recipe: " |> scale(numeric)" }), missing);
  assert.equal(await toldOf({ steps: " |> derive(more: .spent + 1) |> cast(.age, to: float)" }), missing);
  assert.equal(await toldOf({ split: ", stratify: .churned, order: random" }), missing);
});

test("estimators that take missing values are told nothing", async () => {
  for (const estimator of ["gradient_boosting()", "baseline()"]) assert.equal(await toldOf({ estimator }), []);
  for (const estimator of ["k_nearest()", "naive_bayes()", "decision_tree()", "random_forest()"]) {
    assert.equal(await toldOf({ estimator }), missing.map((told) => told.replaceAll("logistic_regression", estimator.slice(0, -2))));
  }
});

const sound: Readonly<Record<string, Parameters<typeof toldOf>[0]>> = {
  "a step of the recipe fills them": { recipe: " |> impute(numeric)" },
  "a step of the recipe fills that column": { recipe: " |> impute([.age, .few], with: mean) |> scale(numeric)" },
  "they are filled in front of the split": { steps: " |> impute(numeric, with: constant, value: 0)" },
  "the recipe leaves the column out": { recipe: " |> drop_columns([.age, .few])" },
  "the column is left out in front": { steps: " |> drop_columns([.age, .few])" },
  "rows were dropped, perhaps these": { steps: " |> drop_rows(where: .age == null)" },
  "rows were chosen, perhaps others": { steps: " |> filter(.spent > 3)" },
  "they may all be in the other part of a split by time": { split: ", by_time: .since" },
  "few rows may all be in the other part": { recipe: " |> drop_columns(.age)" },
  "another column has taken the name": { steps: " |> drop_columns(.few) |> rename(age: .spent, spent: .age) |> impute(.spent, with: constant, value: 0)" },
  "the column is made anew": { steps: " |> drop_columns(.few) |> derive(age: .age ?? 0)" },
  "a new column of that name has another make": { steps: " |> drop_columns([.age, .few]) |> derive(age: .spent * 2)" },
};

for (const [why, parts] of Object.entries(sound)) {
  test(`nothing is said where ${why}`, async () => assert.equal((await toldOf(parts)).filter((told) => told.startsWith("MLP6103")), []));
}

test.run();

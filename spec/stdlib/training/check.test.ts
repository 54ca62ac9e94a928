import { test } from "uvu";
import * as assert from "uvu/assert";
import { check } from "../../../language/check/check.ts";
import type { Diagnostic } from "../../../language/diagnostics/diagnostic.ts";
import type { Span } from "../../../language/syntax/span.ts";
import type { Answer } from "../../../language/check/needs.ts";
import { catalogOf } from "../../../language/nodes/catalog.ts";
import type { Column } from "../../../language/types/schema.ts";
import { rowFunctions } from "../../../stdlib/data/functions/index.ts";
import { dataNodes } from "../../../stdlib/data/index.ts";
import { featureNodes } from "../../../stdlib/features/index.ts";
import { trainingNodes } from "../../../stdlib/training/index.ts";

const catalog = catalogOf([...dataNodes, ...featureNodes, ...trainingNodes], rowFunctions);
const column = (name: string, kind: Exclude<Column["type"]["kind"], "category">): Column => ({ name, type: { kind }, nullable: true });
const schema = { columns: [column("id", "string"), column("age", "int"), column("plan", "string"), column("since", "date"), column("churned", "bool"), column("spent", "float")] };

/** The codes of what the checker says of a pipeline over these columns. */
function codesOf(text: string): readonly string[] {
  return told(text).map(({ code }) => code);
}

function told(text: string): readonly (Diagnostic & { readonly at: string; readonly seeAlso: readonly string[] })[] {
  const source = { file: "p.mlp", text: `pipeline p\nrows = load("rows.csv")\n{ train, test } = rows |> split(train: 80%, test: 20%)\n${text}` };
  const answer: Answer = { kind: "observation", identity: "rows", facts: { schema, source: "rows" } };
  const { needs } = check(source, { catalog });
  const { diagnostics } = check(source, { catalog, facts: { answers: new Map(needs.map(({ key }) => [key, answer])) } });
  const textAt = (span: Span | undefined) => source.text.slice(span?.start, span?.end);
  return diagnostics.map((diagnostic) => ({ ...diagnostic, at: textAt(diagnostic.span), seeAlso: diagnostic.related.map(({ span }) => textAt(span)) }));
}

const recipe = (target: string, steps = ""): string => `features = recipe(target: .${target}) |> drop_columns([.id, .since]) ${steps}\n`;
const encoded = "|> impute(numeric) |> encode(categorical)";
const model = (args = "") => `model = train(random_forest(), features, on: train${args})\n`;

test("a sound pipeline has no mistakes, and its metrics are members", () => {
  const split = "{ a, b } = train |> split(a: 50%, b: 50%)\n";
  assert.equal(codesOf(`${split}${recipe("churned", encoded)}model = train(random_forest(), features, on: a, validate: b)\nreport = evaluate(model, on: test) when model.roc_auc > 0.5`), []);
  assert.equal(codesOf(`${recipe("churned", encoded)}${model()}report = evaluate(model, on: test)\nagain = evaluate(model, on: test) when report.f1 > 0.5`), []);
});

test("text and dates that reach the estimator are told", () => {
  assert.equal(codesOf(`${recipe("churned", "|> impute(numeric)")}${model()}`), ["MLP6220"]);
  assert.equal(codesOf(`features = recipe(target: .churned) |> encode(categorical)\n${model()}`), ["MLP6220"]);
});

test("a target that is not there, or no target, is told", () => {
  assert.equal(codesOf(`${recipe("gone", encoded)}${model()}`), ["MLP6222"]);
  assert.equal(codesOf(`features = recipe(target: .since) |> drop_columns([.id]) ${encoded}\n${model()}`), ["MLP6224"]);
  assert.equal(codesOf(`${recipe("plan", encoded)}${model(", task: regression")}`), ["MLP6224"]);
});

test("a cross-validation has the metrics of its task as members, and the mistakes of a training and of folds", () => {
  const cv = (args = "") => `cv = cross_validate(random_forest(), features, on: train${args})\n`;
  const gated = `${recipe("churned", encoded)}${cv()}model = train(random_forest(), features, on: train) when cv.roc_auc > 0.5\n`;
  assert.equal(codesOf(gated), []);
  assert.equal(codesOf(gated.replace("cv.roc_auc", "cv.rmse")), ["MLP2007"]);
  assert.equal(codesOf(`${recipe("churned", "|> impute(numeric)")}${cv()}`), ["MLP6220"]);
  assert.equal(codesOf(`${recipe("gone", encoded)}${cv()}`), ["MLP6222"]);
  assert.equal(codesOf(`${recipe("churned", encoded)}${cv(", group: .plan, key: .id")}`), ["MLP5303"]);
  assert.equal(codesOf(`${recipe("churned", encoded)}${cv(", gap: 3d")}`), ["MLP5312"]);
});

test("a statistic in front of a cross-validation is told where a feature uses it", () => {
  const known = "known = train |> impute([.age], with: mean)\n";
  const cv = "cv = cross_validate(random_forest(), features, on: known)\n";
  assert.equal(codesOf(`${known}${recipe("churned", encoded)}${cv}`), ["MLP4003"]);
  assert.equal(codesOf(`${known}features = recipe(target: .churned) |> drop_columns([.id, .since, .age]) ${encoded}\n${cv}`), []);
});

test("what is trained on predictions out of fold is judged on other rows", () => {
  const stacked = (on: string) => `first = recipe(target: .spent) |> drop_columns([.id, .since]) ${encoded}\ncv = cross_validate(ridge(), first, on: train)\nscored = out_of_fold(cv)\nsecond = recipe(target: .spent) |> select([.prediction])\nmodel = train(ridge(), second, on: scored, target_derived: allowed)\nreport = evaluate(model, on: ${on})\n`;
  assert.equal(codesOf(stacked("scored")), ["MLP4001"]);
  assert.equal(codesOf(stacked("test")), []);
});

test("a misspelt target is told once, at its name, with the column that was meant and the place of its use", () => {
  const [mistake, ...more] = told(`${recipe("chruned", encoded)}${model()}other = ${model().slice("model = ".length)}report = evaluate(model, on: test)\n`);
  assert.equal(more, []);
  assert.is(mistake?.at, ".chruned");
  assert.match(mistake?.help ?? "", "did you mean `churned`?");
  assert.equal(mistake?.seeAlso, ["features"]);
});

test("an estimator for the other task is told, where the target's type or `task:` says the task", () => {
  const withEstimator = (estimator: string, target: string, task = ""): readonly string[] => codesOf(`${recipe(target, encoded)}model = train(${estimator}, features, on: train${task})\n`);
  for (const estimator of ["ridge()", "linear_regression()", "lasso()", "elastic_net()"]) {
    assert.equal(withEstimator(estimator, "churned"), ["MLP6106"], estimator);
    assert.equal(withEstimator(estimator, "plan"), ["MLP6106"], estimator);
    assert.equal(withEstimator(estimator, "spent"), [], estimator);
    assert.equal(withEstimator(estimator, "spent", ", task: classification"), ["MLP6106"], estimator);
  }
  // A number may name classes: only the run knows.
  assert.equal(withEstimator("logistic_regression()", "spent"), []);
  assert.equal(withEstimator("naive_bayes()", "spent", ", task: regression"), ["MLP6106"]);
  assert.equal(withEstimator("random_forest()", "plan"), []);
  const [mistake] = told(`${recipe("plan", encoded)}model = train(ridge(), features, on: train)\n`);
  assert.is(mistake?.at, "ridge()");
  assert.match(mistake?.message ?? "", "`ridge` learns quantities, and this target asks for classification");
});

test("a statistic that does not fit its column is told", () => {
  assert.equal(codesOf(`${recipe("churned", "|> impute(.plan, with: mean) |> encode(categorical)")}${model()}`), ["MLP6202"]);
  assert.equal(codesOf(`${recipe("churned", '|> impute(.age, with: constant, value: "x") |> encode(categorical)')}${model()}`), ["MLP6204"]);
  assert.equal(codesOf(`filled = impute(rows, .age, with: constant)`), ["MLP6204"]);
});

test("a step never sees the target", () => assert.is(codesOf(`${recipe("churned", "|> encode([.churned, .plan])")}${model()}`).length, 1));

test("a metric of the other task is no member, where the task is known", () => {
  assert.is(codesOf(`${recipe("churned", encoded)}${model()}report = evaluate(model, on: test)\nagain = evaluate(model, on: test) when report.r2 > 0.5`).length, 1);
  assert.equal(codesOf(`${recipe("spent", encoded)}${model()}report = evaluate(model, on: test)\nagain = evaluate(model, on: test) when report.r2 > 0.5`), []);
});

test("a model is not judged on rows that it was fitted on, or chosen by", () => {
  const whole = `${recipe("churned", encoded)}${model()}`;
  assert.is(codesOf(`${whole}report = evaluate(model, on: train)`).length, 1);
  assert.is(codesOf(`${whole}best = best_of([model], by: f1, on: test)\nreport = evaluate(best, on: test)`).length, 1);
  assert.equal(codesOf(`${whole}best = best_of([model], by: r2, on: test)`), ["MLP6230"]);
});

test("a dataset that is scaled before the split has told its means to the test rows", () => {
  const codes = codesOf(`scaled = rows |> drop_columns([.id, .since]) |> impute(numeric) |> scale(numeric)\n{ a, b } = scaled |> split(a: 80%, b: 20%)\nfeatures = recipe(target: .churned) |> encode(categorical)\nmodel = train(random_forest(), features, on: a)\nreport = evaluate(model, on: b)`);
  assert.ok(codes.length > 0 && codes.every((code) => code.startsWith("MLP4")), codes.join());
});

const withSteps = (steps: string, target = "churned"): readonly string[] => codesOf(`features = recipe(target: .${target}) |> drop_columns([.id]) ${steps}\n${model()}report = evaluate(model, on: test)`);

test("means of the target are learned in a recipe, and are no leak there", () => {
  for (const target of ["churned", "spent", "plan"]) assert.equal(withSteps(`|> dates(.since) |> impute(numeric) |> encode(${target === "plan" ? ".churned" : ".plan"}, method: target)${target === "churned" || target === "plan" ? "" : " |> encode(categorical)"} |> scale(numeric)`, target), [], target);
});

test("means of the target on a dataset are a mistake, and what is computed from the target by hand a leak", () => {
  assert.equal(codesOf("coded = rows |> encode(.plan, method: target)"), ["MLP6243"]);
  assert.equal(codesOf(`coded = rows |> drop_columns([.id, .since]) |> derive(code: .spent * 2)\n{ a, b } = coded |> split(a: 80%, b: 20%)\nfeatures = recipe(target: .spent) |> encode(categorical)\nmodel = train(random_forest(), features, on: a)`), ["MLP4004"]);
  assert.equal(codesOf(`coded = rows |> drop_columns([.id, .since]) |> polynomial([.spent])\n{ a, b } = coded |> split(a: 80%, b: 20%)\nfeatures = recipe(target: .spent) |> encode(categorical)\nmodel = train(random_forest(), features, on: a)`), ["MLP4004"]);
});

test("the names of new columns are known where the file tells them", () => {
  assert.equal(withSteps("|> dates(.since, parts: [year], cyclic: [month]) |> drop_columns([.since_year, .since_month_sin, .since_month_cos]) |> encode(categorical)"), []);
  assert.equal(withSteps("|> drop_columns([.since]) |> polynomial([.age, .spent]) |> drop_columns([.`age^2`, .`age spent`, .`spent^2`]) |> encode(categorical)"), []);
  assert.equal(withSteps("|> drop_columns([.since]) |> bin(.age, edges: [18], output: label) |> encode([.age, .plan])"), []);
  assert.is(withSteps("|> drop_columns([.since]) |> polynomial([.age]) |> scale([.`age^3`]) |> encode(categorical)").length, 1);
  assert.equal(codesOf("binned = rows |> bin(.age, edges: [18, 65]) |> select([.`age=< 18`, .`age=18 to 65`, .`age=>= 65`])"), []);
  assert.equal(codesOf("hashed = rows |> encode(.plan, method: hash, buckets: 2) |> select([.`plan=0`, .`plan=1`])"), []);
  assert.equal(codesOf("both = rows |> interactions(.plan, with: .id) |> select([.`plan id`])"), []);
});

test("options that do not go together are told before the run", () => {
  for (const step of ["scale(.age, range: [0, 1])", "scale(.age, method: min_max, range: [1, 0])", "encode(.plan, method: ordinal, drop: first)", "encode(.plan, max_categories: 3)", "bin(.age, edges: [3, 2])", "bin(.age, edges: [3], bins: 4)", 'dates(.since, since: "soon")', "dates(.since, unit: hours)"]) assert.equal(codesOf(`made = rows |> ${step}`), ["MLP6240"], step);
  assert.equal(codesOf("made = rows |> dates(.age)"), ["MLP6245"]);
  assert.equal(codesOf("made = rows |> bin(.plan)"), ["MLP6202"]);
});

test("bins that are learned before the split have told their edges to the test rows, and bins that are given have not", () => {
  const over = (step: string): readonly string[] => codesOf(`binned = rows |> drop_columns([.id, .since]) |> impute(.spent, with: constant, value: 0) |> ${step}\n{ a, b } = binned |> split(a: 80%, b: 20%)\nmodel = train(random_forest(), recipe(target: .churned) |> encode(categorical), on: a)\nreport = evaluate(model, on: b)`);
  assert.equal(over("bin(.age, edges: [18], output: ordinal)"), []);
  assert.equal(over("bin(.age, output: ordinal)"), ["MLP4003"]);
  assert.equal(over("encode(.plan, method: hash)"), []);
  assert.equal(over("encode(.plan, method: frequency)"), ["MLP4003"]);
});

test.run();

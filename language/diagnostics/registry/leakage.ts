import { kind } from "../diagnostic.ts";

const rows = 'rows = load("npm:vega-datasets/data/penguins.json")\n  |> drop_rows(where: .Species == null)\n';
const categories = "  |> impute(categorical, with: most_frequent)\n  |> encode(categorical, method: one_hot)\n";
const split = "{ train, test } = split(rows, train: 80%, test: 20%)\n";
const model = "model = train(logistic_regression(), features, on: train)\n";
const recipe = `features = recipe(target: .Species)\n  |> impute(numeric, with: median)\n${categories}`;

export const rowsSeen = kind<{ data: string; how: string; now: string }>({
  code: "MLP4001",
  severity: "error",
  title: "Judged on rows it has seen",
  message: ({ data, how, now }) => `the model was ${how} rows of ${data}, and is ${now} them`,
  help: () => "judge it on a part that it has never seen: `{ train, test } = rows |> split(train: 80%, test: 20%)`",
  explain:
    "A score on rows that a model was fitted or chosen on says how well it remembers, not how well it predicts. Rows are followed from their source through every split and filter: two parts of one split are disjoint, a dataset and its own part are not.",
  bad: `${rows}${recipe}${split}${model}report = evaluate(model, on: train)\n`,
  good: `${rows}${recipe}${split}${model}report = evaluate(model, on: test)\n`,
});

export const originUnknown = kind<{ data: string }>({
  code: "MLP4002",
  severity: "error",
  title: "Nothing proves that these rows are new",
  message: ({ data }) => `nothing proves that the model has not seen the rows of ${data}`,
  help: () => "split behind the step that hides where its rows come from, or let that node declare its effect on rows",
  explain:
    'A node that does not say what it does to rows may have mixed them. What is judged must be known to be new, so split behind such a node, not in front of it, or declare `rows: "keep"` or `rows: "subset"` in its definition.',
});

export const statisticSeen = kind<{ data: string; statistic: string; step: string; mend?: string | undefined }>({
  code: "MLP4003",
  severity: "error",
  title: "Judged on rows that a fitted step has seen",
  message: ({ data, statistic, step }) => `the ${statistic} that \`${step}\` learned in front of the model come also from rows of ${data}`,
  help: ({ step, statistic, mend }) => mend ?? (statistic === "scores" ? "take scores on a validation part, which is neither trained nor judged on" : `move \`${step}\` into the recipe: it is then fitted on the training rows only`),
  explain:
    "A step that learns a statistic (a median, a mean, a list of categories) before the split has looked at the rows that the model is judged on, and carries what it saw into the training rows. The score is then too good. In a recipe the same step is fitted on the training rows alone, and the model carries it. A node of your own can be a step of a recipe when it is made with `defineStep`, or declares `step: true`.",
  bad: `${rows}  |> impute(numeric, with: median)\nfeatures = recipe(target: .Species)\n${categories}${split}${model}report = evaluate(model, on: test)\n`,
  good: `${rows}${recipe}${split}${model}report = evaluate(model, on: test)\n`,
});

export const featureFromTarget = kind<{ target: string; features: readonly string[]; sources: readonly string[] }>({
  code: "MLP4004",
  severity: "error",
  title: "Features that hold the target",
  message: ({ target, features, sources }) => {
    const [verb, names] = [features.length === 1 ? "" : "s", features.map((name) => `\`${name}\``).join(" and ")];
    if (sources.length === 0) return `the feature${verb} ${names} ${features.length === 1 ? "is" : "are"} computed from the target \`${target}\``;
    return `the feature${verb} ${names} hold${features.length === 1 ? "s" : ""} what the target \`${target}\` is computed from: ${sources.map((name) => `\`${name}\``).join(", ")}`;
  },
  help: ({ features }) => `drop ${features.length === 1 ? "it" : "them"} in the recipe, \`|> drop_columns([${features.map((name) => columnText(name)).join(", ")}])\`; or say \`target_derived: allowed\` where it is meant`,
  explain:
    "A feature that is computed from the target, or from the same columns as the target, gives the answer away: the scores are splendid, and in production, where the target is not known yet, the column is not there or means something else. Columns are followed from the file through every `derive`, `rename` and other step. A column that is dropped before training does no harm.",
  bad: `${rows}  |> derive(is_heavy: .\`Body Mass (g)\` > 4200)\n${recipe.replaceAll(".Species", ".is_heavy")}${split}${model}`,
  good: `${rows}  |> derive(is_heavy: .\`Body Mass (g)\` > 4200)\n${recipe.replaceAll(".Species)", ".is_heavy)\n  |> drop_columns([.`Body Mass (g)`])")}${split}${model}`,
});

export const chosenOnTest = kind<{ candidates: readonly string[] }>({
  code: "MLP4005",
  severity: "error",
  title: "Chosen by the score that is reported",
  message: ({ candidates }) => `${candidates.map((name) => `\`${name}\``).join(" and ")} are compared on the same rows, and the better one is released with its score on them`,
  help: () => "choose on a validation part, `best = best_of([a, b], by: roc_auc, on: validation)`, and report the score of `best` on the test part",
  explain:
    "The best of several scores is too good: part of what made it the best is luck with these very rows. So candidates are compared on a validation part (or by cross-validation), and the one that was chosen is measured on rows that had no say in it. A gate on one model, against a threshold, against a baseline, or against the champion of an earlier run, is no choice among candidates.",
  bad: `${rows}${recipe}${split}a = train(logistic_regression(), features, on: train)\nb = train(random_forest(), features, on: train)\nra = evaluate(a, on: test)\nrb = evaluate(b, on: test)\none = register(a, name: "species", metrics: ra) when ra.accuracy > rb.accuracy\ntwo = register(b, name: "species", metrics: rb) when rb.accuracy >= ra.accuracy\n`,
  good: `${rows}${recipe}{ train, validation, test } = split(rows, train: 60%, validation: 20%, test: 20%)\na = train(logistic_regression(), features, on: train)\nb = train(random_forest(), features, on: train)\nbest = best_of([a, b], by: accuracy, on: validation)\nreport = evaluate(best, on: test)\nrelease = register(best, name: "species", metrics: report)\n`,
});

export const otherRows = kind<{ recorded: boolean }>({
  code: "MLP4006",
  severity: "warning",
  title: "Scores on different rows are compared",
  message: ({ recorded }) => (recorded ? "these scores were measured on other rows than those of the registered version" : "these scores were measured on different rows"),
  help: ({ recorded }) => (recorded ? 'measure that version on the same rows: `evaluate(champion("name"), on: test).roc_auc ?? 0`' : "measure both on the same rows"),
  explain:
    "Two scores can be compared when they are from the same rows: which rows they are makes more difference than a somewhat better model. A version keeps the names of the rows that its metrics were measured on; when the data has changed or the split is another one, `evaluate` measures the registered version on today's rows, and reports how many of them it has seen.",
  bad: `${rows}${recipe}{ train, validation, test } = split(rows, train: 60%, validation: 20%, test: 20%)\na = train(logistic_regression(), features, on: train)\nplain = train(baseline(), features, on: train)\nra = evaluate(a, on: test)\nrb = evaluate(plain, on: validation)\nrelease = register(a, name: "species", metrics: ra) when ra.accuracy > rb.accuracy\n`,
  good: `${rows}${recipe}${split}a = train(logistic_regression(), features, on: train)\nplain = train(baseline(), features, on: train)\nra = evaluate(a, on: test)\nrb = evaluate(plain, on: test)\nrelease = register(a, name: "species", metrics: ra) when ra.accuracy > rb.accuracy\n`,
});

export const piiFeature = kind<{ features: readonly string[]; from: string }>({
  code: "MLP4007",
  severity: "warning",
  title: "Personal data in a model",
  message: ({ features, from }) => `the feature${features.length === 1 ? "" : "s"} ${features.map((name) => `\`${name}\``).join(" and ")} hold${features.length === 1 ? "s" : ""} personal data: the schema declares \`${from}\` as \`pii\``,
  help: ({ features }) => `drop ${features.length === 1 ? "it" : "them"} in the recipe: \`|> drop_columns([${features.map((name) => columnText(name)).join(", ")}])\``,
  explain: "A column that a schema declares as `pii` tells who somebody is. A model that learns from it, or from what is computed from it, may remember persons, and gives their data on to everyone who has the model.",
  bad: `schema Car { .Name: string pii, .Miles_per_Gallon: float?, .Weight_in_lbs: int }\ncars = load("npm:vega-datasets/data/cars.json", schema: Car) |> drop_rows(where: .Miles_per_Gallon == null)\nmodel = train(ridge(), recipe(target: .Miles_per_Gallon) |> encode(.Name), on: cars)\n`,
  good: `schema Car { .Name: string pii, .Miles_per_Gallon: float?, .Weight_in_lbs: int }\ncars = load("npm:vega-datasets/data/cars.json", schema: Car) |> drop_rows(where: .Miles_per_Gallon == null)\nmodel = train(ridge(), recipe(target: .Miles_per_Gallon) |> drop_columns([.Name]), on: cars)\n`,
});

export const piiExposed = kind<{ columns: readonly string[]; from: string; to: string; inModel: boolean }>({
  code: "MLP4008",
  severity: "warning",
  title: "Personal data that leaves the run",
  message: ({ columns, from, to }) => `${columns.map((name) => `\`${name}\``).join(" and ")} hold${columns.length === 1 ? "s" : ""} personal data, and come${columns.length === 1 ? "s" : ""} into ${to}: the schema declares \`${from}\` as \`pii\``,
  help: ({ columns, inModel }) => `drop ${columns.length === 1 ? "it" : "them"} ${inModel ? "in the model's recipe" : "first"}: \`|> drop_columns([${columns.map((name) => columnText(name)).join(", ")}])\``,
  explain: "A column that a schema declares as `pii` tells who somebody is. It, and what is computed from it, is followed to where its values leave the run: a file that is saved, the log of a served model's requests, a monitor's reports and its alerts. A served model logs the columns that its recipe takes, and a monitor reads these.",
  bad: `schema Car { .Name: string pii, .Weight_in_lbs: int }\ncars = load("npm:vega-datasets/data/cars.json", schema: Car)\nsaved = cars |> derive(short: lower(.Name)) |> drop_columns([.Name]) |> save("cars.csv")\n`,
  good: `schema Car { .Name: string pii, .Weight_in_lbs: int }\ncars = load("npm:vega-datasets/data/cars.json", schema: Car)\nsaved = cars |> drop_columns([.Name]) |> save("cars.csv")\n`,
});

export const notRowByRow = kind<{ step: string }>({
  code: "MLP4009",
  severity: "error",
  title: "A model that cannot be served row by row",
  message: ({ step }) => `this model cannot be put to use: \`${step}\` stands between the raw columns and its features, and takes more than one row at a time`,
  help: ({ step }) => `apply \`${step}\` before the data is loaded, or put a step that works on one row in its place`,
  explain:
    "A model that is registered or served takes raw rows, one at a time, and each goes the way of the training rows: through every step that computes its columns, with the statistics that were learned then. Steps that only choose rows, such as filters, samples and splits, are left out of that way. A step that needs other rows, or another model's predictions, cannot be taken for one row alone. Such a model can be evaluated, but not put to use.",
  bad: `${rows}${recipe}${split}first = train(logistic_regression(), features, on: train)\nguessed = predict(first, on: test)\n{ fit, rest } = split(guessed, fit: 70%, rest: 30%)\nsecond = train(random_forest(), recipe(target: .Species) |> select([.probability_Adelie]), on: fit)\nrelease = register(second, name: "species")\n`,
  good: `${rows}${recipe}${split}first = train(logistic_regression(), features, on: train)\nrelease = register(first, name: "species")\n`,
});

const columnText = (name: string): string => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? `.${name}` : `.\`${name}\``);

export const leakageDiagnostics = [rowsSeen, originUnknown, statisticSeen, featureFromTarget, chosenOnTest, otherRows, piiFeature, piiExposed, notRowByRow] as const;

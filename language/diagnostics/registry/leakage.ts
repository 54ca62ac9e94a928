import { kind } from "../diagnostic.ts";

const rows = 'rows = load("npm:vega-datasets/data/penguins.json")\n  |> drop_rows(where: .Species == null)\n';
const categories = "  |> impute(categorical, with: most_frequent)\n  |> encode(categorical, method: one_hot)\n";
const split = "{ train, test } = split(rows, train: 80%, test: 20%)\n";
const model = "model = train(logistic_regression(), features, on: train)\n";
const recipe = `features = recipe(target: .Species)\n  |> impute(numeric, with: median)\n${categories}`;

export const rowsSeen = kind<{ data: string; how: string }>({
  code: "MLP4001",
  severity: "error",
  title: "Judged on rows it has seen",
  message: ({ data, how }) => `the model was ${how} rows of ${data}, and is judged on them`,
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

export const statisticSeen = kind<{ data: string; statistic: string; step: string }>({
  code: "MLP4003",
  severity: "error",
  title: "Judged on rows that a fitted step has seen",
  message: ({ data, statistic, step }) => `the ${statistic} that \`${step}\` learned in front of the model come also from rows of ${data}`,
  help: ({ step }) => `move \`${step}\` into the recipe: it is then fitted on the training rows only`,
  explain:
    "A step that learns a statistic (a median, a mean, a list of categories) before the split has looked at the rows that the model is judged on, and carries what it saw into the training rows. The score is then too good. In a recipe the same step is fitted on the training rows alone, and the model carries it.",
  bad: `${rows}  |> impute(numeric, with: median)\nfeatures = recipe(target: .Species)\n${categories}${split}${model}report = evaluate(model, on: test)\n`,
  good: `${rows}${recipe}${split}${model}report = evaluate(model, on: test)\n`,
});

export const leakageDiagnostics = [rowsSeen, originUnknown, statisticSeen] as const;

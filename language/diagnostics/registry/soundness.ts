import { kind } from "../diagnostic.ts";

const columnText = (name: string): string => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? `.${name}` : `.\`${name}\``);
const count = (number: number): string => number.toLocaleString("en");
/** "`a` and `b`", "`a`, `b` and 3 more". */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, names.length > 5 ? 4 : 5).map((name) => `\`${name}\``);
  if (names.length > 5) return `${shown.join(", ")} and ${names.length - 4} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}
const weather = 'days = load("npm:vega-datasets/data/seattle-weather.csv")\n';

export const timeIgnored = kind<{ columns: readonly string[] }>({
  code: "MLP9001",
  severity: "warning",
  title: "A random split of rows that have a time",
  message: ({ columns }) => `the rows are split at random, and ${listed(columns)} ${columns.length === 1 ? "says" : "say"} when they were: what came later is then learned from, to predict what came before`,
  help: ({ columns: [column = ""] }) => `split by time: \`by_time: ${columnText(column)}\`; or say that the order does not matter: \`order: random\``,
  explain:
    "Where rows have an order in time, a model is used on rows that come after those it was trained on. A random split mixes both: the model is judged on days whose neighbours it has seen, and the score is too good. `by_time` judges it on the future, `key` and `group` on rows that have nothing to do with those it knows. Where the column is a mere attribute of a row, `order: random` says so. A date or a time counts whose name has a word such as `date`, `time`, `day`, `month`, `at` or `on` in it, and none that makes it an attribute of a person or thing, such as `birth`, `start`, `due` or `joined`. One that is dropped before the split does not count.",
  bad: `${weather}{ train, test } = days |> split(train: 80%, test: 20%)\n`,
  good: `${weather}{ train, test } = days |> split(train: 80%, test: 20%, by_time: .date)\n`,
});

export const groupsDivided = kind<{ column: string; values: number; shared: number; about: boolean }>({
  code: "MLP9002",
  severity: "warning",
  title: "Rows that belong together are in several parts",
  message: ({ column, values, shared, about }) => `${about ? "about " : ""}${count(shared)} of ${count(values)} values of \`${column}\` are in more than one part: the model is judged on those that it was trained on`,
  help: ({ column }) => `keep their rows together: \`group: ${columnText(column)}\`; or say that it will meet known ones: \`repeated_ids: allowed\``,
  explain:
    "Several rows of one customer, patient or device resemble each other. When a random split puts some of them into the training part and others into the test part, the model can recognise whom it has seen, and the score says little about new ones. Columns of whole numbers or text count whose name is `id`, or ends in `_id`, `Id` or `ID`, if they have at least 10 values and at least one for every 1,000 rows: with fewer, such a column is a category, as a shop or a region is.",
});

export const duplicatesDivided = kind<{ rows: number; share: string; about: boolean }>({
  code: "MLP9003",
  severity: "warning",
  title: "Equal rows in several parts",
  message: ({ rows, share, about }) => `${about ? "about " : ""}${count(rows)} rows (${share}) equal a row of another part in every column: the model is judged on rows that it was trained on`,
  help: () => "drop them first: `drop_duplicates()` in front of the split; or say that they are different things that look the same: `duplicates: allowed`",
  explain:
    "A row that is in the training part and once more in the test part is remembered, not predicted. All columns count, and it is said from one row in a thousand on. Tables of a few columns with few values each have equal rows that stand for different things: it is said only if there are more than five times as many as there would be if the columns had nothing to do with each other. `duplicates: allowed` says that the rest are meant, too. Above 500,000 rows the number is estimated from a part of them, chosen by their content, so that it costs little.",
});

export const identifierFeature = kind<{ columns: readonly string[]; rows: number }>({
  code: "MLP9004",
  severity: "warning",
  title: "A feature that identifies the row",
  message: ({ columns, rows }) => `${listed(columns)} ${columns.length === 1 ? "has" : "have"} another value in each of the ${count(rows)} rows looked at: ${columns.length === 1 ? "it names" : "they name"} rows, and the model can only learn them by heart`,
  help: ({ columns }) => `leave ${columns.length === 1 ? "it" : "them"} out in the recipe: \`|> drop_columns([${columns.map(columnText).join(", ")}])\``,
  explain:
    "What is different in every row says nothing about new rows; if the rows are numbered in the order in which they came about, it may even give the target away. Text counts that is different in every row, and whole numbers that also are numbered through (their values lie close together) or whose name is `id` or ends in `_id`, `Id` or `ID`. Up to 50,000 rows are looked at, and none of fewer than 50.",
});

export const featureTooGood = kind<{ features: readonly { readonly name: string; readonly score: string }[]; target: string; rows: number }>({
  code: "MLP9005",
  severity: "warning",
  title: "A feature that gives the target away",
  message: ({ features, target, rows }) =>
    `${listed(features.map(({ name }) => name))} ${features.length === 1 ? "predicts" : "predict"} \`${target}\` almost perfectly alone (${features.slice(0, 5).map(({ score }) => score).join(", ")} on ${count(rows)} rows)`,
  help: ({ features }) => {
    const names = features.map(({ name }) => name);
    return `make sure that ${names.length === 1 ? "its value is" : "their values are"} known before the target is; if not: \`|> drop_columns([${names.map(columnText).join(", ")}])\``;
  },
  explain:
    "One column that predicts the target alone is mostly a consequence of it: the day of cancellation for the cancellation, a total for its parts. It is not known when the model is asked. The thresholds, on up to 50,000 rows: for two classes a ROC AUC of 0.99, for more the best division of the column into one interval a class (or its categories) with a mean recall of 0.99, for a regression a squared correlation or a Spearman correlation of 0.999. Columns with fewer than 50 rows, and classes with fewer than 10, are not judged.",
});

export const soundnessDiagnostics = [timeIgnored, groupsDivided, duplicatesDivided, identifierFeature, featureTooGood] as const;

import { kind } from "../diagnostic.ts";

const load = 'rows = load("npm:vega-datasets/data/penguins.json")\n';

export const sharesWrong = kind<{ sum: string }>({
  code: "MLP5301",
  severity: "error",
  title: "Shares that are not the whole",
  message: ({ sum }) => `the shares of the parts are ${sum} together, and they must be 100%`,
  explain: "A split puts every row into exactly one part, so the shares of the parts add up to the whole. To work on fewer rows, use `sample` first.",
  bad: `${load}{ train, test } = rows |> split(train: 80%, test: 30%)\n`,
  good: `${load}{ train, test } = rows |> split(train: 70%, test: 30%)\n`,
});

export const partsTooFew = kind<{ parts: number }>({
  code: "MLP5302",
  severity: "error",
  title: "A split without parts",
  message: ({ parts }) => (parts === 0 ? "`split` was given no parts" : "`split` was given only one part"),
  help: () => "name at least two, with their shares: `split(train: 80%, test: 20%)`",
  explain: "A split has at least two parts. Their names are the names of the arguments, in order.",
  bad: `${load}{ train } = rows |> split(train: 80%)\n`,
  good: `${load}{ train, test } = rows |> split(train: 80%, test: 20%)\n`,
});

export const splitMethods = kind<{ given: readonly string[] }>({
  code: "MLP5303",
  severity: "error",
  title: "Several ways to split",
  message: ({ given }) => `${given.map((name) => `\`${name}:\``).join(" and ")} are different ways to split, and one can be followed`,
  help: () => "keep one of them",
  explain:
    "`stratify` keeps the classes' shares in every part, `group` keeps rows that belong together in one part, `by_time` puts the past before the future, `key` keeps each row on its side while the data grows.",
  bad: `${load}{ train, test } = rows |> split(train: 80%, test: 20%, stratify: .Species, group: .Island)\n`,
  good: `${load}{ train, test } = rows |> split(train: 80%, test: 20%, stratify: .Species)\n`,
});

export const classTooSmall = kind<{ column: string; value: string; count: number; parts: number }>({
  code: "MLP5304",
  severity: "error",
  title: "A class with too few rows",
  message: ({ column, value, count }) => `the class ${value} of \`${column}\` has ${count === 1 ? "only one row" : `only ${count} rows`}, and a stratified split needs at least two`,
  help: () => "drop the rows of this class, put it together with another, or split without `stratify`",
  explain: "A stratified split puts rows of every class into every part. A class with one row cannot be in two parts.",
});

export const partTooSmall = kind<{ part: string; rows: number; classes: number; column: string }>({
  code: "MLP5305",
  severity: "error",
  title: "A part that is smaller than the number of classes",
  message: ({ part, rows, classes, column }) => `the part \`${part}\` would have ${rows} rows, and \`${column}\` has ${classes} classes`,
  help: () => "give it a larger share, or split without `stratify`",
  explain: "A stratified part needs room for at least one row of each class.",
});

export const partEmpty = kind<{ part: string; rows: number }>({
  code: "MLP5306",
  severity: "error",
  title: "A part without rows",
  message: ({ part, rows }) => `the part \`${part}\` would have no rows: there are ${rows} rows to split`,
  help: () => "give it a larger share, or load more rows",
  explain: "Each part of a split must have at least one row, or whatever learns from it or is judged by it has nothing to work on.",
});

export const timeMissing = kind<{ column: string; count: number }>({
  code: "MLP5307",
  severity: "error",
  title: "Rows without a time",
  message: ({ column, count }) => `${count} ${count === 1 ? "row has" : "rows have"} no value in \`${column}\`, so ${count === 1 ? "its" : "their"} place in time is not known`,
  help: ({ column }) => `drop them first: \`drop_rows(where: .${column} == null)\``,
  explain: "A split by time puts the oldest rows into the first part. A row without a time belongs to neither the past nor the future.",
});

export const keyMissing = kind<{ column: string; count: number; parameter: string }>({
  code: "MLP5308",
  severity: "error",
  title: "Rows without a key",
  message: ({ column, count }) => `${count} ${count === 1 ? "row has" : "rows have"} no value in \`${column}\`, by which the rows are split`,
  help: ({ column }) => `drop them first: \`drop_rows(where: .${column} == null)\``,
  explain: "Rows are put on a side by this column's value. Rows without one would all be taken for the same group.",
});

export const splitDiagnostics = [sharesWrong, partsTooFew, splitMethods, classTooSmall, partTooSmall, partEmpty, timeMissing, keyMissing] as const;

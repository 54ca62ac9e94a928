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
  help: ({ given }) => reasonFor(given) ?? "keep one of them",
  explain:
    "`stratify` keeps the classes' shares in every part, `group` keeps rows that belong together in one part, `by_time` puts the past before the future, `key` keeps each row on its side while the data grows. With a key, a row's part follows from that row alone, so shares of classes cannot be evened out: they come out as on average. Rows with the same key stay together, so a group that is to keep its side as well is the key.",
  bad: `${load}{ train, test } = rows |> split(train: 80%, test: 20%, stratify: .Species, group: .Island)\n`,
  good: `${load}{ train, test } = rows |> split(train: 80%, test: 20%, stratify: .Species)\n`,
});

/** What to do instead of two ways that would contradict each other. */
function reasonFor(given: readonly string[]): string | undefined {
  const has = (...names: readonly string[]) => names.every((name) => given.includes(name));
  if (has("key", "group")) return "rows with the same key stay together: give the group's column as `key:` alone";
  if (has("key", "stratify")) return "keep `key:`: a row that never changes sides cannot be moved to even out the classes, whose shares come out right on average";
  if (has("by_time", "stratify")) return "keep `by_time:`: the past has the classes that it has";
  if (has("by_time", "group") || has("by_time", "key")) return "keep `by_time:` where the model will predict the future of those it knows, and the other one where it will meet new ones";
  if (has("group", "stratify")) return "keep `group:`: whole groups cannot be moved to even out the classes";
  return undefined;
}

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
  help: ({ column }) => `drop them first: \`drop_rows(missing: .${column})\``,
  explain: "A split by time puts the oldest rows into the first part. A row without a time belongs to neither the past nor the future.",
});

export const keyMissing = kind<{ column: string; count: number; parameter: string }>({
  code: "MLP5308",
  severity: "error",
  title: "Rows without a key",
  message: ({ column, count }) => `${count} ${count === 1 ? "row has" : "rows have"} no value in \`${column}\`, by which the rows are split`,
  help: ({ column }) => `drop them first: \`drop_rows(missing: .${column})\``,
  explain: "Rows are put on a side by this column's value. Rows without one would all be taken for the same group. A key of several columns needs a value in each of them.",
});

export const keyNotWhole = kind<{ column: string; count: number }>({
  code: "MLP5309",
  severity: "error",
  title: "A key of numbers that are not whole",
  message: ({ column, count }) => `${count} ${count === 1 ? "value" : "values"} of \`${column}\` ${count === 1 ? "is no whole number" : "are no whole numbers"}, or too large for a float to hold exactly, and cannot be a key`,
  help: ({ column }) => `split by another column, or \`cast(.${column}, to: string)\` where its text is what identifies a row`,
  explain:
    "A key must read the same for good. A measured number may come back with another last digit, and then its row would change sides; a whole number beyond 2^53 is rounded in a float column.",
});

export const countWrong = kind<{ part: string; size: number }>({
  code: "MLP5310",
  severity: "error",
  title: "A part of a broken number of rows",
  message: ({ part, size }) => `the part \`${part}\` would have ${size} rows`,
  help: () => "give a share, such as `20%`, or a whole number of rows",
  explain: "A part is given as a share of the rows, up to 100%, or as a number of rows, from 2 on.",
  bad: `${load}{ train, test } = rows |> split(train: 100%, test: 20.5)\n`,
  good: `${load}{ train, test } = rows |> split(train: 100%, test: 20)\n`,
});

export const countUnfit = kind<{ part: string; method: "group" | "key" }>({
  code: "MLP5311",
  severity: "error",
  title: "A number of rows where whole groups are divided",
  message: ({ part, method }) => `\`${part}\` is a number of rows, and \`${method}:\` ${method === "group" ? "divides whole groups" : "meets sizes on average"}`,
  help: () => "give shares that add up to 100%",
  explain: "With `group`, rows that belong together stay together, and with `key` each row's part follows from that row alone. Neither can stop at a number of rows.",
  bad: `${load}{ train, test } = rows |> split(train: 100%, test: 50, group: .Island)\n`,
  good: `${load}{ train, test } = rows |> split(train: 80%, test: 20%, group: .Island)\n`,
});

export const gapUnfit = kind<Record<string, never>>({
  code: "MLP5312",
  severity: "error",
  title: "A gap without time",
  message: () => "`gap:` is a length of time, and goes with `by_time:` of a column of dates or timestamps",
  help: () => "split by a column of time, or leave the gap out",
  explain: "Between parts that follow each other in time, a gap leaves out the rows whose target may already tell of the next part. Rows in another order have no such place.",
  bad: `${load}{ train, test } = rows |> split(train: 80%, test: 20%, gap: 7d)\n`,
  good: 'rows = load("npm:vega-datasets/data/seattle-weather.csv")\n{ train, test } = rows |> split(train: 80%, test: 20%, by_time: .date, gap: 7d)\n',
});

export const binsUnfit = kind<Record<string, never>>({
  code: "MLP5313",
  severity: "error",
  title: "Ranges of what is no number",
  message: () => "`bins:` goes with `stratify:` of one column of numbers",
  help: () => "stratify by a column of numbers, or leave `bins` out",
  explain: "A column of numbers has no classes. `bins` cuts it into ranges with as many rows each, and these are the classes.",
  bad: `${load}{ train, test } = rows |> split(train: 80%, test: 20%, stratify: .Species, bins: 10)\n`,
  good: `${load}{ train, test } = rows |> drop_rows(where: .\`Body Mass (g)\` == null) |> split(train: 80%, test: 20%, stratify: .\`Body Mass (g)\`, bins: 10)\n`,
});

export const countsNotAll = kind<{ counted: number; rows: number }>({
  code: "MLP5314",
  severity: "error",
  title: "Numbers of rows that are not all",
  message: ({ counted, rows }) => `the parts have ${counted} rows together, and there are ${rows}`,
  help: () => "give one part `100%`: it has what the others leave",
  explain: "A split puts every row into a part. Where all parts are given as numbers of rows, these must be all rows there are; a part of `100%` takes the rest.",
});

export const foldsTooMany = kind<{ k: number; rows: number; what: "rows" | "groups" }>({
  code: "MLP5315",
  severity: "error",
  title: "More folds than there is to divide",
  message: ({ k, rows, what }) => `${rows} ${what} cannot be divided into ${k} folds`,
  help: () => "take fewer folds, or load more rows",
  explain: "Every fold has rows to test on, and rows to train on. By time there is one block more than folds, and a gap may leave nothing to train on in front of the first; by key, a fold may have no row by chance.",
});

export const classesTooSmall = kind<{ k: number; column: string }>({
  code: "MLP5316",
  severity: "error",
  title: "Classes that are smaller than the number of folds",
  message: ({ k, column }) => `no class of \`${column}\` has ${k} rows, so none could be in every fold`,
  help: () => "take fewer folds, or leave `stratify` out",
  explain: "Stratified folds have the classes in the same shares. Where every class has fewer rows than there are folds, there are no shares to keep.",
});

export const splitDiagnostics = [sharesWrong, partsTooFew, splitMethods, classTooSmall, partTooSmall, partEmpty, timeMissing, keyMissing, keyNotWhole, countWrong, countUnfit, gapUnfit, binsUnfit, countsNotAll, foldsTooMany, classesTooSmall] as const;

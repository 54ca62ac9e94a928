import { kind } from "../diagnostic.ts";

const rowCount = (count: number): string => (count === 1 ? "1 row" : `${count.toLocaleString("en")} rows`);

export const stepNeedsValues = kind<{ step: string; column: string; rows: number | undefined }>({
  code: "MLP6250",
  severity: "error",
  title: "A step that takes no missing values",
  message: ({ step, column, rows }) => `\`${step}\` computes with every value of every row, and \`${column}\` has none in ${rows === undefined ? "some rows" : rowCount(rows)}`,
  help: ({ step }) => `fill them in front of \`${step}\`: \`impute(numeric, with: median)\``,
  explain: "Directions of variance, and other statistics of several columns at once, are computed from whole rows. A row with a gap would have to be left out or be filled with something; which, is for the pipeline to say.",
});

export const stepNeedsFinite = kind<{ step: string; column: string }>({
  code: "MLP6251",
  severity: "error",
  title: "An infinite value in front of a step",
  message: ({ step, column }) => `\`${step}\` cannot compute with \`${column}\`, which has an infinite value`,
  help: ({ step }) => `\`clip\` the column in front of \`${step}\`, or make such values missing: \`outliers(…, action: null)\``,
  explain: "Sums and distances over an infinite value are infinite or undefined, and what is learned from them would be, too.",
});

export const stepNamesClash = kind<{ step: string; column: string }>({
  code: "MLP6252",
  severity: "error",
  title: "A computed column that is there already",
  message: ({ step, column }) => `\`${step}\` would make a column \`${column}\`, and the rows have one of this name`,
  help: ({ step }) => (step === "pca" ? "give the new columns other names with `prefix:`" : "rename or drop that column first"),
  explain: "Names of columns are unique, also where they differ only in upper and lower case.",
});

export const stepTooMany = kind<{ step: string; what: string; wanted: number; most: number }>({
  code: "MLP6253",
  severity: "error",
  title: "More than the rows and columns hold",
  message: ({ step, what, wanted, most }) => `\`${step}\` is to give ${wanted} ${what}, and there can be ${most} at most`,
  help: ({ most }) => `ask for ${most} or fewer`,
  explain: "There are at most as many components as columns, and as rows.",
});

export const stepNeedsText = kind<{ step: string; column: string; type: string }>({
  code: "MLP6254",
  severity: "error",
  title: "A step for text on a column of something else",
  message: ({ step, column, type }) => `\`${step}\` takes text, and \`${column}\` is ${type}`,
  help: ({ step }) => (step === "group_rare" ? "choose the columns with `categorical`; `bin` groups numbers" : "name columns of text"),
  explain: "Words are found in text, and categories are counted where there are some. Numbers can be cast to text, if they are names and not quantities.",
});

export const groupRareLimits = kind<object>({
  code: "MLP6255",
  severity: "error",
  title: "What a rare category is",
  message: () => "`group_rare` is not told which categories are rare",
  help: () => "give `min_share: 1%`, `min_count: 10` or `most: 20`",
  explain: "A category is rare below a share or a number of rows, or behind so many more frequent ones.",
});

export const sparseTooLarge = kind<{ estimator: string; rows: number; columns: number }>({
  code: "MLP6256",
  severity: "error",
  title: "Too many words for an estimator",
  message: ({ estimator, rows, columns }) => `\`${estimator}\` would have to hold ${rows.toLocaleString("en")} rows of ${columns.toLocaleString("en")} columns of words, most of them zero`,
  help: () => "use `logistic_regression` or `ridge`, which take only what is not zero, or keep fewer words with `max_terms:` or `min_rows:`",
  explain: "Columns of words are kept as the few values that are not zero. Estimators that cannot compute with them get all columns, which is done up to 1 GB.",
});

export const textTooWide = kind<{ column: string; terms: number; most: number }>({
  code: "MLP6257",
  severity: "error",
  title: "Too many words for the columns of a dataset",
  message: ({ column, terms, most }) => `\`text\` would make ${terms.toLocaleString("en")} columns of \`${column}\`, and a dataset gets at most ${most.toLocaleString("en")}`,
  help: ({ most }) => `use it as a step of a recipe, where words are no columns of their own, or keep fewer with \`max_terms: ${most}\``,
  explain: "In a recipe, the words of a column are kept as the few values that are not zero. As columns of a dataset each would be written out.",
});

export const textWithoutWords = kind<{ column: string }>({
  code: "MLP6258",
  severity: "error",
  title: "Text in which no word is left",
  message: ({ column }) => `no word of \`${column}\` is left: all are too rare, too frequent, too short, or among the \`stop_words\``,
  help: () => "lower `min_rows:`, or raise `max_rows:`",
  explain: "A word has at least two letters, digits or underscores. Those that too few or too many rows have are left out before anything is counted.",
});

export const textOption = kind<{ why: string }>({
  code: "MLP6259",
  severity: "error",
  title: "An option of `text` that does not go with the others",
  message: ({ why }) => why,
  help: () => "leave it out, or choose another `method:`",
  explain: "Hashing learns no words, so that it cannot leave out rare ones; only `tf_idf` weighs words by how many rows have them.",
});

export const selectionOption = kind<{ why: string }>({
  code: "MLP6260",
  severity: "error",
  title: "Which features are to stay",
  message: ({ why }) => why,
  help: () => "write `keep: 10`, `keep: 50%` or `threshold: …`, and an `estimator:` with `method: model` alone",
  explain: "Features are ordered by a score, and the best are kept: a number of them, a share, or those above a threshold. With `method: model`, an estimator gives the scores.",
});

export const scoreNeedsPositive = kind<{ column: string; task: "classification" | "regression" }>({
  code: "MLP6261",
  severity: "error",
  title: "A score that does not fit the data",
  message: ({ column, task }) => (task === "regression" ? "`method: chi2` compares classes, and the target is a quantity" : `\`method: chi2\` is for counts and other values of 0 and more, and \`${column}\` has negative ones`),
  help: () => "use `method: f` or `method: mutual_information`",
  explain: "χ² compares how a sum, such as the number of times a word occurs, is shared out among classes.",
});

export const featuresComputedDiagnostics = [selectionOption, scoreNeedsPositive, sparseTooLarge, textTooWide, textWithoutWords, textOption, stepNeedsValues, stepNeedsFinite, stepNamesClash, stepTooMany, stepNeedsText, groupRareLimits] as const;

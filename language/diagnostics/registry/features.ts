import { kind } from "../diagnostic.ts";

const rowCount = (count: number): string => (count === 1 ? "1 row" : `${count.toLocaleString("en")} rows`);
const named = (columns: readonly string[]): string => columns.map((column) => `\`${column}\``).join(", ");

/** `.age`, or `` .`body mass (g)` ``. */
export const written = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `.\`${name}\``);

export const stepColumnMissing = kind<{ step: string; column: string }>({
  code: "MLP6201",
  severity: "error",
  title: "A step names a column that is not there",
  message: ({ step, column }) => `\`${step}\` is to change the column \`${column}\`, and the rows have none of this name`,
  help: () => "look at the steps in front of it: one may have dropped, renamed or spread out the column; a recipe's target is never one of its columns",
  explain: "A step changes columns of the rows that reach it. The columns of a recipe are those of the rows that it is fitted on, without the target, as the steps before have left them.",
});

export const stepNeedsNumbers = kind<{ step: string; column: string; type: string }>({
  code: "MLP6202",
  severity: "error",
  title: "A statistic of numbers for a column of something else",
  message: ({ step, column, type }) => `\`${step}\` computes with numbers, and \`${column}\` is ${type}`,
  help: () => "choose the columns with `numeric`, or fill others `with: most_frequent`",
  explain: "Means, medians and scales exist for numbers only. Text, categories, and true or false can be filled with their most frequent value, and be encoded.",
});

export const nothingToLearn = kind<{ step: string; column: string }>({
  code: "MLP6203",
  severity: "error",
  title: "A column without any value",
  message: ({ step, column }) => `\`${step}\` has nothing to learn from: \`${column}\` has no value in any row`,
  help: ({ column }) => `drop it with \`drop_columns([${written(column)}])\`, or fill it \`with: constant, value: …\``,
  explain: "A statistic is learned from the values that are there. A column without any has no mean, no most frequent value and no categories, and a model could learn nothing from it.",
});

export const imputeValue = kind<{ why: string }>({
  code: "MLP6204",
  severity: "error",
  title: "What to fill missing values with",
  message: ({ why }) => why,
  help: () => "`value:` belongs to `with: constant`, `neighbours:` and `weights:` to `k_nearest`, `rounds:` and `tolerance:` to `iterative`",
  explain: "`with: constant` fills missing values with the `value` that is given, which must be of the column's type; all other ways learn the value from the rows.",
});

export const alreadyEncoded = kind<{ step: string; column: string }>({
  code: "MLP6205",
  severity: "error",
  title: "A column that is encoded already",
  message: ({ step, column }) => `\`${step}\` is to change \`${column}\`, which a step before has encoded`,
  help: () => "move the step in front of `encode`, or choose its columns by type: `numeric` and `categorical` leave encoded columns out",
  explain: "After `encode` with `method: one_hot`, a column stands for one column of zeros and ones a category, and has no values of its own that another step could change.",
});

export const categoryUnseen = kind<{ column: string; value: string }>({
  code: "MLP6206",
  severity: "error",
  title: "A category that training has not seen",
  message: ({ column, value }) => `the column \`${column}\` has the value ${JSON.stringify(value)}, which was not among the rows that the encoding was learned from`,
  help: () => "say `unknown: ignore` to let the model work without it, or train again on rows that have it",
  explain: "With `unknown: error`, an encoding refuses values it has not learned. With `unknown: ignore`, they become all zeros (`one_hot`) or a missing value (`ordinal`).",
});

export const encodedNamesClash = kind<{ step: string; column: string }>({
  code: "MLP6207",
  severity: "error",
  title: "A new column that is there already",
  message: ({ step, column }) => `\`${step}\` would make a column \`${column}\`, and the rows have one of this name`,
  help: () => "rename or drop that column first",
  explain: "Steps name the columns that they make after those they come from: `encode` puts a category behind `=`, `polynomial` puts a blank between factors, `dates` the part of the date behind `_`. Two columns of one name, also in another case, could not be told apart.",
});

export const notARecipeStep = kind<{ step: string }>({
  code: "MLP6208",
  severity: "error",
  title: "A node that no recipe can carry",
  message: ({ step }) => `\`${step}\` cannot be a step of a recipe: it does not work row by row`,
  help: ({ step }) => `apply \`${step}\` to the rows before they are split`,
  explain: "A model carries its recipe and applies it to single rows when it serves. A step therefore computes a row from that row alone and from what was learned in training; sorting, sampling and dropping rows do not.",
});

export const featuresNotEncoded = kind<{ columns: readonly string[] }>({
  code: "MLP6220",
  severity: "error",
  title: "Features that are not numbers",
  message: ({ columns }) => `the model would have to compute with ${columns.length === 1 ? "a column that is" : "columns that are"} not numbers: ${named(columns)}`,
  help: ({ columns }) =>
    `add \`encode([${columns.map(written).join(", ")}], method: one_hot)\` to the recipe if they are categories, or \`drop_columns([${columns.map(written).join(", ")}])\` if the model should not use them`,
  explain: "Every column that reaches a model is a feature. Models compute with numbers, true and false, and encoded categories; text, categories and dates must be encoded, be turned into numbers with `derive`, or be dropped.",
});

export const noFeatures = kind<{ target: string }>({
  code: "MLP6221",
  severity: "error",
  title: "No feature is left",
  message: ({ target }) => `there is no column to predict \`${target}\` from`,
  help: () => "look at the steps of the recipe and in front of it that drop columns",
  explain: "All columns beside the target are features, unless a step drops them. A model needs at least one.",
});

export const targetMissing = kind<{ target: string; where: string; hint: string | undefined }>({
  code: "MLP6222",
  severity: "error",
  title: "The target is not among the columns",
  message: ({ target, where }) => `the rows ${where} have no column \`${target}\`, which is the target`,
  help: ({ hint }) => `${hint === undefined ? "" : `${hint}${hint.endsWith("?") ? " Otherwise" : ";"} `}name a column of these rows in \`recipe(target: …)\`, or keep it through the steps in front`,
  explain: "A model learns to predict the target from the other columns, and is judged by comparing its predictions with it, so the rows must have it in both places.",
});

export const targetHasGaps = kind<{ target: string; rows: number }>({
  code: "MLP6223",
  severity: "error",
  title: "Rows without a target",
  message: ({ target, rows }) => `the target \`${target}\` is missing in ${rowCount(rows)} to train on`,
  help: ({ target }) => `drop them in front of the split: \`drop_rows(missing: ${written(target)})\``,
  explain: "A row whose target is not known cannot teach anything. It is dropped in front of the split, where everyone sees it, so that every part is judged on the same kind of rows.",
});

export const targetUnfit = kind<{ target: string; type: string; task: string }>({
  code: "MLP6224",
  severity: "error",
  title: "A target of the wrong type",
  message: ({ target, type, task }) => `the target \`${target}\` is ${type}, and ${task === "regression" ? "a regression predicts a number" : "that is neither a class nor a quantity"}`,
  help: ({ target }) => `\`cast(${written(target)}, to: …)\` or \`derive\` makes a class or a number of it`,
  explain: "A classification predicts true or false, a string, a category or a number that names a class; a regression predicts a number.",
});

export const positiveUnknown = kind<{ value: string; classes: readonly string[] }>({
  code: "MLP6225",
  severity: "error",
  title: "A positive class that is none",
  message: ({ value, classes }) =>
    classes.length === 2 ? `\`positive: ${value}\` is not one of the classes ${classes.map((each) => `\`${each}\``).join(" and ")}` : `\`positive: ${value}\` is for targets of two classes, and this target ${classes.length === 0 ? "is a quantity" : `has ${classes.length}`}`,
  help: ({ classes }) => (classes.length === 2 ? "name one of them as the data has it, text in quotes" : "leave `positive` out"),
  explain: "With two classes, precision, recall and the ROC curve speak of one of them, the positive one: the later in sort order, unless `positive:` says otherwise. With more classes, metrics are averaged over all.",
});

export const classUnseen = kind<{ target: string; value: string }>({
  code: "MLP6226",
  severity: "error",
  title: "A class that the model does not know",
  message: ({ target, value }) => `the target \`${target}\` has the class \`${value}\`, which was not among the rows that the model was trained on`,
  help: () => "split with `stratify:` so that every class is in every part, or drop the rows of this class in front of the split",
  explain: "A model can only predict the classes it was trained on. Rows of another class would always count as wrong, and some metrics are not defined for them.",
});

export const inputMissing = kind<{ column: string; where: string }>({
  code: "MLP6227",
  severity: "error",
  title: "A column that the model needs is missing",
  message: ({ column, where }) => `${where} have no column \`${column}\`, which the model reads`,
  help: () => "apply the same steps to these rows as to those the model was trained on",
  explain: "The recipe of a model reads the columns it was fitted with. Rows that come to it must have them, under the same names.",
});

export const pathBroken = kind<{ step: string }>({
  code: "MLP6228",
  severity: "error",
  title: "A model whose rows cannot be made one by one",
  message: ({ step }) => `the rows that this model was trained on went through \`${step}\`, which does not work row by row, so raw rows cannot be brought to the model`,
  help: ({ step }) => `apply \`${step}\` elsewhere, or replace it by a step of the recipe`,
  explain: "To predict, a raw row takes the same way as the training rows. A node that looks at several rows at once cannot be repeated for one row alone.",
});

export const noRowsToJudge = kind<{ target: string }>({
  code: "MLP6229",
  severity: "error",
  title: "No rows to judge the model on",
  message: ({ target }) => `there is no row with a value of \`${target}\` to judge the model on`,
  help: () => "look at the filters and splits in front of these rows",
  explain: "Metrics compare predictions with the target, row by row. Without any row there is nothing to compare.",
});

export const noModels = kind<{ why: string }>({
  code: "MLP6230",
  severity: "error",
  title: "Models that cannot be compared",
  message: ({ why }) => why,
  help: () => "give at least one model, all for one target, and a metric of their task",
  explain: "`best_of` measures every model on the same rows with one metric and takes the best. Models of different targets, or a metric that is not of their task, cannot be compared.",
});

export const inputType = kind<{ column: string; wanted: string; got: string; where: string }>({
  code: "MLP6231",
  severity: "error",
  title: "A column of another type than in training",
  message: ({ column, wanted, got, where }) => `in ${where}, \`${column}\` is ${got}, and the model was trained with ${wanted}`,
  help: ({ column, wanted }) => `\`cast(${written(column)}, to: ${wanted})\` in front of it`,
  explain: "The steps of a model were fitted for columns of certain types. A column of numbers that was text in training, or the reverse, would take another way through them.",
});

export const featureReadsTarget = kind<{ target: string; feature: string }>({
  code: "MLP6232",
  severity: "error",
  title: "A feature that is computed from the target",
  message: ({ target, feature }) => `the feature \`${feature}\` is computed from the target \`${target}\``,
  help: ({ feature }) => `add \`drop_columns([${written(feature)}])\` to the recipe`,
  explain: "When the model is used, the target is what is not known yet. A feature that is computed from it makes the model look perfect in every evaluation, and useless in service.",
});

export const featuresDiagnostics = [
  stepColumnMissing,
  stepNeedsNumbers,
  nothingToLearn,
  imputeValue,
  alreadyEncoded,
  categoryUnseen,
  encodedNamesClash,
  notARecipeStep,
  featuresNotEncoded,
  noFeatures,
  targetMissing,
  targetHasGaps,
  targetUnfit,
  positiveUnknown,
  classUnseen,
  inputMissing,
  pathBroken,
  noRowsToJudge,
  noModels,
  inputType,
  featureReadsTarget,
] as const;

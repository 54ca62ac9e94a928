import { kind } from "../diagnostic.ts";

const rowCount = (count: number): string => (count === 1 ? "1 row" : `${count.toLocaleString("en")} rows`);

export const oneClassOnly = kind<{ label: string; rows: number }>({
  code: "MLP6101",
  severity: "error",
  title: "Only one class to learn from",
  message: ({ label, rows }) => `all ${rowCount(rows)} to train on have the class \`${label}\``,
  help: () => "train on rows of at least two classes; `split(…, stratify: .target)` keeps every class in every part",
  explain:
    "A classifier learns what tells classes apart, and with one class there is nothing to tell apart. Either the rows were filtered down to one class, or a split by time or group left the other classes outside the training part. Split with `stratify:` to keep the shares of the classes, or look at the filter in front of the split.",
});

export const noTrainingRows = kind<{ estimator: string }>({
  code: "MLP6102",
  severity: "error",
  title: "No rows to train on",
  message: ({ estimator }) => `\`${estimator}\` has no rows to train on`,
  help: () => "look at the filters and splits in front of the training rows: `mlp run` shows how many rows each step leaves",
  explain: "Training needs at least one row. A filter that matches nothing, a split by time whose cut lies outside the data, or an empty file leave none.",
});

export const featureMissing = kind<{ estimator: string; column: string; rows: number | undefined }>({
  code: "MLP6103",
  severity: "error",
  title: "Missing values in a feature",
  message: ({ estimator, column, rows }) => `\`${estimator}\` needs a number in every row, and \`${column}\` is missing in ${rows === undefined ? "some" : rowCount(rows)}`,
  help: ({ column }) => `add \`impute(${columnInPipeline(column)}, with: median)\` to the recipe, or train \`gradient_boosting()\`, which takes missing values as they are`,
  explain:
    "Most estimators compute with every value of every row and cannot leave one out. `impute` in the recipe fills missing values with a statistic that is learned on the training rows only, and the model carries it, so that a served row is filled in the same way. `gradient_boosting` learns at each split to which side missing values belong.",
});

export const featureInfinite = kind<{ estimator: string; column: string; rows: number }>({
  code: "MLP6104",
  severity: "error",
  title: "Infinite values in a feature",
  message: ({ estimator, column, rows }) => `\`${estimator}\` cannot compute with \`${column}\`, which is infinite in ${rowCount(rows)}`,
  help: ({ column }) => `a division by zero makes infinite values; \`clip(${columnInPipeline(column)}, …)\` bounds them, and \`derive\` can give \`null\` where the divisor is 0`,
  explain: "Sums and distances with an infinite value are infinite or undefined, and a model learned from them says nothing. Such values come mostly from a division by zero or a logarithm of zero in a derived column.",
});

export const tooManyNeighbours = kind<{ k: number; rows: number }>({
  code: "MLP6105",
  severity: "error",
  title: "More neighbours than rows",
  message: ({ k, rows }) => `\`k_nearest\` is to ask ${k} neighbours, and there are only ${rowCount(rows)} to train on`,
  help: ({ rows }) => `take a smaller \`k\`, at most ${rows}`,
  explain: "The prediction of `k_nearest` is the vote, or the mean, of the k training rows that are nearest. With fewer training rows than k there are not enough of them; with as many, every prediction is the same.",
});

export const taskNotLearned = kind<{ estimator: string; task: string; takes: string }>({
  code: "MLP6106",
  severity: "error",
  title: "An estimator for the other task",
  message: ({ estimator, task, takes }) => `\`${estimator}\` learns ${takes}, and this target asks for ${task}`,
  help: ({ task }) =>
    task === "classification"
      ? "train a classifier, for example `logistic_regression()` or `random_forest()`, or say `task: regression` if the target is a quantity"
      : "train a regression, for example `ridge()` or `random_forest()`, or say `task: classification` if the numbers name classes",
  explain:
    "The task follows the target: a bool, category, string, or a number with two values is classification, any other number is regression. Some estimators do only one of the two. Either take another estimator, or say with `task:` what the target means.",
});

export const targetInfinite = kind<{ rows: number }>({
  code: "MLP6107",
  severity: "error",
  title: "A target that is no finite number",
  message: ({ rows }) => `the target is missing or infinite in ${rowCount(rows)} to train on`,
  help: () => "drop these rows before the split: `drop_rows(missing: .target)`",
  explain: "A row whose target is not known cannot teach anything, and an infinite one would outweigh all others. Both are left out in front of the split, so that every part is judged on the same kind of rows.",
});

const train = (estimator: string): string => `model = ${estimator}\n`;

export const solverWithout = kind<{ solver: string; parameter: string }>({
  code: "MLP6108",
  severity: "error",
  title: "A parameter that the solver does not have",
  message: ({ solver, parameter }) => `\`solver: ${solver}\` has no \`${parameter}\``,
  help: ({ parameter }) => `leave \`${parameter}\` out, or take \`solver: auto\``,
  explain:
    "`solver: gd` takes a fixed number of plain gradient steps (`max_iterations`) on the loss without a penalty: it has neither a penalty strength `c` nor a `tolerance` at which it would stop. The other solvers have both.",
  bad: train("logistic_regression(solver: gd, c: 0.1)"),
  good: train("logistic_regression(solver: auto, c: 0.1)"),
});

export const tooLargeToTrain = kind<{ gigabytes: number }>({
  code: "MLP6109",
  severity: "error",
  title: "More than fits into 4 GB at once",
  message: ({ gigabytes }) => `this training would need ${gigabytes.toFixed(1)} GB at once, and there are 4`,
  help: () => "train on fewer rows, with `sample(…)`, or with fewer columns",
  explain:
    "The inner loops of training run in WebAssembly, whose memory ends at 4 GB. Linear models hold 8 bytes there for each number, so that 25 million rows of 20 columns fit; boosted trees hold two. A sample of that many rows gives the same model in all practical respects.",
});

export const lossUnfit = kind<{ loss: string }>({
  code: "MLP6110",
  severity: "error",
  title: "A loss for quantities where classes are learned",
  message: ({ loss }) => `\`loss: ${loss}\` is for quantities, and this target has classes`,
  help: () => "leave `loss` out: classes are learned by their log-loss; or say `task: regression` if the numbers are a quantity",
  explain: "`squared`, `absolute`, `quantile` and `poisson` measure how far a predicted number is from the true one. Classes have no distance: `gradient_boosting` learns their probabilities by the log-loss, and there is nothing to choose.",
});

export const targetNegative = kind<{ rows: number }>({
  code: "MLP6111",
  severity: "error",
  title: "A target that counts nothing",
  message: ({ rows }) => (rows > 0 ? `\`loss: poisson\` needs a target of 0 and above, and it is below 0 in ${rowCount(rows)}` : "`loss: poisson` needs a target that is above 0 in some row"),
  help: () => "take `loss: squared`, or look at where values below 0 come from",
  explain: "The Poisson loss is for counts and rates: it models the logarithm of the expected value, which is above 0. A target below 0, or one that is 0 everywhere, has no such model.",
});

export const quantileAlone = kind<{ given: boolean }>({
  code: "MLP6113",
  severity: "error",
  title: "A quantile and its loss go together",
  message: ({ given }) => (given ? "`quantile` has a meaning with `loss: quantile` only" : "`loss: quantile` does not say which quantile"),
  help: ({ given }) => (given ? "add `loss: quantile`, or leave `quantile` out" : "add the quantile, for example `quantile: 90%`; the median is `loss: absolute`"),
  explain: "`gradient_boosting(loss: quantile, quantile: 90%)` predicts the value that one row in ten exceeds. Other losses predict a mean or a median, and have no quantile to choose.",
  bad: train("gradient_boosting(quantile: 90%)"),
  good: train("gradient_boosting(loss: quantile, quantile: 90%)"),
});

export const monotoneUnfit = kind<{ column: string; there: boolean | undefined }>({
  code: "MLP6112",
  severity: "error",
  title: "A feature that cannot be monotone",
  message: ({ column, there }) =>
    there === undefined ? `predictions are to rise and to fall with \`${column}\`` : there ? `predictions cannot rise or fall with \`${column}\`: it is a category` : `predictions are to rise or fall with \`${column}\`, and there is no such feature`,
  help: () => "name features of the recipe that are numbers, each in `increasing` or in `decreasing`",
  explain: "`increasing` and `decreasing` of `gradient_boosting` hold predictions to rise, or fall, with a number while all other features stay as they are. Categories have no order, and a column that the recipe drops or renames is no feature.",
});

export const memoryTooSmall = kind<{ rows: number; columns: number; needed: number; given: number }>({
  code: "MLP6114",
  severity: "error",
  title: "More rows than the run may hold",
  message: ({ rows, columns, needed, given }) => `${rows.toLocaleString("en")} rows of ${columns} columns take about ${gigabytes(needed)} while a model is trained, and this run has ${gigabytes(given)} for that`,
  help: () => "give it more with `--memory`, train on fewer rows with `sample(…)`, or drop columns that are no features",
  explain:
    "Tables may be larger than memory: the data engine then works from the disk. An estimator has all its rows at once, as columns of 8 bytes a number, beside the columns that they are made of. Half of `--memory` is for these, the other half for the data engine.",
});

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

export const classNotInFold = kind<{ target: string; value: string }>({
  code: "MLP6115",
  severity: "error",
  title: "A class that a fold does not train on",
  message: ({ target, value }) => `all rows of the class \`${value}\` of \`${target}\` are tested in one fold, or come after it, so its model would not know the class`,
  help: () => "drop the rows of this class or put it together with another; by time or by group, take fewer folds",
  explain: "`cross_validate` trains a model for each fold on the rows outside of it (by time: on those before it). Each must know all classes: it could not predict one that it has never seen, and its scores could not be averaged with those of the others.",
});

export const trainingDiagnostics = [
  oneClassOnly,
  noTrainingRows,
  featureMissing,
  featureInfinite,
  tooManyNeighbours,
  taskNotLearned,
  targetInfinite,
  solverWithout,
  tooLargeToTrain,
  lossUnfit,
  targetNegative,
  monotoneUnfit,
  quantileAlone,
  memoryTooSmall,
  classNotInFold,
] as const;

/** `.age`, or `` .`body mass (g)` ``. */
function columnInPipeline(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `.\`${name}\``;
}

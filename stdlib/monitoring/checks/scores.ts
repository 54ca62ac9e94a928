export type Scores = Readonly<Record<string, number>>;

/** Regression metrics as scikit-learn 1.9 defines them; NaN without rows. */
export function regressionScores(actual: Float64Array, predicted: Float64Array): Scores {
  const mean = average(actual);
  const errors = actual.map((value, i) => value - (predicted[i] ?? Number.NaN));
  const squares = sum(errors.map((error) => error ** 2));
  const spread = sum(actual.map((value) => (value - mean) ** 2));
  return {
    r2: spread > 0 ? 1 - squares / spread : squares === 0 ? 1 : 0,
    rmse: Math.sqrt(squares / actual.length),
    mae: average(errors.map(Math.abs)),
    mape: average(errors.map((error, i) => Math.abs(error) / Math.max(Math.abs(actual[i] ?? 0), Number.EPSILON))),
  };
}

export interface Classified {
  /** Codes of classes, 0 to `classes` − 1. */
  readonly actual: readonly number[];
  readonly predicted: readonly number[];
  /** A row's probabilities, by class; empty where they were not logged. */
  readonly probabilities: readonly (readonly number[])[];
  readonly classes: number;
  /** Of two classes, the one that precision, recall, F1 and ROC speak of; with more, they are means over all classes. */
  readonly positive: number;
}

/** Classification metrics as scikit-learn 1.9 defines them (means over classes are unweighted, ROC is one against the rest). */
export function classificationScores(rows: Classified): Scores {
  const { actual, predicted, classes } = rows;
  const judged = classes === 2 ? [rows.positive] : Array.from({ length: classes }, (_, code) => code);
  const perClass = (score: (code: number) => number): number => average(judged.map(score));
  const count = (test: (i: number) => boolean): number => actual.reduce((total, _, i) => total + Number(test(i)), 0);
  const hits = (code: number): number => count((i) => actual[i] === code && predicted[i] === code);
  const members = (code: number): number => count((i) => actual[i] === code);
  const calls = (code: number): number => count((i) => predicted[i] === code);
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const probability = (i: number, code: number): number => rows.probabilities[i]?.[code] ?? Number.NaN;
  const squared = (i: number): number => sum(Array.from({ length: classes }, (_, code) => (probability(i, code) - Number(actual[i] === code)) ** 2));
  const loss = (i: number): number => -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability(i, actual[i] ?? -1))));
  const each = (score: (i: number) => number): number => average(actual.map((_, i) => score(i)));
  return {
    accuracy: each((i) => Number(actual[i] === predicted[i])),
    precision: perClass((code) => share(hits(code), calls(code))),
    recall: perClass((code) => share(hits(code), members(code))),
    f1: perClass((code) => share(2 * hits(code), calls(code) + members(code))),
    roc_auc: perClass((code) => areaUnderRoc(actual.map((label) => label === code), actual.map((_, i) => probability(i, code)))),
    log_loss: each(loss),
    brier: each(squared) / (classes === 2 ? 2 : 1),
    mcc: matthews(actual.length, Array.from({ length: classes }, (_, code) => [hits(code), members(code), calls(code)] as const)),
  };
}

/** The probability that a member is ranked above another, ties counted half (the Mann–Whitney statistic). NaN without both. */
function areaUnderRoc(member: readonly boolean[], scores: readonly number[]): number {
  const order = scores.map((_, i) => i).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let rankSum = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && scores[order[to] ?? 0] === scores[order[from] ?? 0]) to++;
    if (to === from) return Number.NaN;
    for (let i = from; i < to; i++) if (member[order[i] ?? 0]) rankSum += (from + 1 + to) / 2;
    from = to;
  }
  const members = member.filter(Boolean).length;
  return (rankSum - (members * (members + 1)) / 2) / (members * (member.length - members));
}

/** The correlation coefficient for any number of classes (J. Gorodkin, 2004); 0 where a side has one class only. */
function matthews(rows: number, classes: readonly (readonly [hits: number, members: number, calls: number])[]): number {
  const right = sum(classes.map(([hits]) => hits));
  const product = sum(classes.map(([, members, calls]) => members * calls));
  const norm = (rows ** 2 - sum(classes.map(([, members]) => members ** 2))) * (rows ** 2 - sum(classes.map(([, , calls]) => calls ** 2)));
  return norm === 0 ? 0 : (right * rows - product) / Math.sqrt(norm);
}

const sum = (values: Float64Array | readonly number[]): number => Array.from(values).reduce((total, value) => total + value, 0);
const average = (values: Float64Array | readonly number[]): number => sum(values) / values.length;

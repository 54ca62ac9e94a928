import { fail } from "../../language/diagnostics/diagnostic.ts";
import { classNotInFold } from "../../language/diagnostics/registry/training.ts";
import type { Selector } from "../../language/types/selectors.ts";
import type { Context } from "../../runtime/node.ts";
import { rowNumber, type DatasetValue } from "../../runtime/values.ts";
import { methodOf } from "../data/split-method.ts";
import { foldsOf, type Fold } from "../data/splitting/folds.ts";
import type { Method } from "../data/splitting/work.ts";
import { withColumnCache } from "../features/column-cache.ts";
import type { CrossValidationValue } from "./cross-validation.ts";
import type { Estimator, Prediction, Task } from "./estimator.ts";
import { fitModel, targetOn, type FitArgs } from "./fit-model.ts";
import { judge } from "./judge.ts";
import type { TargetInfo } from "./model.ts";
import { qualityOf } from "./quality.ts";
import { demandRoom, withScores, type Scores } from "./scored-rows.ts";
import { predictOn } from "./sparse/apply.ts";
import { codesOf, readTarget } from "./target.ts";
import { targetNote } from "./train-model.ts";

export interface CrossValidateArgs extends Omit<FitArgs, "validate" | "looksAtFeatures"> {
  readonly k: number;
  readonly stratify: Selector | undefined;
  readonly bins: number | undefined;
  readonly group: string | undefined;
  readonly by_time: string | undefined;
  readonly gap: number | undefined;
  readonly key: Selector | undefined;
  readonly shuffle: boolean;
}

/**
 * Fits and measures in each fold, one after the other: at any time there is one model, one design matrix to train on and one to predict, and a
 * prediction for each row.
 */
export async function judgeInFolds(args: CrossValidateArgs, context: Context): Promise<CrossValidationValue> {
  const { on, k, estimator } = args;
  const { info, y, rows } = await targetOn(on, args, context);
  demandRoom(on.schema, info);
  const folds = await foldsOf(on, { k, method: wayOf(args, y.task, info), inOrder: !args.shuffle }, context);
  const predicted = new Predicted(await rowNumbers(on, context), info.classes?.length);
  const notes = args.target_derived === "allowed" ? [targetNote] : [];
  const judged: JudgedFold[] = [];
  for (const [place, fold] of folds.entries()) {
    context.signal.throwIfAborted();
    const { prediction, ...own } = await judgeFold(args, fold, { task: y.task, info }, inFold(context, place, folds.length));
    predicted.add(await rowNumbers(fold.test, context), prediction);
    judged.push(own);
    notes.push(...own.notes.map((note) => `fold ${place + 1}: ${note}`));
  }
  const scores = foldByFold(judged.map(({ metrics }) => metrics));
  notes.push(...undefinedIn(scores));
  for (const note of notes) context.log("warning", note);
  return {
    kind: "cross_validation",
    task: y.task,
    model: { estimator: estimator.describe, params: estimator.args, target: info.column, ...(info.classes && { classes: info.classes }), ...(info.positive !== undefined && { positive: info.positive }) },
    rows,
    metrics: each(scores, meanOf),
    spread: each(scores, (values) => Math.sqrt(meanOf(values.map((value) => (value - meanOf(values)) ** 2)))),
    baseline: each(foldByFold(judged.map(({ baseline }) => baseline)), meanOf),
    scores,
    folds: judged.map(({ trained, tested }) => ({ trained, tested })),
    predictions: await withScores(on, predicted.scores, info, "cross_validate", context),
    notes,
  };
}

/** How rows are divided: a classification by its classes, unless something else is said. */
function wayOf(args: CrossValidateArgs, task: Task, { column }: TargetInfo): Method {
  const method = methodOf(args, args.on.schema);
  return method.by === "row" && task === "classification" ? { by: "stratify", columns: [column] } : method;
}

/** A context in which a fold is a part of the whole, and says which it is. */
function inFold(context: Context, place: number, count: number): Context {
  const name = `fold ${place + 1} of ${count}`;
  return {
    ...context,
    progress: (done, note) => context.progress((place + done) / count, note === undefined ? name : `${name}: ${note}`),
    log: (level, message, finding) => context.log(level, `fold ${place + 1}: ${message}`, finding),
  };
}

interface JudgedFold {
  readonly trained: number;
  readonly tested: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly baseline: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

async function judgeFold(args: CrossValidateArgs, { train, test }: Fold, { task, info }: { readonly task: Task; readonly info: TargetInfo }, given: Context): Promise<JudgedFold & { readonly prediction: Prediction }> {
  const context = withColumnCache(given);
  await demandClasses(train, info, context);
  const { model, rows } = await fitModel({ ...args, on: train, validate: undefined, task, positive: info.positive, looksAtFeatures: false }, context);
  const { x, y, prediction, notes } = await judge(model, test, context);
  const plain = await context.implementation<Estimator>({ describe: "baseline", version: 1, args: {} });
  const { metrics } = qualityOf(prediction, y, info);
  const baseline = qualityOf(predictOn(plain, model.baseline, x, "baseline"), y, info).metrics;
  return { trained: rows, tested: x.rows, metrics, baseline, prediction, notes };
}

/** A model that does not know a class can neither predict it nor be compared with those of the other folds. */
async function demandClasses(train: DatasetValue, info: TargetInfo, context: Context): Promise<void> {
  if (!info.classes) return;
  const codes = new Set(codesOf(info, await readTarget(train, info.column, context, "to train on")));
  const missing = info.classes.find((_, code) => !codes.has(code));
  if (missing !== undefined) fail(classNotInFold, { target: info.column, value: String(missing) });
}

async function rowNumbers(rows: DatasetValue, context: Pick<Context, "engine" | "signal">): Promise<Float64Array> {
  const numbered = { ...rows, schema: { columns: [...rows.schema.columns, { name: rowNumber, type: { kind: "int" as const }, nullable: false }] } };
  const values = (await (await context.engine()).columns(numbered, [rowNumber], context.signal)).get(rowNumber);
  return values?.kind === "numbers" ? values.values : new Float64Array();
}

/** Predictions as they come in, fold by fold, in the order of all rows' numbers; NaN for rows that are in no fold. */
class Predicted {
  readonly #numbers: Float64Array;
  readonly #values: Float64Array;
  readonly #width: number;
  readonly scores: Scores;

  constructor(numbers: Float64Array, classes: number | undefined) {
    this.#numbers = numbers.slice().sort();
    this.#width = classes ?? 1;
    this.#values = new Float64Array(numbers.length * this.#width).fill(Number.NaN);
    this.scores = classes === undefined ? { values: this.#values } : { probabilities: this.#values };
  }

  add(numbers: Float64Array, prediction: Prediction): void {
    const own = prediction.task === "regression" ? prediction.values : prediction.probabilities;
    const width = this.#width;
    numbers.forEach((number, row) => this.#values.set(own.subarray(row * width, (row + 1) * width), this.#placeOf(number) * width));
  }

  #placeOf(number: number): number {
    let [low, high] = [0, this.#numbers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#numbers[middle]! < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

type Scored = Readonly<Record<string, readonly number[]>>;

function foldByFold(folds: readonly Readonly<Record<string, number>>[]): Scored {
  return Object.fromEntries(Object.keys(folds[0] ?? {}).map((metric) => [metric, folds.map((fold) => fold[metric] ?? Number.NaN)]));
}

const each = (scores: Scored, summary: (values: readonly number[]) => number): Record<string, number> => Object.fromEntries(Object.entries(scores).map(([metric, values]) => [metric, summary(values)]));

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function undefinedIn(scores: Scored): readonly string[] {
  return Object.entries(scores).flatMap(([metric, values]) => {
    const where = values.flatMap((value, place) => (Number.isNaN(value) ? [place + 1] : []));
    return where.length > 0 ? [`\`${metric}\` is not defined in fold ${where.join(", ")}, so it has no mean`] : [];
  });
}

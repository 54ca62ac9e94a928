import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { classesTooSmall, foldsTooMany } from "../../../language/diagnostics/registry/data-split.ts";
import type { Context } from "../../../runtime/node.ts";
import { choose } from "../../../runtime/relational/dataset.ts";
import { identifier, literal } from "../../../runtime/relational/sql.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { assign } from "./assign.ts";
import type { Method, RowClass, Sizing } from "./work.ts";

/** One way to judge a model: the rows it is trained on, and those it has not seen. */
export interface Fold {
  readonly train: DatasetValue;
  readonly test: DatasetValue;
}

export interface FoldPlan {
  readonly k: number;
  readonly method: Method;
  /** Rows go into the folds in their own order, and not in a drawn one. */
  readonly inOrder: boolean;
}

/**
 * The folds of rows, each with its training rows: all other folds, or by time those before it. Sizes are scikit-learn's: of `KFold` and, by groups,
 * of `GroupKFold` with a shuffle; classes are spread as `StratifiedKFold` spreads them; by time they are those of `TimeSeriesSplit`.
 */
export async function foldsOf(rows: DatasetValue, { k, method, inOrder }: FoldPlan, context: Pick<Context, "engine" | "seed" | "signal">): Promise<readonly Fold[]> {
  const inTime = method.by === "by_time";
  const sizing = inTime ? timeSizing(k) : foldSizing(k, method);
  const place = await assign(rows, sizing, inTime ? { by: "by_time", column: method.column } : method, { purpose: "folds", inOrder }, context);
  const counts = await countsOf(rows, place, context);
  const only = async (where: string): Promise<DatasetValue> => ({ ...choose(rows, (table) => `SELECT * FROM ${table} WHERE ${where}`), rows: await countOf(rows, where, context) });
  const folds: Fold[] = [];
  for (let fold = inTime ? 1 : 0; fold < sizing.parts.length; fold++) {
    if (!counts.get(fold)) fail(foldsTooMany, { k, rows: total(counts), what: "rows" });
    const before = inTime ? `${place} < ${fold}${await beforeGap(rows, method, `${place} = ${fold}`, context)}` : `${place} <> ${fold}`;
    const [train, test] = [await only(before), await only(`${place} = ${fold}`)];
    if (train.rows === 0) fail(foldsTooMany, { k, rows: total(counts), what: "rows" });
    folds.push({ train, test });
  }
  return folds;
}

const total = (counts: ReadonlyMap<number, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);

/** Equal parts; the first of them have one more where that does not come out even. */
function equalSizes(rows: number, k: number): readonly number[] {
  return Array.from({ length: k }, (_, fold) => Math.floor(rows / k) + (fold < rows % k ? 1 : 0));
}

function foldSizing(k: number, method: Method): Sizing {
  const what = method.by === "group" ? "groups" : "rows";
  return {
    parts: Array.from({ length: k }, (_, fold) => `fold ${fold + 1}`),
    shares: Array.from({ length: k }, () => 1 / k),
    sizes: (rows) => (rows < k ? fail(foldsTooMany, { k, rows, what }) : equalSizes(rows, k)),
    classes: (classes) => (classes.every(({ rows }) => rows < k) ? fail(classesTooSmall, { k, column: method.by === "stratify" ? method.columns.join(", ") : "" }) : spreadClasses(classes, k)),
  };
}

/** The classes in the order in which they appear, one row after the other dealt out to the folds in turn: how many of each class each fold gets. */
export function spreadClasses(classes: readonly RowClass[], k: number): readonly (readonly number[])[] {
  const table = classes.map(() => new Array<number>(k).fill(0));
  let place = 0;
  for (const index of classes.map((_, each) => each).sort((a, b) => (classes[a]?.first ?? 0) - (classes[b]?.first ?? 0))) {
    const [row, count] = [table[index] ?? [], classes[index]?.rows ?? 0];
    // From `place` on, so many places: those that fall to a fold are the ones that leave its number.
    for (let fold = 0; fold < k; fold++) row[fold] = below(place + count, fold, k) - below(place, fold, k);
    place += count;
  }
  return table;
}

/** How many places below `end` leave `fold` when divided by `k`. */
const below = (end: number, fold: number, k: number): number => Math.max(0, Math.ceil((end - fold) / k));

/** The rows in `k` + 1 blocks: the first is only trained on, and has what does not come out even. */
function timeSizing(k: number): Sizing {
  return {
    parts: Array.from({ length: k + 1 }, (_, block) => (block === 0 ? "the rows before the first fold" : `fold ${block}`)),
    shares: [],
    sizes: (rows) => {
      const size = Math.floor(rows / (k + 1));
      return size === 0 ? fail(foldsTooMany, { k, rows, what: "rows" }) : [rows - k * size, ...Array.from({ length: k }, () => size)];
    },
    classes: () => [],
  };
}

/** A condition on rows before a fold: that they are not in the gap in front of it. */
async function beforeGap(rows: DatasetValue, method: Method, test: string, context: Pick<Context, "engine" | "signal">): Promise<string> {
  if (method.by !== "by_time" || method.gap === undefined) return "";
  const engine = await context.engine();
  const time = `CAST(${identifier(method.column)} AS TIMESTAMP)`;
  const [found] = await engine.rows(`SELECT CAST(min(${time}) AS VARCHAR) AS t FROM ${await engine.tableOf(rows)} WHERE ${test}`, context.signal);
  return ` AND ${time} <= CAST(${literal(String(found?.["t"]))} AS TIMESTAMP) - to_microseconds(${Math.round(method.gap * 1000)})`;
}

async function countsOf(rows: DatasetValue, place: string, context: Pick<Context, "engine" | "signal">): Promise<ReadonlyMap<number, number>> {
  const engine = await context.engine();
  const found = await engine.rows(`SELECT ${place} AS place, count(*) AS n FROM ${await engine.tableOf(rows)} GROUP BY place`, context.signal);
  return new Map(found.map((row) => [Number(row["place"]), Number(row["n"])]));
}

async function countOf(rows: DatasetValue, where: string, context: Pick<Context, "engine" | "signal">): Promise<number> {
  const engine = await context.engine();
  return Number((await engine.rows(`SELECT count(*) AS n FROM ${await engine.tableOf(rows)} WHERE ${where}`, context.signal))[0]?.["n"]);
}

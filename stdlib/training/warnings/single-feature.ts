import type { FeatureBlock, FeatureMatrix, Target } from "../estimator.ts";
import { bestIntervals, bestOfCategories, explainedByCategories, rankCorrelation, rocAuc, squaredCorrelation } from "./scores.ts";

/** From here on a single feature gives the target away. */
export const thresholds = { "ROC AUC": 0.99, "mean recall": 0.99, "R²": 0.999, Spearman: 0.999 } as const;
/** At most this many rows are looked at, and fewer where there are many features: the work is bounded by their product. */
const mostRows = 50_000;
const mostCells = 2_000_000;
/** A numeric feature is first looked at in these rows, and no further if it is this far from the threshold there. */
const firstRows = 1000;
const farOff = 0.05;
const fewestRows = 50;
const fewestOfClass = 10;
/** With more classes no single column divides them. */
const mostClasses = 20;

export interface SuspectFeature {
  readonly name: string;
  /** "ROC AUC 0.9984" */
  readonly score: string;
}

interface Score {
  readonly name: keyof typeof thresholds;
  readonly value: number;
}

/** The scores of a feature, as far as it can be judged; the first that reaches its threshold is the last. */
type Judge = (block: FeatureBlock) => readonly Score[];

/** Features that predict the target almost perfectly alone, in the matrix's order, and how many rows were looked at. `check` is asked between features. */
export function suspectFeatures(x: FeatureMatrix, y: Target, check: () => void): { readonly features: readonly SuspectFeature[]; readonly rows: number } {
  const rows = Math.min(x.rows, Math.max(firstRows, Math.min(mostRows, Math.floor(mostCells / Math.max(1, x.blocks.length)))));
  const judge = judgeOn(spaced(x.rows, rows), y);
  const glance = rows > firstRows ? judgeOn(spaced(x.rows, firstRows), y) : undefined;
  if (!judge || rows < fewestRows) return { features: [], rows };
  const features = x.blocks.flatMap((block): SuspectFeature[] => {
    check();
    const first = block.kind === "dense" ? glance?.(block) : undefined;
    if (first && first.length > 0 && first.every(({ name, value }) => value < thresholds[name] - farOff)) return [];
    const found = judge(block).find(({ name, value }) => value >= thresholds[name]);
    return found ? [{ name: block.name, score: `${found.name} ${Number(found.value.toPrecision(4))}` }] : [];
  });
  return { features, rows };
}

/** The numbers of so many evenly spaced rows. */
const spaced = (rows: number, count: number): Int32Array => Int32Array.from({ length: count }, (_, index) => Math.floor((index * rows) / count));

const judgeOn = (rows: Int32Array, y: Target): Judge | undefined => (y.task === "regression" ? regression(y.values, rows) : classification(y.codes, y.classes.length, rows));

function regression(values: Float64Array, rows: Int32Array): Judge {
  return (block) => {
    if (block.kind === "one_hot") return [{ name: "R²", value: explainedByCategories(rows.map((row) => block.codes[row] ?? -1), block.categories.length, at(values, rows)) }];
    const known = knownRows(block.values, rows);
    if (!known) return [];
    const [a, b] = [at(block.values, known), at(values, known)];
    const line: Score = { name: "R²", value: squaredCorrelation(a, b) };
    return line.value >= thresholds[line.name] ? [line] : [line, { name: "Spearman", value: rankCorrelation(a, b) }];
  };
}

function classification(codes: Int32Array, classes: number, rows: Int32Array): Judge | undefined {
  const counts = new Int32Array(classes);
  for (const row of rows) counts[codes[row] ?? 0] = (counts[codes[row] ?? 0] ?? 0) + 1;
  // Classes that are too rare to be judged by are left out, and the others numbered anew.
  let kept = 0;
  const places = counts.map((count) => (count >= fewestOfClass ? kept++ : -1));
  if (kept < 2 || kept > mostClasses) return undefined;
  const placeOf = (row: number): number => places[codes[row] ?? 0] ?? -1;
  const judged = rows.filter((row) => placeOf(row) >= 0);
  return (block) => {
    if (block.kind === "one_hot") return [{ name: "mean recall", value: bestOfCategories(judged.map((row) => block.codes[row] ?? -1), block.categories.length, judged.map(placeOf), kept) }];
    const known = knownRows(block.values, judged);
    if (!known) return [];
    const [values, labels] = [at(block.values, known), known.map(placeOf)];
    if (kept > 2) return [{ name: "mean recall", value: bestIntervals(values, labels, kept) }];
    const area = rocAuc(values, labels);
    return [{ name: "ROC AUC", value: Math.max(area, 1 - area) }];
  };
}

const at = (values: Float64Array, rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => values[row] ?? Number.NaN);

/** The rows in which a column has a value, if that is at least half of them. */
function knownRows(values: Float64Array, rows: Int32Array): Int32Array | undefined {
  const known = rows.filter((row) => !Number.isNaN(values[row]));
  return known.length >= fewestRows && known.length * 2 >= rows.length ? known : undefined;
}

import { readFileSync } from "node:fs";
import { featureMatrix, type Estimator, type FeatureBlock, type FeatureMatrix, type Prediction, type Target } from "../../../stdlib/training/estimator.ts";
import { neverStop } from "../../../runtime/stop.ts";

/** A data set that comes with scikit-learn: its columns, and its target as numbers. */
export interface Fixture {
  readonly x: FeatureMatrix;
  readonly target: readonly number[];
}

export function fixture(name: "breast-cancer" | "iris" | "diabetes"): Fixture {
  const { columns, target } = JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), "utf8")) as {
    columns: Record<string, number[]>;
    target: number[];
  };
  return { x: dense(columns), target };
}

export function dense(columns: Readonly<Record<string, readonly number[]>>): FeatureMatrix {
  const blocks = Object.entries(columns).map(([name, values]): FeatureBlock => ({ kind: "dense", name, values: Float64Array.from(values) }));
  return featureMatrix(blocks[0]?.kind === "dense" ? blocks[0].values.length : 0, blocks);
}

/** Every column with mean 0 and standard deviation 1 (ddof 0). */
export function standardised(x: FeatureMatrix): FeatureMatrix {
  const blocks = x.blocks.map((block): FeatureBlock => {
    if (block.kind !== "dense") return block;
    const mean = block.values.reduce((sum, value) => sum + value, 0) / x.rows;
    const deviation = Math.sqrt(block.values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.rows);
    return { ...block, values: block.values.map((value) => (value - mean) / deviation) };
  });
  return featureMatrix(x.rows, blocks);
}

/** The rows at these places. */
export function rowsAt(x: FeatureMatrix, places: readonly number[]): FeatureMatrix {
  const blocks = x.blocks.map(
    (block): FeatureBlock =>
      block.kind === "dense"
        ? { ...block, values: Float64Array.from(places, (i) => block.values[i] ?? Number.NaN) }
        : { ...block, codes: Int32Array.from(places, (i) => block.codes[i] ?? -1) },
  );
  return featureMatrix(places.length, blocks);
}

/** One-hot blocks as dense columns of 0 and 1. */
export function spreadOut(x: FeatureMatrix): FeatureMatrix {
  const blocks = x.blocks.flatMap((block): FeatureBlock[] =>
    block.kind === "dense"
      ? [block]
      : block.categories.map((category, code) => ({ kind: "dense", name: `${block.name}=${category}`, values: Float64Array.from(block.codes, (own) => (own === code ? 1 : 0)) })),
  );
  return featureMatrix(x.rows, blocks);
}

export const classes = (codes: readonly number[], count = codes.reduce((most, code) => Math.max(most, code), 0) + 1): Target => ({
  task: "classification",
  classes: Array.from({ length: count }, (_, code) => `class ${code}`),
  codes: Int32Array.from(codes),
});

export const quantity = (values: readonly number[]): Target => ({ task: "regression", values: Float64Array.from(values) });

/** Fits, and collects the warnings. */
export async function fitted<Params, State>(
  estimator: Estimator<Params, State>,
  x: FeatureMatrix,
  y: Target,
  params: Params,
  seed = 7,
): Promise<{ readonly state: State; readonly warnings: readonly string[]; readonly predict: (rows: FeatureMatrix) => Prediction }> {
  const warnings: string[] = [];
  const state = await estimator.fit({ x, y, params, seed, stop: neverStop, progress: () => {}, warn: (message) => warnings.push(message) });
  return { state, warnings, predict: (rows) => estimator.predict(state, rows) };
}

export function valuesOf(prediction: Prediction): Float64Array {
  if (prediction.task !== "regression") throw new Error("classes where values are expected");
  return prediction.values;
}

export function probabilitiesOf(prediction: Prediction): Float64Array {
  if (prediction.task !== "classification") throw new Error("values where classes are expected");
  return prediction.probabilities;
}

/** The class of the largest probability, the first of equal ones. */
export function labelsOf(prediction: Prediction): number[] {
  if (prediction.task !== "classification") throw new Error("values where classes are expected");
  const { probabilities, classes: count } = prediction;
  return Array.from({ length: probabilities.length / count }, (_, i) => {
    const row = probabilities.subarray(i * count, (i + 1) * count);
    return row.indexOf(Math.max(...row));
  });
}

/** The message of the diagnostic that a fit fails with. */
export async function failure(run: () => unknown): Promise<{ readonly code: string; readonly message: string; readonly help: string }> {
  try {
    await run();
  } catch (error) {
    const { diagnostic } = error as { diagnostic?: { code: string; message: string; help?: string } };
    if (diagnostic) return { code: diagnostic.code, message: diagnostic.message, help: diagnostic.help ?? "" };
    throw error;
  }
  throw new Error("it did not fail");
}

/** Numbers in [0, 1) that are the same on every machine (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Numbers in [0, 1) from a linear congruential generator that is a line in any language: golden values were made from the same. */
export function congruential(seed: number, count: number): number[] {
  let state = BigInt(seed);
  return Array.from({ length: count }, () => {
    state = (state * 1103515245n + 12345n) % 2147483648n;
    return Number(state) / 2147483648;
  });
}

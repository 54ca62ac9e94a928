import { featureMatrix, type Estimator, type FitInput, type MixedMatrix, type Prediction } from "../estimator.ts";
import { isSpread, rowsOfBlock } from "./rows.ts";
import { spreadOut } from "./spread-out.ts";

/** Fits an estimator on what a recipe gives; throws a diagnostic where sparse columns are too large to be spread out for it. */
export function fitOn<Params, State>(estimator: Estimator<Params, State>, name: string, input: FitInput<Params, MixedMatrix>): State | Promise<State> {
  if (estimator.sparse && !isSpread(input.x)) return estimator.sparse.fit(input);
  return estimator.fit(spreadInput(input, name));
}

/** What a fit takes, for an estimator that knows no sparse columns. */
export function spreadInput<Params>({ x, validation, ...rest }: FitInput<Params, MixedMatrix>, name: string): FitInput<Params> {
  const spread = (own: MixedMatrix) => (isSpread(own) ? own : spreadOut(own, name));
  const judged = validation && (async () => {
    const known = await validation();
    return { ...known, x: spread(known.x) };
  });
  return { ...rest, x: spread(x), validation: judged };
}

/** Values that are spread out at a time to predict: 128 MB of doubles. */
const cellsAtOnce = 1.6e7;

/** Predicts what a recipe gives; sparse columns are spread out some rows at a time for an estimator that does not take them. */
export function predictOn<State>(estimator: Pick<Estimator<never, State>, "predict" | "sparse">, state: State, x: MixedMatrix, name: string): Prediction {
  if (isSpread(x)) return estimator.predict(state, x);
  if (estimator.sparse) return estimator.sparse.predict(state, x);
  const atOnce = Math.max(1, Math.floor(cellsAtOnce / x.width));
  const parts: Prediction[] = [];
  for (let from = 0; from === 0 || from < x.rows; from += atOnce) {
    const to = Math.min(x.rows, from + atOnce);
    parts.push(estimator.predict(state, spreadOut(featureMatrix(to - from, x.blocks.map((block) => rowsOfBlock(block, from, to))), name)));
  }
  return joined(parts);
}

function joined(parts: readonly Prediction[]): Prediction {
  const [first] = parts;
  if (!first || parts.length === 1) return first ?? { task: "regression", values: new Float64Array() };
  const arrays = parts.map((part) => (part.task === "regression" ? part.values : part.probabilities));
  const whole = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return first.task === "regression" ? { task: "regression", values: whole } : { ...first, probabilities: whole };
}

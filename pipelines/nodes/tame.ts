import { defineStep, parameter, quantile } from "mlp";

/** A step of your own: what lies beyond the quantiles of the rows that it is fitted on keeps only a part of its distance from them. */
export const tame = defineStep({
  name: "tame",
  version: 1,
  summary: "Brings extreme values nearer to the quantiles of the rows that it is fitted on.",
  examples: ["features = recipe(target: .Miles_per_Gallon) |> tame(.Horsepower, tail: 5%, keep: 10%)"],
  takes: {
    tail: parameter.withDefault(parameter.share("The share of values at each end that are brought nearer.", { above: 0, below: 0.5 }), 0.05),
    keep: parameter.withDefault(parameter.share("The part of their distance that they keep."), 0),
  },
  learns: "quantiles",
  learn: (values, { tail }) => {
    const sorted = values.toSorted();
    return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
  },
  apply: (value, { low, high }, { keep }) => {
    const within = { call: "at_most", args: [{ call: "at_least", args: [value, { literal: low }] }, { literal: high }] };
    const beyond = { call: "-", args: [value, within] };
    return { call: "+", args: [within, { call: "*", args: [beyond, { literal: keep }] }] };
  },
});

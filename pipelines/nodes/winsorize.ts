import { defineStep, parameter, quantile } from "mlp";

/** A step of your own: extreme values are pulled in to the quantiles of the rows that it is fitted on. */
export const winsorize = defineStep({
  name: "winsorize",
  version: 1,
  summary: "Pulls extreme values in to the quantiles of the rows that it is fitted on.",
  examples: ["features = recipe(target: .Miles_per_Gallon) |> winsorize(.Horsepower, tail: 5%)"],
  takes: {
    tail: parameter.withDefault(parameter.share("The share of values at each end that are pulled in.", { above: 0, below: 0.5 }), 0.05),
  },
  learns: "quantiles",
  learn: (values, { tail }) => {
    const sorted = values.toSorted();
    return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
  },
  apply: (value, { low, high }) => ({ call: "at_most", args: [{ call: "at_least", args: [value, { literal: low }] }, { literal: high }] }),
});

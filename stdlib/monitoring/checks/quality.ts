import { float, oneOf, optional } from "../../../language/nodes/parameter.ts";
import { boundMissing, boundsCrossed } from "../../../language/diagnostics/registry/monitoring.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";
import { classificationMetrics, regressionMetrics } from "../../training/report.ts";

export const qualityMetrics = [...classificationMetrics, ...regressionMetrics] as const;
export type QualityMetric = (typeof qualityMetrics)[number];

export interface QualityArgs {
  readonly metric: QualityMetric;
  readonly at_least: number | undefined;
  readonly at_most: number | undefined;
}

const doc = `
The truth is learned later, as feedback on the endpoint; it is joined to the predictions of the window by their ids. Only predictions of the served version count.
While there is no feedback the check says so, and neither passes nor fails. Where labels arrive late, give the monitor a \`window\` that is longer than their delay.
`;

export const qualityNode = defineNode({
  name: "quality",
  version: 1,
  group: "monitoring",
  summary: "Checks a metric of the served predictions, once it is known what was true.",
  doc,
  examples: ["quality(roc_auc, at_least: 0.78)", "quality(rmse, at_most: 3.5)"],
  takes: {
    metric: oneOf(qualityMetrics, "The metric, as in a report."),
    at_least: optional(float("The smallest value that passes.")),
    at_most: optional(float("The largest value that passes.")),
  },
  positional: ["metric"],
  returns: "Check",
  infer: (call) => {
    const [metric, least, most] = [call.constant("metric"), call.constant("at_least"), call.constant("at_most")];
    if (typeof metric === "string") {
      if (!call.has("at_least") && !call.has("at_most")) call.report(boundMissing, { metric }, "metric");
      if (typeof least === "number" && typeof most === "number" && least > most) call.report(boundsCrossed, { metric, least, most }, "at_most");
    }
    return description("Check");
  },
  execution: { kind: "description", provides: async () => (await import("./quality-check.ts")).qualityCheck },
});

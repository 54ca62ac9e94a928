import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { boundMissing, boundsCrossed, metricOfOtherTask } from "../../../language/diagnostics/registry/monitoring.ts";
import { classificationMetrics, regressionMetrics } from "../../training/report.ts";
import type { CheckResult, CheckStatus, MonitorCheck } from "../check.ts";
import { showNumber } from "../show.ts";
import type { QualityArgs } from "./quality.ts";
import { scoreOf } from "./score.ts";

export const qualityCheck: MonitorCheck<QualityArgs> = {
  reads: (_schema, { metric, at_least, at_most }, task) => {
    const fitting: readonly string[] = task === "classification" ? classificationMetrics : regressionMetrics;
    if (!fitting.includes(metric)) fail(metricOfOtherTask, { metric, task, fitting });
    if (at_least === undefined && at_most === undefined) fail(boundMissing, { metric });
    if (at_least !== undefined && at_most !== undefined && at_least > at_most) fail(boundsCrossed, { metric, least: at_least, most: at_most });
    return [];
  },

  run: async (window, _reference, args) => {
    const { metric, at_least, at_most } = args;
    const labelled = await window.labelled();
    if (labelled.length === 0) return [result(args, "no_labels", null, `no feedback yet on ${window.rows} predictions, so \`${metric}\` is not known`)];
    const { target } = await window.model();
    const { value, rows, strangers } = scoreOf(metric, labelled, target);
    const aside = strangers > 0 ? ` (${strangers} labels are no class of the model, and left out)` : "";
    if (rows < window.minRows) return [result(args, "not_enough_rows", null, `feedback on ${rows} predictions${aside}; \`quality\` needs ${window.minRows}`)];
    if (!Number.isFinite(value)) return [result(args, "not_enough_rows", null, `\`${metric}\` is not defined for these ${rows} labels${aside}`)];
    const passed = (at_least === undefined || value >= at_least) && (at_most === undefined || value <= at_most);
    return [result(args, passed ? "passed" : "failed", value, `\`${metric}\` is ${showNumber(value)} on ${rows} labels${aside}, ${wanted(args)}`)];
  },
};

/** The bound that was broken, or the one that was kept. */
function result({ metric, at_least, at_most }: QualityArgs, status: CheckStatus, statistic: number | null, message: string): CheckResult {
  const broken = statistic !== null && at_least !== undefined && statistic >= at_least ? at_most : at_least;
  return { check: "quality", measures: "quality", test: metric, statistic, threshold: broken ?? at_least ?? at_most ?? null, status, message };
}

function wanted({ at_least, at_most }: QualityArgs): string {
  const bounds = [at_least !== undefined && `at least ${at_least}`, at_most !== undefined && `at most ${at_most}`].filter(Boolean);
  return `${bounds.join(" and ")} is good enough`;
}

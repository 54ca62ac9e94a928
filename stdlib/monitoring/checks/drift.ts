import { columns, float, optional, oneOf, share, withDefault } from "../../../language/nodes/parameter.ts";
import { thresholdWithoutTest } from "../../../language/diagnostics/registry/monitoring.ts";
import type { Selector } from "../../../language/types/selectors.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";

export const driftTests = ["auto", "ks", "chi_square", "wasserstein", "jensen_shannon", "psi"] as const;
export type DriftTest = (typeof driftTests)[number];
export type NamedDriftTest = Exclude<DriftTest, "auto">;

export interface DriftArgs {
  readonly columns: Selector;
  readonly test: DriftTest;
  readonly threshold: number | undefined;
  readonly alpha: number;
}

const doc = `
| \`test\` | for | compares | fails when |
|---|---|---|---|
| \`ks\` | numbers | the two-sample Kolmogorov–Smirnov test | p ≤ \`alpha\` |
| \`chi_square\` | categories; numbers in bins | a 2 × k contingency table | p ≤ \`alpha\` |
| \`wasserstein\` | numbers | the earth mover's distance, in standard deviations of the reference | ≥ 0.1, and more than chance explains |
| \`jensen_shannon\` | categories; numbers in bins | the Jensen–Shannon distance (natural logarithm) | ≥ 0.1, and more than chance explains |
| \`psi\` | categories; numbers in bins | the population stability index, quantile bins of the reference | more than chance explains |
| \`auto\` | all | up to 1,000 rows \`ks\` or \`chi_square\`, above \`wasserstein\` or \`jensen_shannon\` | as above |

With \`auto\`, the smaller of window and reference counts, without missing values: a distance between few rows is mostly chance, and among many rows every trifle is significant.
Numbers with at most five different values are compared as categories. Categories of which the smaller side should hold fewer than five (ten for \`jensen_shannon\` and \`psi\`) are counted together.
The bins of numbers are quantiles of the reference: ten of them, or fewer where they would hold hardly any rows; always ten for \`psi\` with a threshold of your own.

**Missing values** are left out of these tests, and have one of their own: a column also fails when its share of missing values has changed
(two-proportion z test, or Fisher's exact test for small counts) and, with more than 1,000 rows on both sides, by at least one percentage point.

**Many columns, one alarm.** With twenty columns and \`alpha: 5%\`, one column in every round would fail by chance. So p is corrected by Holm's method over all tests of
the check (two for each column: its values and its missing ones), and thresholds that are set by chance use \`alpha\` divided by their number: without drift, a whole check
fails in about a share \`alpha\` of the rounds, or fewer.
The default of 1 % is stricter than the usual 5 %, because a monitor asks many times a day.

\`threshold\` replaces the limit of the named test: the smallest p that passes for \`ks\` and \`chi_square\` (in place of \`alpha\`), the distance that fails for the others.

Dates and timestamps are watched only when they are named or chosen with \`temporal\`. Columns of the reference that the model does not take (its target) are left out unless they are named.
`;

export const driftNode = defineNode({
  name: "drift",
  version: 1,
  group: "monitoring",
  summary: "Checks that columns of the served rows are distributed as in the reference.",
  doc,
  examples: ["drift(all)", "drift(.tenure, test: psi, threshold: 0.2)", "drift(except(.region), alpha: 0.1%)"],
  takes: {
    columns: columns("The columns to watch, chosen from the reference."),
    test: withDefault(oneOf(driftTests, "How to compare; `auto` takes what fits a column's values and the number of rows."), "auto"),
    threshold: optional(float("The limit of the named test, instead of the default.", { above: 0 })),
    alpha: withDefault(share("The share of rounds without drift in which the check may fail by chance.", { above: 0, max: 0.5 }), 0.01),
  },
  positional: ["columns"],
  returns: "Check",
  infer: (call) => {
    const threshold = call.constant("threshold");
    if (typeof threshold === "number" && (call.constant("test") ?? "auto") === "auto") call.report(thresholdWithoutTest, { threshold }, "threshold");
    return description("Check");
  },
  execution: { kind: "description", provides: async () => (await import("./drift-check.ts")).driftCheck },
});

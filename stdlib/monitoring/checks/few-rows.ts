import type { CheckResult, MonitorWindow } from "../check.ts";

/** The result of a check that has too little to look at. */
export function tooFewRows(check: string, measures: CheckResult["measures"], test: string, rows: number, window: MonitorWindow): CheckResult {
  const message = `${rows} rows since ${window.from.toISOString()}; \`${check}\` needs ${window.minRows}`;
  return { check, measures, test, statistic: null, threshold: null, status: "not_enough_rows", message };
}

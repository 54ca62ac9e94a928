import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { testNeedsNumbers, thresholdWithoutTest } from "../../../language/diagnostics/registry/monitoring.ts";
import { columnNamed, isCategorical, showColumnType, type Schema } from "../../../language/types/schema.ts";
import type { CheckResult, MonitorCheck, MonitorReference, MonitorWindow } from "../check.ts";
import { isNamed, watchedColumns } from "../columns.ts";
import { present, type Sample } from "../sample.ts";
import { showName, showNumber, showShare } from "../show.ts";
import { holm } from "../statistics/multiplicity.ts";
import { twoProportions } from "../statistics/proportions.ts";
import type { DriftArgs } from "./drift.ts";
import { fittingTest, measure, needsNumbers } from "./drift-tests.ts";
import { tooFewRows } from "./few-rows.ts";

/** A change of the missing share below this is not worth an alarm where both sides have many rows. */
const smallestMissingChange = 0.01;
const manyRows = 1000;

export const driftCheck: MonitorCheck<DriftArgs> = {
  reads: (schema, args) => {
    if (args.test === "auto" && args.threshold !== undefined) fail(thresholdWithoutTest, { threshold: args.threshold });
    const chosen = watchedColumns("drift", args.columns, schema);
    if (needsNumbers(args.test)) for (const name of chosen) demandNumbers(args.test, name, schema);
    return chosen;
  },

  run: async (window, reference, args) => {
    if (window.rows < window.minRows) return [tooFewRows("drift", "distribution", args.test, window.rows, window)];
    const names = watchedColumns("drift", args.columns, reference.schema).filter((name) => isNamed(args.columns, name) || window.column(name));
    if (names.length === 0) {
      return [result("distribution", args.test, { status: "failed", message: "the logged rows have none of the columns that `drift` watches" })];
    }
    // One for each column's values, and one for its missing ones.
    const tests = 2 * names.length;
    const found: Finding[] = [];
    for (const name of names) {
      // The endpoint may be served by this very thread: let it answer between two columns.
      await new Promise((next) => setImmediate(next));
      found.push(...compare(name, tests, window, reference, args));
    }
    return decide(found, tests, significanceOf(args));
  },
};

/** A result, or a probability that is still to be corrected for its neighbours. */
type Finding = CheckResult | Uncorrected;

interface Uncorrected {
  readonly column: string;
  readonly measures: "distribution" | "missing";
  readonly test: string;
  readonly statistic: number;
  readonly p: number;
  /** Too small to matter, however sure it is. */
  readonly trifle: boolean;
}

const significanceOf = (args: DriftArgs): number => (args.test === "ks" || args.test === "chi_square" ? (args.threshold ?? args.alpha) : args.alpha);

function demandNumbers(test: string, name: string, schema: Schema): void {
  const column = columnNamed(schema, name);
  if (column && (isCategorical(column.type) || column.type.kind === "unknown")) {
    fail(testNeedsNumbers, { test, column: name, holds: showColumnType({ type: column.type, nullable: false }) });
  }
}

function compare(column: string, tests: number, window: MonitorWindow, reference: MonitorReference, args: DriftArgs): Finding[] {
  const [normal, current] = [reference.column(column), window.column(column)];
  if (!normal || !current) {
    return [result("distribution", args.test, { column, status: "failed", message: `the logged rows have no column ${showName(column)}` })];
  }
  return [...missingFinding(column, normal, current), distributionFinding(column, tests, normal, current, window, args)];
}

function missingFinding(column: string, normal: Sample, current: Sample): Finding[] {
  if (normal.missing + current.missing === 0 || normal.rows === 0) return [];
  const change = current.missing / current.rows - normal.missing / normal.rows;
  const trifle = Math.min(normal.rows, current.rows) > manyRows && Math.abs(change) < smallestMissingChange;
  const p = twoProportions(normal.missing, normal.rows, current.missing, current.rows);
  return [{ column, measures: "missing", test: "missing_share", statistic: change, p, trifle }];
}

function distributionFinding(column: string, tests: number, normal: Sample, current: Sample, window: MonitorWindow, args: DriftArgs): Finding {
  for (const [sample, where] of [[current, "the window"], [normal, "the reference"]] as const) {
    if (present(sample) >= window.minRows) continue;
    const message = `${showName(column)} has ${present(sample)} values in ${where}; ${window.minRows} are needed to compare it`;
    return result("distribution", args.test, { column, status: "not_enough_rows", message });
  }
  const test = args.test === "auto" ? fittingTest(normal, current) : args.test;
  const measured = measure(test, normal, current, { tail: args.alpha / tests, threshold: args.threshold });
  if ("p" in measured) return { column, measures: "distribution", ...measured, trifle: false };
  const drifted = measured.statistic >= measured.threshold;
  const message = `${verdict(column, drifted)}: ${test} ${showNumber(measured.statistic)}, limit ${showNumber(measured.threshold)}`;
  return result("distribution", test, { column, statistic: measured.statistic, threshold: measured.threshold, status: drifted ? "failed" : "passed", message });
}

function decide(found: readonly Finding[], tests: number, alpha: number): CheckResult[] {
  const corrected = holm(found.flatMap((finding) => ("trifle" in finding ? [finding.p] : [])), tests);
  let next = 0;
  return found.map((finding) => {
    if (!("trifle" in finding)) return finding;
    const { column, measures, test, statistic } = finding;
    const p = corrected[next++] ?? 1;
    const drifted = p <= alpha && !finding.trifle;
    const measured = measures === "missing" ? `the share of missing values changed by ${showShare(statistic)}` : `${test} ${showNumber(statistic)}`;
    const message = `${verdict(column, drifted)}: ${measured}, p ${showNumber(p)}, alpha ${showNumber(alpha)}`;
    return result(measures, test, { column, statistic, threshold: alpha, p, status: drifted ? "failed" : "passed", message });
  });
}

const verdict = (column: string, drifted: boolean): string => `${showName(column)} ${drifted ? "has drifted" : "has not drifted"}`;

function result(measures: CheckResult["measures"], test: string, rest: Partial<CheckResult> & Pick<CheckResult, "status" | "message">): CheckResult {
  return { check: "drift", measures, test, statistic: null, threshold: null, ...rest };
}

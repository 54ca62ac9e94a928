import { parseDate, parseTimestamp } from "../../language/expressions/calendar.ts";
import { compileRow } from "../../language/expressions/evaluate.ts";
import { showRow } from "../../language/expressions/show.ts";
import { columnsIn, type Expr } from "../../language/graph/graph.ts";
import type { Cell } from "../../language/nodes/functions.ts";
import { matchesWhole } from "../../language/patterns/match.ts";
import { parsePattern } from "../../language/patterns/parse.ts";
import type { Column, ColumnType, Schema } from "../../language/types/schema.ts";
import { rowFunctionNamed } from "../data/functions/index.ts";
import { shown } from "../registry/names.ts";

/** What a row breaks of what its model's schema promises, with the column where it is about one alone. */
export interface BrokenPromise {
  readonly column?: string;
  readonly message: string;
}

type Row = Readonly<Record<string, Cell>>;
type Check = (row: Row) => BrokenPromise | undefined;

/**
 * What a schema promises of a single row: ranges, patterns, and rules. A missing value and a condition that is unknown break nothing. Values
 * are not repeated, since what is told of a request may be kept in a log.
 */
export function promiseChecker(input: Schema, rules: readonly Expr[]): (row: Row) => readonly BrokenPromise[] {
  const checks = [...input.columns.flatMap(checksOf), ...rules.map((rule) => ruleCheck(rule, input))];
  return (row) => checks.flatMap((check) => check(row) ?? []);
}

function checksOf({ name, type, promises = {} }: Column): readonly Check[] {
  const { range, pattern } = promises;
  const told = (message: string): BrokenPromise => ({ column: shown(name), message: `\`${shown(name)}\` takes ${message}` });
  const checks: Check[] = [];
  if (range) {
    const [least, most] = range.map((end) => cellOf(end, type));
    const wanted = told(`a value in ${range[0]}..${range[1]}`);
    checks.push((row) => (isOutside(row[name], least, most) ? wanted : undefined));
  }
  if (pattern !== undefined) {
    const compiled = parsePattern(pattern);
    const wanted = told(`text that matches ${pattern}`);
    checks.push((row) => {
      const text = row[name];
      return typeof text === "string" && !matchesWhole(compiled, text) ? wanted : undefined;
    });
  }
  return checks;
}

const isOutside = (value: Cell | undefined, least: Cell | undefined, most: Cell | undefined): boolean =>
  typeof value === "number" && typeof least === "number" && typeof most === "number" && !(value >= least && value <= most);

/** The end of a range as the cells of a column are: days since 1970 for a date, microseconds for a timestamp. */
function cellOf(end: number | string, type: ColumnType): Cell {
  if (typeof end === "number") return end;
  return type.kind === "date" ? parseDate(end) : parseTimestamp(end);
}

function ruleCheck(rule: Expr, input: Schema): Check {
  const holds = compileRow(rule, input, rowFunctionNamed);
  const [only, ...others] = columnsIn(rule);
  const broken = { ...(only !== undefined && others.length === 0 && { column: shown(only) }), message: `\`${showRow(rule)}\` does not hold` };
  return (row) => (holds(row) === false ? broken : undefined);
}

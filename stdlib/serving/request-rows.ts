import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { nearest } from "../../language/diagnostics/suggest.ts";
import type { Expr } from "../../language/graph/graph.ts";
import type { Cell } from "../../language/nodes/functions.ts";
import type { Column, Schema } from "../../language/types/schema.ts";
import { shown } from "../registry/names.ts";
import { promiseChecker, type BrokenPromise } from "./request-promises.ts";
import { expectation, longestText, mostRows, rowSchema } from "./request-schema.ts";
import { dayOfIso, microsecondsOfIso } from "./temporal.ts";

/** One thing that is wrong with a request. `row` counts from 0. */
export interface Problem {
  readonly row?: number;
  readonly column?: string;
  readonly message: string;
  readonly help?: string;
}

export type CellRow = Readonly<Record<string, Cell>>;
export type ReadRows = { readonly rows: readonly CellRow[] } | { readonly problems: readonly Problem[] };

/** More would help nobody, and could be made to fill the memory. */
const mostProblems = 100;

/** What is told where a value is of the right type, but too large. */
const bounds: Readonly<Record<string, string>> = {
  maxLength: `text of at most ${longestText} characters`,
  maximum: `a whole number of at most ${Number.MAX_SAFE_INTEGER}`,
  minimum: `a whole number of at least ${Number.MIN_SAFE_INTEGER}`,
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads the rows of requests for a model that takes the raw columns `input`. */
export class RequestReader {
  readonly #columns: ReadonlyMap<string, Column>;
  readonly #validate: ValidateFunction;
  readonly #broken: (row: CellRow) => readonly BrokenPromise[];

  /** `rules` are what holds for each row. */
  constructor(input: Schema, rules: readonly Expr[] = []) {
    const ajv = new Ajv({ allErrors: true, ownProperties: true, allowUnionTypes: true });
    ajv.addFormat("date", (text: string) => dayOfIso(text) !== null);
    ajv.addFormat("date-time", (text: string) => microsecondsOfIso(text) !== null);
    this.#columns = new Map(input.columns.map((column) => [column.name, column]));
    this.#validate = ajv.compile(rowSchema(input));
    this.#broken = promiseChecker(input, rules);
  }

  /** The rows of `{"rows": […]}` as cells, or all that is wrong with them (at most a hundred things, by row and column). */
  read(body: unknown): ReadRows {
    const rows = rowsOfBody(body);
    if ("problems" in rows) return rows;
    const problems: Problem[] = [];
    for (let row = 0; row < rows.rows.length && problems.length < mostProblems; row++) {
      const value = rows.rows[row];
      if (!isRecord(value)) problems.push({ row, message: `a row is an object of columns, not ${article(value)}` });
      else if (!this.#validate(value)) for (const error of this.#validate.errors ?? []) problems.push(this.#problem(row, value, error));
    }
    if (problems.length > 0) return { problems: problems.slice(0, mostProblems) };
    const cells = rows.rows.map((row) => this.#cells(row as Readonly<Record<string, unknown>>));
    for (let row = 0; row < cells.length && problems.length < mostProblems; row++) {
      const own = cells[row];
      if (own) problems.push(...this.#broken(own).map((broken) => ({ row, ...broken })));
    }
    return problems.length > 0 ? { problems: problems.slice(0, mostProblems) } : { rows: cells };
  }

  #problem(row: number, value: Readonly<Record<string, unknown>>, error: ErrorObject): Problem {
    const missing: unknown = error.params["missingProperty"];
    if (error.keyword === "required" && typeof missing === "string") return this.#missing(row, missing);
    const unknown: unknown = error.params["additionalProperty"];
    if (error.keyword === "additionalProperties" && typeof unknown === "string") return this.#unknown(row, unknown);
    const column = error.instancePath.slice(1).replaceAll("~1", "/").replaceAll("~0", "~");
    const known = this.#columns.get(column);
    const wanted = bounds[error.keyword] ?? (known ? expectation(known) : "another value");
    return { row, column, message: `\`${shown(column)}\` takes ${wanted}, not ${article(value[column])}` };
  }

  #missing(row: number, column: string): Problem {
    const known = this.#columns.get(column);
    return { row, column, message: `\`${shown(column)}\` is missing${known ? `; it takes ${expectation(known)}` : ""}` };
  }

  #unknown(row: number, column: string): Problem {
    const near = nearest(column, this.#columns.keys());
    const message = `the model has no column \`${shown(column)}\``;
    return { row, column: shown(column), message, ...(near !== undefined && { help: `did you mean \`${near}\`?` }) };
  }

  /** Without a prototype, so that no column's name can mean anything but itself. */
  #cells(row: Readonly<Record<string, unknown>>): CellRow {
    const cells = Object.create(null) as Record<string, Cell>;
    for (const [name, { type }] of this.#columns) {
      const value = row[name] as Cell;
      if (type.kind === "date" && typeof value === "string") cells[name] = dayOfIso(value);
      else if (type.kind === "timestamp" && typeof value === "string") cells[name] = microsecondsOfIso(value);
      else cells[name] = value;
    }
    return cells;
  }
}

function rowsOfBody(body: unknown): { readonly rows: readonly unknown[] } | { readonly problems: readonly Problem[] } {
  const refused = (message: string) => ({ problems: [{ message, help: 'send {"rows": [{"column": value, …}, …]}' }] });
  if (!isRecord(body)) return refused(`a request is an object with \`rows\`, not ${article(body)}`);
  const other = Object.keys(body).find((key) => key !== "rows");
  if (other !== undefined) return refused(`a request has only \`rows\`, but there is \`${shown(other)}\``);
  const rows = Object.hasOwn(body, "rows") ? body["rows"] : undefined;
  if (!Array.isArray(rows)) return refused(rows === undefined ? "`rows` is missing" : `\`rows\` is a list, not ${article(rows)}`);
  if (rows.length > mostRows) return { problems: [{ message: `a request has at most ${mostRows} rows, but there are ${rows.length}`, help: "send them in several requests" }] };
  return { rows };
}

/** A value in a message: the reader needs to recognise it, not to have all of it back. */
function article(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "string") return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (typeof value === "number" && !Number.isFinite(value)) return "a number too large to be one";
  return String(value);
}

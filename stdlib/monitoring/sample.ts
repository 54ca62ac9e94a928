import type { Column } from "../../language/types/schema.ts";
import type { ColumnValues } from "../../runtime/engine/engine.ts";
import type { LoggedPrediction } from "../serving/endpoint.ts";

/** The values of one column, ready to be compared. `rows` counts the missing ones, too. */
export type Sample = NumberSample | CategorySample;

export interface NumberSample {
  readonly kind: "numbers";
  /** Finite, ascending. */
  readonly values: Float64Array;
  readonly missing: number;
  readonly rows: number;
}

export interface CategorySample {
  readonly kind: "categories";
  readonly counts: ReadonlyMap<string, number>;
  readonly missing: number;
  readonly rows: number;
}

type LoggedValue = LoggedPrediction["row"][string] | undefined;

/** How many values are present. */
export const present = (sample: Sample): number => sample.rows - sample.missing;

/** A column of the reference, as the engine gives it. */
export function sampleOfColumn(column: Column, values: ColumnValues): Sample {
  if (values.kind === "numbers") {
    if (column.type.kind !== "bool") return numberSample(values.values);
    return categorySample(Array.from(values.values, (value) => (Number.isNaN(value) ? undefined : String(value === 1))));
  }
  return categorySample(Array.from(values.codes, (code) => values.words[code]));
}

/** The same column in logged rows: dates as days and timestamps as microseconds since 1970, as in the reference. */
export function sampleOfLogged(column: Column, values: readonly LoggedValue[]): Sample {
  const { kind } = column.type;
  if (kind === "int" || kind === "float") return numberSample(Float64Array.from(values, asNumber));
  if (kind === "date") return numberSample(Float64Array.from(values, (value) => asTime(value) / 86_400_000));
  if (kind === "timestamp") return numberSample(Float64Array.from(values, (value) => asTime(value) * 1000));
  return categorySample(values.map((value) => (value === null || value === undefined ? undefined : String(value))));
}

function numberSample(all: Float64Array): NumberSample {
  const values = all.filter(Number.isFinite).sort();
  return { kind: "numbers", values, missing: all.length - values.length, rows: all.length };
}

function categorySample(all: readonly (string | undefined)[]): CategorySample {
  const counts = new Map<string, number>();
  let missing = 0;
  for (const value of all) {
    if (value === undefined) missing++;
    else counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return { kind: "categories", counts, missing, rows: all.length };
}

function asNumber(value: LoggedValue): number {
  if (typeof value === "boolean") return Number(value);
  return typeof value === "number" ? value : Number.NaN;
}

/** ISO text to milliseconds; without a zone it is UTC. */
function asTime(value: LoggedValue): number {
  if (typeof value !== "string") return Number.NaN;
  const zoned = /(?:[zZ]|[+-]\d\d:?\d\d)$/.test(value) || !value.includes(":");
  return Date.parse(zoned ? value : `${value.replace(" ", "T")}Z`);
}

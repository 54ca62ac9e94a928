import type { CastTarget } from "../../../language/expressions/conversions.ts";
import type { ColumnType } from "../../../language/types/schema.ts";
import type { FileFormat } from "./formats.ts";

export const encodings = ["utf_8", "windows_1252", "latin_1", "utf_16", "utf_16le", "utf_16be"] as const;
export type Encoding = (typeof encodings)[number];

export type TypeWord = CastTarget;

/** What becomes of rows that cannot be read, or that break a schema: they stop the run, are left out, or are put aside. */
export type Policy = "fail" | "drop" | "quarantine";

/** How a file is read, as far as it is said. */
export interface ReadOptions {
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
  readonly escape?: string | undefined;
  readonly decimal?: string | undefined;
  readonly header?: boolean | undefined;
  /** Lines before the header. */
  readonly skip?: number | undefined;
  readonly nullWords?: readonly string[] | undefined;
  readonly types?: Readonly<Record<string, TypeWord>> | undefined;
  readonly encoding?: Encoding | undefined;
  readonly badRows?: Policy | undefined;
  /** Where the rows stand in a JSON document: `data.items`. */
  readonly at?: string | undefined;
  /** Whether `key=value` in the paths of several files makes columns. */
  readonly partitions?: boolean | undefined;
  /** The column that tells which file a row is from. */
  readonly fileColumn?: string | undefined;
  /** Every value must be read, whatever it is: where not all of them were looked at, columns stay text. */
  readonly readsAnything?: boolean | undefined;
}

/** What each option is called, and the formats that take it; the others take every format. */
const taken = {
  delimiter: ["delimiter", ["csv", "tsv"]],
  quote: ["quote", ["csv", "tsv"]],
  escape: ["escape", ["csv", "tsv"]],
  decimal: ["decimal", ["csv", "tsv"]],
  header: ["header", ["csv", "tsv"]],
  skip: ["skip", ["csv", "tsv"]],
  nullWords: ["null_words", ["csv", "tsv"]],
  types: ["types", ["csv", "tsv"]],
  encoding: ["encoding", ["csv", "tsv"]],
  badRows: ["bad_rows", ["csv", "tsv", "ndjson"]],
  at: ["at", ["json"]],
} as const satisfies Partial<Record<keyof ReadOptions, readonly [string, readonly FileFormat[]]>>;

/** The first option that a format does not take, as it is called, with the formats that do. */
export function optionNotTakenBy(format: FileFormat, options: ReadOptions): { readonly option: string; readonly formats: readonly FileFormat[] } | undefined {
  const given = Object.entries(taken).find(([name, [, formats]]) => options[name as keyof typeof taken] !== undefined && !(formats as readonly FileFormat[]).includes(format));
  return given && { option: given[1][0], formats: given[1][1] };
}

export const columnTypeOf = (word: TypeWord): ColumnType => ({ kind: word });

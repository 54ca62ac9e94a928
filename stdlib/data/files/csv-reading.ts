import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { filesDiffer, typedColumnMissing } from "../../../language/diagnostics/registry/data-files.ts";
import { suggestion } from "../../../language/diagnostics/suggest.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import { identifier } from "../../../runtime/relational/sql.ts";
import { classify, kindOfText } from "./classify.ts";
import { isUnreadable, withPoint } from "./csv-values.ts";
import { dialectOf, headOf, type Dialect } from "./dialect.ts";
import { bytesOf, type Located } from "./located.ts";
import { checkNames } from "./names.ts";
import { columnTypeOf, type ReadOptions } from "./options.ts";
import { placedColumns, type PlacedColumns } from "./placed.ts";

/** A larger file's types are found from its first rows. */
const wholeBytes = 50_000_000;
export const firstRows = 200_000;

/** Text files of rows as they will be read. */
export interface CsvReading {
  readonly located: Located;
  readonly options: ReadOptions;
  readonly dialect: Dialect;
  readonly names: readonly string[];
  /** Of each file, the lines before its header. */
  readonly before: readonly number[];
  readonly placed: PlacedColumns;
  /** All values are looked at to find the types of the columns. */
  readonly isWhole: boolean;
}

/** Finds out how text files of rows are written and what their columns are called. Throws a diagnostic where they do not make one table. */
export async function readingOf(located: Located, options: ReadOptions, engine: DataEngine): Promise<CsvReading> {
  const dialect = await dialectOf(located.files[0], located.format, options);
  const placed = await placedColumns(located, options, engine);
  let names: readonly string[] | undefined;
  const before: number[] = [];
  for (const file of located.files) {
    const head = await headOf(file, dialect, options);
    before.push(head.before);
    if (names) checkSame(located, file.path, names, head.names);
    else checkNames([...(names = head.names), ...placed.columns.map(({ name }) => name)], `\`${file.path}\``);
  }
  const all = names ?? [];
  for (const column of Object.keys(options.types ?? {})) if (!all.includes(column)) fail(typedColumnMissing, { path: located.path, column, hint: suggestion(column, all, "it has") });
  return { located, options, dialect, names: all, before, placed, isWhole: bytesOf(located) < wholeBytes };
}

function checkSame({ files: [first] }: Located, path: string, names: readonly string[], found: readonly string[]): void {
  const place = names.findIndex((name, index) => name !== found[index]);
  if (place < 0 && names.length === found.length) return;
  const at = place < 0 ? names.length : place;
  fail(filesDiffer, { path, first: first.path, place: at + 1, wanted: names[at], found: found[at] });
}

/** The types of columns from their texts, or as they are declared; `unreadable` says that a text is not of its declared type. */
export async function classifyText({ options: { types = {} }, names, dialect: { decimal }, isWhole }: CsvReading, engine: DataEngine, table: string, called: readonly string[]) {
  const declared = names.map((name) => (Object.hasOwn(types, name) ? types[name] : undefined));
  return classify(engine, table, called, (text) => kindOfText(text, withPoint(text, decimal)), isWhole, (index) => {
    const type = declared[index] && columnTypeOf(declared[index]);
    return type && { type, unreadable: isUnreadable(identifier(called[index] ?? ""), type, decimal) };
  });
}

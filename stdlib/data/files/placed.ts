import type { Column } from "../../../language/types/schema.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import { identifier, literal, sqlType } from "../../../runtime/relational/sql.ts";
import { classify, kindOfText } from "./classify.ts";
import type { Located } from "./located.ts";
import type { ReadOptions } from "./options.ts";
import { checkPartitions } from "./several.ts";

/** Columns that tell where a row stands: what its file's path says, and the path itself. */
export interface PlacedColumns {
  readonly columns: readonly Column[];
  /** SQL of their values, named, with the place of the row's file in the list of files, from 0. */
  readonly select: (index: string) => readonly string[];
}

export async function placedColumns(located: Located, options: ReadOptions, engine: DataEngine): Promise<PlacedColumns> {
  const { files } = located;
  if (options.partitions !== false) checkPartitions(located);
  const keys = options.partitions === false ? [] : Object.keys(files[0].partition ?? {});
  const values = `(VALUES ${files.map(({ partition = {} }) => `(${["0", ...keys.map((key) => literal(partition[key] ?? null))].join(", ")})`).join(", ")}) AS given(${["n", ...keys].map(identifier).join(", ")})`;
  const found = keys.length === 0 ? [] : (await classify(engine, values, keys, kindOfText, true)).columns;
  const fromPaths = found.map((column) => ({ column, texts: files.map(({ partition = {} }) => partition[column.name] ?? null) }));
  const { fileColumn } = options;
  const own = fileColumn === undefined ? [] : [{ column: { name: fileColumn, type: { kind: "string" }, nullable: false } as const, texts: files.map(({ path }) => path) }];
  const all = [...fromPaths, ...own];
  return {
    columns: all.map(({ column }) => column),
    select: (index) => all.map(({ column, texts }) => `CAST(list_extract([${texts.map(literal).join(", ")}], CAST(${index} AS BIGINT) + 1) AS ${sqlType(column.type)}) AS ${identifier(column.name)}`),
  };
}

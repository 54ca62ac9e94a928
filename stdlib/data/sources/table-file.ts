import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { ColumnType } from "../../../language/types/schema.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import type { Host } from "../../../runtime/node.ts";
import { digestOf } from "../../../runtime/store/objects.ts";
import { identifier, literal, sqlType } from "../../../runtime/relational/sql.ts";
import { checkNames } from "../files/names.ts";
import { localFile, type Located } from "../files/located.ts";

/** How a null stands in the text of a table; everything else is quoted. */
export const nullMark = "\\N";

/** A cell as text: only a null stands without quotes. */
export const quotedCell = (text: string | null): string => (text === null ? nullMark : `"${text.replaceAll('"', '""')}"`);

/** A column of a table's text: `zoned` is a timestamp with its offset, which is brought to UTC. */
export interface TextColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly zoned?: boolean;
}

/** The SQL of a table whose rows stand as text in a file, each column as text or as what it is. */
export function textTable(file: string, columns: readonly TextColumn[], asText = false): string {
  const types = columns.map(({ name, type, zoned }) => `${literal(name)}: '${asText ? "VARCHAR" : zoned ? "TIMESTAMPTZ" : sqlType(type)}'`).join(", ");
  return `read_csv(${literal(file)}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = ${literal(nullMark)}, allow_quoted_nulls = false, strict_mode = true, columns = {${types}})`;
}

/** A name in a folder that another process does not choose. */
export const unfinished = (folder: string, ending: string): string => join(folder, `${process.pid}-${randomBytes(6).toString("hex")}.${ending}`);

/**
 * Turns a table's text into a Parquet file that is named by its content, in a folder of things that can be made again. The text is removed.
 * With `sorted` the rows are put in the order of all their columns.
 */
export async function tableFile(text: string, columns: readonly TextColumn[], sorted: boolean, host: Pick<Host, "cacheFolder" | "engine">, shown: string, signal?: AbortSignal): Promise<string> {
  checkNames(columns.map(({ name }) => name), `\`${shown}\``);
  const folder = await host.cacheFolder("tables");
  const file = unfinished(folder, "parquet");
  try {
    const select = columns.map(({ name, zoned }) => (zoned ? `CAST(${identifier(name)} AS TIMESTAMP) AS ${identifier(name)}` : identifier(name)));
    const engine: DataEngine = await host.engine();
    await engine.execute(`COPY (SELECT ${select.join(", ")} FROM ${textTable(text, columns)}${sorted ? " ORDER BY ALL" : ""}) TO ${literal(file)} (FORMAT parquet, COMPRESSION snappy)`, signal);
    const target = join(folder, `${await digestOf(file)}.parquet`);
    await rename(file, target);
    return target;
  } finally {
    await rm(file, { force: true });
    await rm(text, { force: true });
  }
}

/** The digest of a table's text and of what its columns are: the same on every machine and with every version of the engine. */
export async function digestOfTable(text: string, columns: readonly TextColumn[]): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(columns));
  await pipeline(createReadStream(text), hash, { end: false });
  return hash.digest("hex");
}

/** A table's Parquet file, under the name that the user knows. */
export const parquetAt = async (file: string, shown: string): Promise<Located> => ({ path: shown, format: "parquet", files: [await localFile(shown, file)] });

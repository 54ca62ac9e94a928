import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { filesDiffer } from "../../../language/diagnostics/registry/data-files.ts";
import { columnNamed, showColumnType, type Column } from "../../../language/types/schema.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import { fileName, identifier, sqlType } from "../../../runtime/relational/sql.ts";
import { rowNumber } from "../../../runtime/values.ts";
import { gapsOf, withoutNaN } from "./classify.ts";
import { fileList, type LocalFile, type Located } from "./located.ts";
import { checkNames } from "./names.ts";
import type { ReadOptions } from "./options.ts";
import { placedColumns } from "./placed.ts";
import type { Source } from "./source.ts";

/** Parquet files: their own types, narrowed to the language's; lists and structures become JSON text. */
export async function openParquet(located: Located, options: ReadOptions, engine: DataEngine): Promise<Source> {
  const placed = await placedColumns(located, options, engine);
  for (const file of located.files) checkNames([...(await namesOf(file, engine)), ...placed.columns.map(({ name }) => name)], `\`${file.path}\``);
  await checkSame(located, engine);
  const table = `read_parquet(${fileList(located.files)}, file_row_number = true, hive_partitioning = false)`;
  const found = (await engine.describe(`SELECT * EXCLUDE (file_row_number) FROM ${table}`)).columns;
  const counts = found.map(({ name, type }, index) => `count(${withoutNaN(identifier(name), type)}) AS c${index}`).join(", ");
  const [counted] = await engine.rows(`SELECT count(*) AS n, ${counts} FROM ${table}`);
  const columns = found.map(({ name, type }, index): Column => ({
    name,
    type: type.kind === "unknown" ? { kind: "string" } : type,
    nullable: Number(counted?.["n"]) === 0 || Number(counted?.[`c${index}`]) < Number(counted?.["n"]),
  }));
  const select = found.map(({ name, type }) => {
    const value = type.kind === "unknown" ? `to_json(${identifier(name)})` : identifier(name);
    return `${withoutNaN(`CAST(${value} AS ${sqlType(type)})`, type)} AS ${identifier(name)}`;
  });
  const rows = Number(counted?.["n"] ?? 0);
  const gaps = gapsOf(columns.map(({ name }) => name), columns.map((_, index) => rows - Number(counted?.[`c${index}`] ?? rows)));
  const number = `file_row_number${await offsets(located, engine)} AS ${identifier(rowNumber)}`;
  return { schema: { columns: [...columns, ...placed.columns] }, gaps, sql: `SELECT ${[number, ...select, ...placed.select("file_index")].join(", ")} FROM ${table}` };
}

/** SQL to add to a row's place in its file: how many rows the files before have. */
async function offsets({ files }: Located, engine: DataEngine): Promise<string> {
  if (files.length === 1) return "";
  const counts = new Map((await engine.rows(`SELECT file_name, num_rows FROM parquet_file_metadata(${fileList(files)})`)).map((row) => [String(row["file_name"]), Number(row["num_rows"])]));
  let before = 0;
  const list = files.map(({ file }) => {
    const own = before;
    before += counts.get(file) ?? 0;
    return own;
  });
  return ` + list_extract([${list.join(", ")}], CAST(file_index AS BIGINT) + 1)`;
}

/** Each file has the columns of the first, of the same types; their order is the first's. */
async function checkSame({ files: [first, ...others] }: Located, engine: DataEngine): Promise<void> {
  if (others.length === 0) return;
  const columnsOf = async (file: LocalFile) => (await engine.describe(`SELECT * FROM read_parquet(${fileName(file.file)}, hive_partitioning = false)`)).columns;
  const wanted = await columnsOf(first);
  const words = ({ name, type }: Pick<Column, "name" | "type">) => `\`${name}\` (${showColumnType({ type, nullable: false })})`;
  for (const file of others) {
    const own = await columnsOf(file);
    const differ = (details: { wanted: string | undefined; found: string | undefined }) => fail(filesDiffer, { path: file.path, first: first.path, place: 1, ...details });
    for (const column of wanted) {
      const found = columnNamed({ columns: own }, column.name);
      if (!found) differ({ wanted: column.name, found: undefined });
      else if (found.type.kind !== column.type.kind) fail(filesDiffer, { path: file.path, first: first.path, place: own.indexOf(found) + 1, wanted: words(column), found: words(found) });
    }
    const added = own.find(({ name }) => !columnNamed({ columns: wanted }, name));
    if (added) differ({ wanted: undefined, found: added.name });
  }
}

/** The names of the top-level columns as the file has them: the engine would rename a second one. */
async function namesOf(file: LocalFile, engine: DataEngine): Promise<readonly string[]> {
  const elements = await engine.rows(`SELECT name, num_children FROM parquet_schema(${fileName(file.file)})`);
  const names: string[] = [];
  let at = 1;
  const skip = (): void => {
    const inside = Number(elements[at++]?.["num_children"] ?? 0);
    for (let child = 0; child < inside; child++) skip();
  };
  while (at < elements.length) {
    names.push(String(elements[at]?.["name"]));
    skip();
  }
  return names;
}

import type { Column } from "../../../language/types/schema.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import { identifier, sqlType } from "../../../runtime/relational/sql.ts";
import { rowNumber } from "../../../runtime/values.ts";
import { gapsOf, withoutNaN } from "./classify.ts";
import { fileList, type Located } from "./located.ts";
import { checkNames } from "./names.ts";
import type { Source } from "./source.ts";

/** A Parquet file: its own types, narrowed to the language's; lists and structures become JSON text. */
export async function openParquet(located: Located, engine: DataEngine): Promise<Source> {
  checkNames(await namesOf(located, engine), `\`${located.path}\``);
  const table = `read_parquet(${fileList(located.files)}, file_row_number = true)`;
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
  return { schema: { columns }, gaps, sql: `SELECT file_row_number AS ${identifier(rowNumber)}, ${select.join(", ")} FROM ${table}` };
}

/** The names of the top-level columns as the file has them: the engine would rename a second one. */
async function namesOf(located: Located, engine: DataEngine): Promise<readonly string[]> {
  const elements = await engine.rows(`SELECT name, num_children FROM parquet_schema(${fileList(located.files)})`);
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

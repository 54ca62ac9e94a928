import { basename } from "node:path";
import { check } from "../../language/check/check.ts";
import { noFacts } from "../../language/check/needs.ts";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { nothingToDeclare, outputExists, schemaNameRefused } from "../../language/diagnostics/registry/files.ts";
import { format } from "../../language/format/format.ts";
import type { Column } from "../../language/types/schema.ts";
import type { DataEngine } from "../../runtime/engine/engine.ts";
import { identifier } from "../../runtime/relational/sql.ts";
import { createWhole } from "../../runtime/store/files.ts";
import { standardCatalog } from "../../stdlib/catalog.ts";
import type { Source } from "../../stdlib/data/files/source.ts";
import { withDataFile } from "../data-file.ts";
import { columnText, stringText } from "../view/source-text.ts";

/** A column of text is a category if it has at most so many values, and they are at most this share of its rows that hold one. */
const mostValues = 20;
const mostShare = 0.05;

export interface InferOptions {
  readonly name?: string;
  readonly output?: string;
  readonly nullWord: readonly string[];
}

/** Prints a `schema` declaration made from all rows of a file, or writes it to a new file. */
export async function infer(path: string, options: InferOptions): Promise<void> {
  const name = options.name ?? nameFrom(path);
  if (!isSchemaName(name)) fail(schemaNameRefused, { name });
  const { rows, columns } = await describe(path, options.nullWord);
  const kept = columns.filter((column) => columnText(column.name) !== undefined);
  for (const column of columns) if (!kept.includes(column)) process.stderr.write(`warning: ${JSON.stringify(column.name)} is left out: a schema cannot name a column with a backtick or a line break\n`);
  if (kept.length === 0) fail(nothingToDeclare, { path });

  const fields = kept.map((column) => `${columnText(column.name)}: ${typeText(column)},\n`);
  const words = options.nullWord.length === 0 ? "" : `, null_words: [${options.nullWord.map(stringText).join(", ")}]`;
  const use = `// From ${rows.toLocaleString("en-US")} row${rows === 1 ? "" : "s"}: load(${stringText(path)}, schema: ${name}${words})\n`;
  const { text } = format(`${name}.mlp`, `${use}schema ${name} {\n${fields.join("")}}\n`);
  if (options.output === undefined) process.stdout.write(text);
  else if (await createWhole(options.output, text)) process.stdout.write(`${options.output}: schema ${name} with ${kept.length} column${kept.length === 1 ? "" : "s"}\n`);
  else fail(outputExists, { path: options.output });
}

/** `data/used-cars.csv` → `UsedCars`; `Rows` where the file's name holds no letter to begin with. */
function nameFrom(path: string): string {
  const words = basename(path.replaceAll("\\", "/")).replace(/(\.[a-z]+)?\.[a-z]+$/i, "").match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return isSchemaName(name) ? name : "Rows";
}

function isSchemaName(name: string): boolean {
  if (!/^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u.test(name)) return false;
  const { diagnostics } = check({ file: "name.mlp", text: `schema ${name} { .column: int }\n` }, { catalog: standardCatalog(), facts: noFacts });
  return !diagnostics.some(({ severity }) => severity === "error");
}

interface Described {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** The columns of a file with what all its rows tell: whether values are missing, and the few values of a category. No project is needed or made. */
const describe = (path: string, nullWords: readonly string[]): Promise<Described> => withDataFile(path, nullWords, async (source, host) => scan(source, await host.engine()));

async function scan({ schema, sql }: Source, engine: DataEngine): Promise<Described> {
  const counts = schema.columns.flatMap(({ name, type }, index) => [
    `count(${identifier(name)}) AS c${index}`,
    ...(type.kind === "string" ? [`count(DISTINCT ${identifier(name)}) AS d${index}`] : []),
  ]);
  const [counted] = await engine.rows(`SELECT count(*) AS n, ${counts.join(", ")} FROM (${sql})`);
  const rows = Number(counted?.["n"]);
  const few = schema.columns.flatMap(({ type }, index) => {
    const values = Number(counted?.[`d${index}`]);
    return type.kind === "string" && values > 0 && values <= mostValues && values <= mostShare * Number(counted?.[`c${index}`]) ? [index] : [];
  });
  const values = await valuesOf(few, { schema, sql }, engine);
  return {
    rows,
    columns: schema.columns.map(({ name, type }, index) => {
      const found = values.get(index);
      return { name, type: found ? { kind: "category", values: found } : type, nullable: rows === 0 || Number(counted?.[`c${index}`]) < rows };
    }),
  };
}

/** The values of the columns with these indexes, in order. */
async function valuesOf(indexes: readonly number[], { schema, sql }: Source, engine: DataEngine): Promise<ReadonlyMap<number, readonly string[]>> {
  if (indexes.length === 0) return new Map();
  const lists = indexes.map((index) => {
    const name = identifier(schema.columns[index]?.name ?? "");
    return `CAST(to_json(list_sort(list(DISTINCT ${name}) FILTER (WHERE ${name} IS NOT NULL))) AS VARCHAR) AS v${index}`;
  });
  const [found] = await engine.rows(`SELECT ${lists.join(", ")} FROM (${sql})`);
  return new Map(indexes.map((index) => [index, JSON.parse(String(found?.[`v${index}`])) as string[]]));
}

function typeText({ type, nullable }: Column): string {
  const base = type.kind === "category" ? `category(${type.values.map(stringText).join(", ")})` : type.kind;
  return nullable ? `${base}?` : base;
}

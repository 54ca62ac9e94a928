import type { UnreadableRow } from "../../../language/diagnostics/registry/data-files.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import { fileName, literal } from "../../../runtime/relational/sql.ts";
import type { Located } from "./located.ts";
import { told, type Separated } from "./separate.ts";
import type { Unreadable } from "./source.ts";

const copy = (file: string, longest: number, columns: readonly string[]): string => {
  const types = ["'f': 'BIGINT'", "'l': 'BIGINT'", ...["raw", ...columns].map((name) => `'${name}': 'VARCHAR'`)];
  return `read_csv(${fileName(file)}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = '', strict_mode = true, max_line_size = ${Math.max(longest + 1, leastLine)}, columns = {${types.join(", ")}})`;
};

/** What the engine takes without being asked. */
const leastLine = 2 << 20;

/** The rows that can be read, in their order: the file they are of (`f`), their line (`l`), how they stand there (`raw`), and their values. */
export const goodRows = ({ good, longest }: Separated, columns: readonly string[]): string => copy(good, longest, columns);

/** The rows that cannot be read, and those of `untyped` (`f, l, raw, problem`) that have a problem; `undefined` where there are none. */
export async function unreadableRows({ bad, count, longest, first }: Separated, untyped: string | undefined, { files }: Located, engine: DataEngine) {
  const typed = untyped === undefined ? undefined : `(SELECT * FROM ${untyped} WHERE problem IS NOT NULL)`;
  const [counted] = typed === undefined ? [] : await engine.rows(`SELECT count(*) AS n FROM ${typed}`);
  const all = count + Number(counted?.["n"] ?? 0);
  if (all === 0) return undefined;
  const more = typed === undefined || all === count ? [] : await engine.rows(`SELECT f, l, left(raw, 200) AS raw, problem FROM ${typed} ORDER BY f, l LIMIT ${told}`);
  const rows = [...first, ...more.map(({ f, l, raw, problem }) => ({ file: Number(f), line: Number(l), raw: String(raw), problem: String(problem) }))];
  const sorted = rows.sort((a, b) => a.file - b.file || (a.line ?? 0) - (b.line ?? 0)).slice(0, told);
  const ofFirst = sorted.filter(({ file }) => file === sorted[0]?.file).map(({ line, raw, problem }): UnreadableRow => ({ line, raw, problem }));
  const [head = { line: undefined, raw: "", problem: "cannot be read" }, ...others] = ofFirst;
  const parts = [...(count > 0 ? [`SELECT * FROM ${copy(bad, longest, ["problem"])}`] : []), ...(all > count && typed !== undefined ? [`SELECT * FROM ${typed}`] : [])];
  const paths = `list_extract([${files.map(({ path }) => literal(path)).join(", ")}], f + 1)`;
  const sql = `SELECT row_number() OVER (ORDER BY f, l) - 1 AS number, ${paths} AS file, l AS line, coalesce(raw, '') AS raw, problem FROM (${parts.join(" UNION ALL ")})`;
  return {
    told: { path: files[sorted[0]?.file ?? 0]?.path ?? files[0].path, rows: [head, ...others] as const, count: all },
    rows: { count: all, first: ofFirst, sql } satisfies Unreadable,
  };
}

import type { StoredFile } from "../values.ts";

/** The name under which a query refers to a table of the store: where its rows are is looked up only when the query runs. */
export const storedTable = ({ $file }: StoredFile): string => `stored_${$file}`;

/** The tables of the store that a query refers to, by their names there. */
export function storedFilesIn(sql: string): readonly StoredFile[] {
  const found = new Set([...sql.matchAll(/\bstored_([0-9a-f]{64})\b/g)].map(([, name = ""]) => name));
  return [...found].map(($file) => ({ $file }));
}

/** The name under which a query refers to rows that the engine has read for this process alone. */
export const stagedTable = (key: string): string => `staged_${key}`;

/** Whether a query reads tables of the store alone: it then means the same in every process. */
export const isOverStore = (sql: string): boolean => storedFilesIn(sql).length > 0 && !/\bstaged_|\bread_\w+\s*\(/.test(sql);

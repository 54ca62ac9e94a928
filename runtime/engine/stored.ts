import type { StoredFile } from "../values.ts";

/** The name under which a query refers to a file of the store: its path is looked up only when the query runs. */
export const storedTable = (file: StoredFile): string => `stored_${file.$file}_${file.bytes}`;

/** The stored files that a query refers to. */
export function storedFilesIn(sql: string): readonly StoredFile[] {
  const found = new Map([...sql.matchAll(/\bstored_([0-9a-f]{64})_([0-9]{1,16})\b/g)].map((match) => [match[0], match]));
  return [...found.values()].map(([, digest = "", bytes]) => ({ $file: digest, bytes: Number(bytes) }));
}

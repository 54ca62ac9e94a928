import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { UnreadableRow } from "../../../language/diagnostics/registry/data-files.ts";
import { textOf } from "./records.ts";

/** A row of text files: which file it is of, the line where it begins, from 1, and its values or why it has none. Texts are UTF-8 whose bytes are letters. */
export type FoundRow = { readonly file: number; readonly line: number; readonly raw: string } & ({ readonly values: readonly string[] } | { readonly problem: string });

/** Rows that can be read and rows that cannot, as two files of CSV without a header. */
export interface Separated {
  /** `file, line, raw, values…` */
  readonly good: string;
  /** `file, line, raw, problem` */
  readonly bad: string;
  readonly count: number;
  /** Bytes of the longest line of the two: the engine takes memory for it. */
  readonly longest: number;
  /** The first of those that cannot be read. */
  readonly first: readonly (UnreadableRow & { readonly file: number })[];
}

/** How many rows that cannot be read are told. */
export const told = 5;

/** Divides rows into two files at `target`, which appear whole or not at all. */
export async function separate(rows: AsyncIterable<FoundRow>, target: string): Promise<Separated> {
  const [good, bad] = [`${target}.good.csv`, `${target}.bad.csv`];
  const unfinished = [`${good}.${process.pid}.tmp`, `${bad}.${process.pid}.tmp`] as const;
  await mkdir(dirname(target), { recursive: true });
  const first: (UnreadableRow & { file: number })[] = [];
  let count = 0;
  let longest = 0;
  const badOut = createWriteStream(unfinished[1], "latin1");
  async function* goodLines(): AsyncGenerator<Buffer> {
    let lines = "";
    for await (const row of rows) {
      const line = lineOf([String(row.file), String(row.line), row.raw, ...("values" in row ? row.values : [row.problem])]);
      longest = Math.max(longest, line.length);
      if ("values" in row) lines += line;
      else {
        count++;
        if (first.length < told) first.push({ file: row.file, line: row.line, problem: row.problem, raw: textOf(row.raw) });
        if (!badOut.write(line)) await new Promise<void>((resolve) => void badOut.once("drain", resolve));
      }
      if (lines.length < batchBytes) continue;
      yield Buffer.from(lines, "latin1");
      lines = "";
    }
    yield Buffer.from(lines, "latin1");
  }
  try {
    await pipeline(Readable.from(goodLines()), createWriteStream(unfinished[0]));
    await new Promise<void>((resolve, reject) => void badOut.on("error", reject).end(() => resolve()));
    await rename(unfinished[1], bad);
    await rename(unfinished[0], good);
  } finally {
    badOut.destroy();
    for (const path of unfinished) await rm(path, { force: true });
  }
  return { good, bad, count, longest, first };
}

const batchBytes = 1 << 18;

const lineOf = (values: readonly string[]): string => `${values.map((value) => `"${value.includes('"') ? value.replaceAll('"', '""') : value}"`).join(",")}\n`;

import { mkdir, open, readdir, type FileHandle } from "node:fs/promises";
import { join } from "node:path";

/** A file is closed to further lines once it is this large, in bytes. */
export const largestFile = 64 * 2 ** 20;

/**
 * Files of lines in a folder, one a day and more where they grow large: `<prefix>2026-01-31.001.ndjson`. Each append opens the file anew,
 * so that a folder may be emptied under a running server; a line that was torn by a crash is ended, so that no later one is joined to it.
 */
export class DayFiles {
  readonly #folder: string;
  readonly #prefix: string;
  readonly #largest: number;
  #day = "";
  #number = 1;

  constructor(folder: string, prefix: string, largest = largestFile) {
    this.#folder = folder;
    this.#prefix = prefix;
    this.#largest = largest;
  }

  /** Appends whole lines to the file of the day. Rejects where they cannot be written. */
  async append(lines: string, now: Date): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const day = now.toISOString().slice(0, 10);
    if (day !== this.#day) {
      this.#day = day;
      this.#number = await this.#lastNumber(day);
    }
    for (;;) {
      const file = await open(join(this.#folder, this.#name(day, this.#number)), "a+");
      try {
        const { size } = await file.stat();
        if (size >= this.#largest) {
          this.#number++;
          continue;
        }
        await file.appendFile((await endsTorn(file, size)) ? `\n${lines}` : lines);
        return;
      } finally {
        await file.close();
      }
    }
  }

  #name(day: string, number: number): string {
    return `${this.#prefix}${day}.${String(number).padStart(3, "0")}.ndjson`;
  }

  async #lastNumber(day: string): Promise<number> {
    const start = `${this.#prefix}${day}.`;
    const numbers = (await readdir(this.#folder)).filter((name) => name.startsWith(start)).map((name) => Number.parseInt(name.slice(start.length), 10));
    return Math.max(1, ...numbers.filter(Number.isSafeInteger));
  }
}

async function endsTorn(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}

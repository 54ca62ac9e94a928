import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { artefactDamaged, artefactMissing } from "../../language/diagnostics/registry/execution.ts";
import type { StoredFile } from "../values.ts";
import { makeFolders, onDisk, syncFile, syncFolder, writeWhole } from "./files.ts";

/** SHA-256 of a file's content, in hex. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

export const digestOfText = (text: string): string => createHash("sha256").update(text).digest("hex");

export type Soundness = "sound" | "missing" | "damaged";

/** Beside a file that is not named by its own bytes stands a file with their SHA-256. */
const sumEnding = ".sum";

/**
 * Files named by their content, under `<home>/objects/ab/…`: by the SHA-256 of their bytes, or tables by what is in them. They appear whole or
 * not at all, and are never changed: two processes that write the same content write the same file.
 */
export class ObjectStore {
  readonly #home: string;
  /** What this process has verified, by digest: size and times of the file then. */
  readonly #verified = new Map<string, string>();

  constructor(home: string) {
    this.#home = home;
  }

  pathFor(digest: string): string {
    return join(this.#home, "objects", digest.slice(0, 2), digest);
  }

  /** A path for a file that is being made; nothing refers to it before `keep`. */
  async scratch(name: string): Promise<string> {
    const folder = join(this.#home, "tmp");
    await onDisk(folder, () => makeFolders(folder));
    return join(folder, `${process.pid}-${randomBytes(6).toString("hex")}-${name.replace(/[^\w.-]/g, "_")}`);
  }

  /** Takes a finished file into the store; it is moved. */
  async keep(path: string): Promise<StoredFile> {
    const file: StoredFile = { $file: await digestOf(path) };
    await this.#take(path, file);
    return file;
  }

  /** Takes the finished file of a table into the store, under the name of its content; it is moved. */
  async keepTable(path: string, table: StoredFile): Promise<void> {
    const digest = await digestOf(path);
    await this.#take(path, table, () => writeWhole(this.pathFor(table.$file) + sumEnding, digest));
  }

  async #take(path: string, file: StoredFile, before = async (): Promise<void> => {}): Promise<void> {
    const target = this.pathFor(file.$file);
    await onDisk(target, async () => {
      await makeFolders(dirname(target));
      if ((await this.check(file)) === "sound") {
        await rm(path, { force: true });
        return;
      }
      await syncFile(path);
      await before();
      await rename(path, target);
      await syncFolder(dirname(target));
    });
    this.#verified.set(file.$file, await this.#stamp(target));
  }

  async keepText(text: string): Promise<StoredFile> {
    return this.keepBytes(Buffer.from(text));
  }

  async keepBytes(content: Uint8Array): Promise<StoredFile> {
    const file: StoredFile = { $file: createHash("sha256").update(content).digest("hex") };
    if ((await this.check(file)) !== "sound") {
      const path = this.pathFor(file.$file);
      await writeWhole(path, content);
      this.#verified.set(file.$file, await this.#stamp(path));
    }
    return file;
  }

  /** Whether a file is there with the bytes its name promises. Its content is read once for each state of the file in this process. */
  async check(file: StoredFile): Promise<Soundness> {
    const path = this.pathFor(file.$file);
    const stamp = await this.#stamp(path).catch(() => undefined);
    if (stamp === undefined) return "missing";
    if (this.#verified.get(file.$file) === stamp) return "sound";
    const sum = await readFile(path + sumEnding, "utf8").catch(() => file.$file);
    if ((await digestOf(path)) !== sum) return "damaged";
    this.#verified.set(file.$file, stamp);
    return "sound";
  }

  /** The path of a sound file; a damaged one is removed and told. */
  async pathOf(file: StoredFile): Promise<string> {
    const state = await this.check(file);
    const path = this.pathFor(file.$file);
    if (state === "missing") fail(artefactMissing, { digest: file.$file });
    if (state === "damaged") {
      await rm(path, { force: true });
      fail(artefactDamaged, { digest: file.$file, path });
    }
    return path;
  }

  async remove(name: string): Promise<void> {
    for (const path of [this.pathFor(name), this.pathFor(name) + sumEnding]) await rm(path, { force: true });
  }

  async #stamp(path: string): Promise<string> {
    const { size, mtimeMs, ctimeMs, ino } = await stat(path);
    return `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
  }
}

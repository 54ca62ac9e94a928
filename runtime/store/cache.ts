import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Finding } from "../events.ts";
import type { Answers } from "../witness.ts";
import type { Ingredients } from "../fingerprint.ts";
import { digestOfText, type ObjectStore, type Soundness } from "./objects.ts";
import type { StoredFile } from "../values.ts";
import { filesIn } from "./values.ts";
import { writeWhole } from "./files.ts";

/** What a node gave for one fingerprint. */
export interface CacheEntry {
  readonly fingerprint: string;
  readonly op: string;
  /** The digest of each part's value; a node without parts has the one part "". */
  readonly parts: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly run: string;
  readonly created: string;
  readonly summary: Readonly<Record<string, unknown>>;
  /** What it found in its data: said again whenever the result is used. */
  readonly warnings?: readonly Finding[];
  /** What its gate was told by the world then, for a result that is settled. */
  readonly answers?: Answers;
}

/** Results by fingerprint, and for each node of a pipeline what it was last computed from. */
export class ResultCache {
  readonly #home: string;
  readonly #objects: ObjectStore;

  constructor(home: string, objects: ObjectStore) {
    this.#home = home;
    this.#objects = objects;
  }

  #entryPath(fingerprint: string): string {
    return join(this.#home, "cache", "results", fingerprint.slice(0, 2), `${fingerprint}.json`);
  }

  #lastPath(pipeline: string, node: string): string {
    return join(this.#home, "cache", "last", `${digestOfText(JSON.stringify([pipeline, node]))}.json`);
  }

  async find(fingerprint: string): Promise<CacheEntry | undefined> {
    return readJson<CacheEntry>(this.#entryPath(fingerprint));
  }

  async record(entry: CacheEntry): Promise<void> {
    await writeWhole(this.#entryPath(entry.fingerprint), JSON.stringify(entry));
  }

  async forget(fingerprint: string): Promise<void> {
    await rm(this.#entryPath(fingerprint), { force: true });
  }

  /** Whether all that an entry refers to is in the store and sound. What is damaged is removed. */
  async check(entry: CacheEntry): Promise<Soundness> {
    let worst: Soundness = "sound";
    for (const digest of Object.values(entry.parts)) {
      const state = await this.#checkValue(digest);
      if (state === "damaged" || worst === "sound") worst = state;
    }
    return worst;
  }

  async #checkValue(digest: string): Promise<Soundness> {
    const state = await this.#sound({ $file: digest });
    if (state !== "sound") return state;
    const value: unknown = JSON.parse(await readFile(this.#objects.pathFor(digest), "utf8"));
    for (const file of filesIn(value)) {
      const inner = await this.#sound(file);
      if (inner !== "sound") return inner;
    }
    return "sound";
  }

  async #sound(file: StoredFile): Promise<Soundness> {
    const state = await this.#objects.check(file);
    if (state === "damaged") await this.#objects.remove(file.$file);
    return state;
  }

  async lastOf(pipeline: string, node: string): Promise<Ingredients | undefined> {
    return readJson<Ingredients>(this.#lastPath(pipeline, node));
  }

  async rememberLast(pipeline: string, node: string, ingredients: Ingredients): Promise<void> {
    await writeWhole(this.#lastPath(pipeline, node), JSON.stringify(ingredients));
  }
}

/** A file that is not there, or that is not whole JSON (a disk that lost its end), is no entry. */
async function readJson<Content>(path: string): Promise<Content | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Content;
  } catch {
    return undefined;
  }
}

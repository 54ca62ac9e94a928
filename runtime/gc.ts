import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "../language/diagnostics/diagnostic.ts";
import { runIsActive } from "../language/diagnostics/registry/execution.ts";
import { isAlive, listRuns, removeRun, type RunRecord } from "./runs.ts";
import type { CacheEntry } from "./store/cache.ts";
import { ObjectStore } from "./store/objects.ts";

export interface GarbageOptions {
  readonly home: string;
  /** How many of the newest runs keep what they used. */
  readonly keepRuns: number;
  readonly dryRun: boolean;
}

export interface Garbage {
  readonly objects: number;
  readonly bytes: number;
  readonly results: number;
  readonly runs: number;
}

/**
 * Removes artefacts that none of the newest runs and no registered model needs, results that refer to them, older runs, and what dead
 * processes left half-written. Throws a diagnostic while a run is under way: what it is about to use is in no record yet.
 */
export async function collectGarbage({ home, keepRuns, dryRun }: GarbageOptions): Promise<Garbage> {
  const runs = await listRuns(home);
  const active = runs.find(({ status }) => status === "running");
  if (active) fail(runIsActive, { pid: active.pid });
  const store = new ObjectStore(home);
  const reached = await reachable(store, await roots(home, runs.slice(0, keepRuns)));
  const remove = async (path: string) => (dryRun ? undefined : rm(path, { force: true }));

  let [objects, bytes, results] = [0, 0, 0];
  for (const path of await filesUnder(join(home, "objects"))) {
    const name = path.split("/").at(-1)?.replace(/\.sum$/, "") ?? "";
    if (reached.has(name)) continue;
    objects++;
    bytes += (await stat(path)).size;
    await remove(path);
  }
  for (const path of await filesUnder(join(home, "cache", "results"))) {
    const entry = await readEntry(path);
    if (entry && Object.values(entry.parts).every((digest) => reached.has(digest))) continue;
    results++;
    await remove(path);
  }
  // What came from elsewhere can be fetched again; the results that were made of it are objects.
  for (const name of ["downloads", "tables"]) {
    for (const path of await filesUnder(join(home, "cache", name))) {
      bytes += (await stat(path)).size;
      await remove(path);
    }
  }
  for (const path of await filesUnder(join(home, "tmp"))) {
    const pid = Number(/^(\d+)-/.exec(path.split("/").at(-1) ?? "")?.[1]);
    if (!Number.isInteger(pid) || !isAlive(pid)) await remove(path);
  }
  const old = runs.slice(keepRuns);
  if (!dryRun) for (const { run } of old) await removeRun(home, run);
  return { objects, bytes, results, runs: old.length };
}

/** The name of an object stands alone, or behind `stored_` in a query. */
const digests = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/** Every digest that a kept run or the registry names. */
async function roots(home: string, runs: readonly RunRecord[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { results } of runs) for (const digest of JSON.stringify(results ?? {}).match(digests) ?? []) found.add(digest);
  for (const path of await filesUnder(join(home, "registry"))) for (const digest of (await readFile(path, "utf8")).match(digests) ?? []) found.add(digest);
  return found;
}

/** What the roots lead to: a value's JSON names the files it holds. */
async function reachable(store: ObjectStore, open: Set<string>): Promise<Set<string>> {
  const reached = new Set<string>();
  const next = [...open];
  for (let digest = next.pop(); digest !== undefined; digest = next.pop()) {
    if (reached.has(digest)) continue;
    reached.add(digest);
    next.push(...(await digestsInside(store.pathFor(digest))));
  }
  return reached;
}

/** Values are JSON and begin with a brace; tables and arrays are binary and name nothing. */
async function digestsInside(path: string): Promise<string[]> {
  const content = await readFile(path).catch(() => undefined);
  return content && content[0] === 0x7b ? (content.toString("utf8").match(digests) ?? []) : [];
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function readEntry(path: string): Promise<CacheEntry | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as CacheEntry;
  } catch {
    return undefined;
  }
}

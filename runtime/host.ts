import { constants, readFileSync } from "node:fs";
import { access, mkdtemp, readFile, realpath, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { fail, MlpError, type Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { pathRefused } from "../language/diagnostics/registry/execution.ts";
import type { Catalog } from "../language/nodes/catalog.ts";
import { computeOf, type StoredComputation } from "./computation.ts";
import type { ReadyComputation } from "./engine/computed.ts";
import type { StoreEngine } from "./engine/engine.ts";
import type { Described } from "../language/nodes/parameter.ts";
import { implementationOf } from "./implementation.ts";
import { engineMemory, usualMemory } from "./memory.ts";
import type { Host, NodeDefinition, Observation } from "./node.ts";
import { revealSecret } from "./secrets.ts";
import { digestOf, digestOfText, ObjectStore } from "./store/objects.ts";
import { getValue } from "./store/values.ts";
import { makeFolder, writeWhole } from "./store/files.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface HostOptions {
  /** Where the engine finds the code of computations: without it, it has none. */
  readonly catalog?: Catalog<NodeDefinition>;
  /** What the process may use, in bytes. */
  readonly memory?: number;
  /** Where secrets are. Default: that of the process. */
  readonly environment?: Environment;
  /** Ask nothing of the network. */
  readonly offline?: boolean;
}

/** The surroundings of a pipeline: its folder, the project's state, and an engine that is opened at the first use. */
export class ProjectHost implements Host {
  readonly home: string;
  readonly folder: string;
  readonly objects: ObjectStore;
  readonly offline: boolean;
  readonly #environment: Environment;
  readonly #once = new Map<string, Promise<unknown>>();
  readonly #digests: DigestMemory;
  #engine: Promise<StoreEngine> | undefined;
  #ownFolder: Promise<string> | undefined;
  readonly #catalog: Catalog<NodeDefinition> | undefined;
  /** What the process may use, in bytes. */
  readonly memory: number;

  constructor(folder: string, home: string, { catalog, memory = usualMemory(), environment = process.env, offline = false }: HostOptions = {}) {
    this.memory = memory;
    this.#environment = environment;
    this.offline = offline;
    this.folder = folder;
    this.home = home;
    this.#catalog = catalog;
    this.objects = new ObjectStore(home);
    this.#digests = new DigestMemory(join(home, "cache", "digests.json"));
  }

  resolve(path: string): string {
    if (path.includes("\0")) return fail(pathRefused, { path: path.replaceAll("\0", "\\0"), why: "it holds a character that no path has" });
    if (path.startsWith("npm:")) return resolvePackage(path, this.folder);
    return isAbsolute(path) ? path : resolve(this.folder, path);
  }

  digest(file: string): Promise<string> {
    return this.#digests.of(file);
  }

  async remember<Fact>(key: string, compute: () => Promise<Fact>): Promise<Fact> {
    const path = join(this.home, "cache", "facts", `${digestOfText(key)}.json`);
    try {
      return JSON.parse(await readFile(path, "utf8")) as Fact;
    } catch {
      const fact = await compute();
      // Only a memory: a home that cannot be written is told by a run, not by a check.
      await writeWhole(path, JSON.stringify(fact)).catch(() => {});
      return fact;
    }
  }

  once<Fact>(key: string, compute: () => Promise<Fact>): Promise<Fact> {
    const known = this.#once.get(key) as Promise<Fact> | undefined;
    const asked = known ?? compute();
    this.#once.set(key, asked);
    // What failed may succeed the next time.
    asked.catch(() => this.#once.delete(key));
    return asked;
  }

  /** Lets the world be asked anew: what it answered was for one check. */
  askAnew(): void {
    this.#once.clear();
  }

  variable(name: string): string | undefined {
    const value = Object.hasOwn(this.#environment, name) ? this.#environment[name] : undefined;
    return value === "" ? undefined : value;
  }

  reveal(secret: string | Described<{ readonly name: string }>): string {
    return revealSecret(secret, this.#environment);
  }

  cacheFolder(name: string): Promise<string> {
    return this.#writable(join(this.home, "cache", name), name);
  }

  engine(): Promise<StoreEngine> {
    this.#engine ??= this.#open();
    return this.#engine;
  }

  async #open(): Promise<StoreEngine> {
    const temp = await this.#writable(join(this.home, "tmp"), "tmp");
    const { openEngine } = await import("./engine/duckdb.ts");
    return openEngine({ temp, memory: engineMemory(this.memory), pathOf: (file) => this.objects.pathOf(file), computation: (digest) => this.#computation(digest) });
  }

  async #computation(digest: string): Promise<ReadyComputation> {
    const { computation } = (await getValue(this.objects, digest)) as StoredComputation;
    return { computation, compute: await computeOf(computation, (described) => implementationOf(this.#catalog, described)) };
  }

  /** In the project's state; where that cannot be written, as in a check of a read-only checkout, in a folder of its own. */
  async #writable(folder: string, name: string): Promise<string> {
    try {
      await makeFolder(folder);
      await access(folder, constants.W_OK);
      return folder;
    } catch {
      this.#ownFolder ??= mkdtemp(join(tmpdir(), "mlp-"));
      const own = join(await this.#ownFolder, name);
      await makeFolder(own);
      return own;
    }
  }

  async close(): Promise<void> {
    const engine = await this.#engine?.catch(() => undefined);
    this.#engine = undefined;
    await engine?.close();
    if (this.#ownFolder !== undefined) await rm(await this.#ownFolder, { recursive: true, force: true });
    this.#ownFolder = undefined;
    await this.#digests.save();
  }
}

/** `npm:package/path`: a file of an installed package, never one outside of it. */
function resolvePackage(path: string, folder: string): string {
  const [, name, inside] = /^npm:((?:@[^/]+\/)?[^/]+)\/(.+)$/.exec(path) ?? [];
  if (name === undefined || inside === undefined) return fail(pathRefused, { path, why: "it is not of the form `npm:package/file`" });
  const root = packageRoot(name, folder) ?? packageRoot(name, process.cwd()) ?? packageRoot(name, dirname(new URL(import.meta.url).pathname));
  if (root === undefined) return fail(pathRefused, { path, why: `the package \`${name}\` is not installed; \`npm install ${name}\` would bring it` });
  const file = resolve(root, inside);
  if (relative(root, file).startsWith("..") || isAbsolute(relative(root, file))) return fail(pathRefused, { path, why: "it leads out of the package" });
  return file;
}

function packageRoot(name: string, from: string): string | undefined {
  for (const folder of createRequire(join(from, "noop.js")).resolve.paths(name) ?? []) {
    const root = join(folder, name);
    try {
      readFileSync(join(root, "package.json"));
      return root;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Digests of files, remembered by size, times and inode, so that an unchanged file is read once. */
class DigestMemory {
  readonly #path: string;
  #known: Map<string, { readonly stamp: string; readonly digest: string }> | undefined;
  #changed = false;

  constructor(path: string) {
    this.#path = path;
  }

  async of(file: string): Promise<string> {
    const real = await realpath(file);
    const { size, mtimeMs, ctimeMs, ino } = await stat(real);
    const stamp = `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
    const known = this.#load();
    const entry = known.get(real);
    if (entry?.stamp === stamp) return entry.digest;
    const digest = await digestOf(real);
    known.set(real, { stamp, digest });
    this.#changed = true;
    return digest;
  }

  #load(): Map<string, { readonly stamp: string; readonly digest: string }> {
    if (this.#known) return this.#known;
    try {
      this.#known = new Map(Object.entries(JSON.parse(readFileSync(this.#path, "utf8")) as Record<string, { stamp: string; digest: string }>));
    } catch {
      this.#known = new Map();
    }
    return this.#known;
  }

  /** Only a memory: a home that cannot be written (a check on a read-only checkout) is no mistake. */
  async save(): Promise<void> {
    if (!this.#changed || !this.#known) return;
    this.#changed = false;
    await writeWhole(this.#path, JSON.stringify(Object.fromEntries(this.#known))).catch(() => {});
  }
}

/** Asks a definition what it sees of the world; a mistake of the user's is returned, not thrown. */
export async function observe(catalog: Catalog<NodeDefinition>, op: string, args: Readonly<Record<string, unknown>>, host: Host): Promise<Observation | Diagnostic> {
  const definition = catalog.nodes.get(op);
  if (!definition?.observe) return { identity: "", facts: undefined };
  try {
    return await definition.observe(args as Parameters<typeof definition.observe>[0], host);
  } catch (error) {
    if (error instanceof MlpError) return error.diagnostic;
    throw error;
  }
}

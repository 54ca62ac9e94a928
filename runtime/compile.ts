import { readFile, realpath } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { check, checkOneTest, type CheckOptions, type CheckResult, type Source } from "../language/check/check.ts";
import type { ParamValues } from "../language/check/context.ts";
import { CheckMemory } from "../language/check/memory.ts";
import type { Answer, Need } from "../language/check/needs.ts";
import { diagnose, fail, MlpError, type Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { nodeFailed } from "../language/diagnostics/registry/execution.ts";
import { importFailed } from "../language/diagnostics/registry/names.ts";
import type { Graph } from "../language/graph/graph.ts";
import type { Catalog } from "../language/nodes/catalog.ts";
import { loadModule } from "./modules.ts";
import type { Host, NodeDefinition } from "./node.ts";
import { observe } from "./host.ts";
import type { LockEntry } from "./lock.ts";
import { LockedObservations, withoutRepeats, type LockUse } from "./locked.ts";

export interface CompilerOptions {
  readonly catalog: Catalog<NodeDefinition>;
  /** The surroundings of a pipeline file: its folder decides what its paths mean. */
  readonly hostFor: (file: string) => Promise<Host>;
  /** How long an answer about the world holds, in milliseconds: 0 asks anew at each check; an editor asks less often. */
  readonly freshFor?: number;
  /** Let each check of a file take from the last one what still holds, as an editor does; the result of the last one is then spent. */
  readonly remembers?: boolean;
  /** What `mlp.lock` is for, and the folder that holds it. */
  readonly lock: { readonly use: LockUse; readonly folderOf: (file: string) => Promise<string> };
}

/** An editor has about as many files open. */
const mostMemories = 16;

/** Answers the checker's needs until it has no more, and remembers the answers. */
export class Compiler {
  readonly #options: CompilerOptions;
  readonly #answers = new Map<string, { readonly answer: Answer; readonly time: number }>();
  readonly #kept = new Map<string, LockEntry>();
  /** Of the files that were checked last, by their names. */
  readonly #memories = new Map<string, CheckMemory>();

  constructor(options: CompilerOptions) {
    this.#options = options;
  }

  get catalog(): Catalog<NodeDefinition> {
    return this.#options.catalog;
  }

  /** All answers so far, as facts for a synchronous check. */
  facts() {
    return { answers: new Map([...this.#answers].map(([key, { answer }]) => [key, answer])) };
  }

  /** The files that were read so far, as `mlp.lock` keeps them. */
  get kept(): readonly LockEntry[] {
    return [...this.#kept.values()];
  }

  check(source: Source, params: ParamValues = {}, requireParams = false): Promise<CheckResult> {
    // The needs of one check are answered in several rounds, which take from each other in any case.
    const memory = this.#options.remembers ? this.#memoryOf(source.file) : new CheckMemory();
    return this.#answered(source, (known) => check(source, { ...known, params, requireParams, memory }));
  }

  #memoryOf(file: string): CheckMemory {
    const memory = this.#memories.get(file) ?? new CheckMemory();
    this.#memories.delete(file);
    this.#memories.set(file, memory);
    const [oldest] = this.#memories.keys();
    if (this.#memories.size > mostMemories && oldest !== undefined) this.#memories.delete(oldest);
    return memory;
  }

  /** One test of a pipeline. */
  checkTest(source: Source, name: string): Promise<CheckResult> {
    return this.#answered(source, (known) => checkOneTest(source, known, name));
  }

  async #answered(source: Source, checked: (known: Pick<CheckOptions, "catalog" | "facts">) => CheckResult): Promise<CheckResult> {
    const { use, folderOf } = this.#options.lock;
    const lock = await LockedObservations.open(await folderOf(source.file), use, this.#kept);
    const oldest = Date.now() - (this.#options.freshFor ?? 0);
    for (const [key, { time }] of this.#answers) if (time < oldest) this.#answers.delete(key);
    for (;;) {
      const result = checked({ catalog: this.#options.catalog, facts: this.facts() });
      const open = result.needs.filter((need) => !this.#answers.has(need.key));
      if (open.length === 0) return finished(result, dirname(source.file), lock.damage);
      const answers = await Promise.all(open.map((need) => this.#answer(need, source.file, lock)));
      open.forEach((need, index) => {
        const answer = answers[index];
        if (answer) this.#answers.set(need.key, { answer, time: Date.now() });
      });
    }
  }

  async #answer(need: Need, entry: string, lock: LockedObservations): Promise<Answer> {
    try {
      if (need.kind === "source") return await readSource(need, entry);
      if (need.kind === "module") return await readModule(need, entry);
      const host = await this.#options.hostFor(need.file);
      return await lock.answer(need, this.#options.catalog.nodes.get(need.op), await observe(this.#options.catalog, need.op, need.args, host), host);
    } catch (error) {
      return { kind: "failed", diagnostic: asDiagnostic(error, need) };
    }
  }
}

function finished(result: CheckResult, folder: string, damage: Diagnostic | undefined): CheckResult {
  const { needs, model } = result;
  return {
    diagnostics: [...(damage ? [damage] : []), ...withoutRepeats(result.diagnostics)],
    get graph() {
      return damage || !result.graph ? undefined : portable(result.graph, folder);
    },
    needs,
    model,
  };
}

/** Files in a graph are relative to the pipeline's folder: it means the same on another machine. */
function portable(graph: Graph, folder: string): Graph {
  const own = (file: string) => relative(folder, file);
  return { ...graph, modules: graph.modules.map(own), nodes: graph.nodes.map((node) => ({ ...node, at: { ...node.at, file: own(node.at.file) } })) };
}

function asDiagnostic(error: unknown, need: Need): Diagnostic {
  if (error instanceof MlpError) return error.diagnostic;
  const why = error instanceof Error ? error.message : String(error);
  if (need.kind === "observe") return diagnose(nodeFailed, undefined, { node: need.op, why });
  return diagnose(importFailed, undefined, { from: need.path, why, fault: need.kind === "module" ? "module" : "missing" });
}

async function readSource(need: Extract<Need, { path: string }>, entry: string): Promise<Answer> {
  const file = await importPath(need.path, need.file, entry);
  const bytes = await readFile(file);
  try {
    return { kind: "source", file, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return fail(importFailed, { from: need.path, why: "it is not UTF-8 text", fault: "encoding" });
  }
}

async function readModule(need: Extract<Need, { path: string }>, entry: string): Promise<Answer> {
  const file = await importPath(need.path, need.file, entry);
  return { kind: "module", file, nodes: await loadModule(file), functions: [] };
}

/**
 * The file an import means. Imports stay inside the project: the nearest folder above the pipeline that holds mlp.yaml, package.json or .git.
 * A link that leads outside does not.
 */
async function importPath(path: string, from: string, entry: string): Promise<string> {
  if (isAbsolute(path) || !/^\.\.?\//.test(path)) fail(importFailed, { from: path, why: "an import's path begins with `./` or `../`", fault: "spelling" });
  const file = resolve(dirname(from), path);
  const real = await realpath(file).catch(() => {
    fail(importFailed, { from: path, why: "there is no such file", fault: "missing" });
  });
  const root = await realpath(await projectRoot(dirname(entry)));
  if (relative(root, real).startsWith("..")) fail(importFailed, { from: path, why: "it lies outside the project's folder", fault: "outside" });
  return file;
}

/** The nearest folder upwards that holds a project file; else the pipeline's own folder. */
async function projectRoot(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    for (const name of ["mlp.yaml", "package.json", ".git"]) {
      if (await realpath(resolve(at, name)).then(() => true, () => false)) return at;
    }
    if (dirname(at) === at) return folder;
  }
}

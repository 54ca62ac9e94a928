import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { catalogOf } from "../../language/nodes/catalog.ts";
import type { Described } from "../../language/nodes/parameter.ts";
import { computeOf, type StoredComputation } from "../../runtime/computation.ts";
import type { ReadyComputation } from "../../runtime/engine/computed.ts";
import { openEngine } from "../../runtime/engine/duckdb.ts";
import type { DataEngine } from "../../runtime/engine/engine.ts";
import { implementationOf } from "../../runtime/implementation.ts";
import type { Context, NodeDefinition } from "../../runtime/node.ts";
import { stopFrom } from "../../runtime/stop.ts";
import { ObjectStore } from "../../runtime/store/objects.ts";
import { getValue, putValue } from "../../runtime/store/values.ts";
import type { DatasetValue, StoredFile } from "../../runtime/values.ts";

export interface TestContextOptions {
  /** Files to make in the pipeline's folder, by their relative paths. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** The folder of the project's state, inside the pipeline's. */
  readonly home?: string;
  readonly seed?: number;
  readonly threads?: number;
  /** What the process may use, in bytes. */
  readonly memory?: number;
  /** Where the implementations of descriptions are looked up. */
  readonly nodes?: readonly NodeDefinition[];
  /** The texts of secrets that `env("NAME")` names. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Nothing is to be asked of the network. */
  readonly offline?: boolean;
}

export interface TestContext extends Context {
  /** The pipeline's folder: paths are relative to it. */
  readonly folder: string;
  /** What was logged: "warning …". */
  readonly lines: readonly string[];
  /** Lets the world be asked anew, as the next run does. */
  askAnew(): void;
  /** Aborts the context's signal. */
  abort(reason?: Error): void;
  /** The rows of a dataset as plain objects, without row numbers. */
  rowsOf(dataset: DatasetValue): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Closes the engine and removes the folder. */
  close(): Promise<void>;
}

/** A context with a real engine, over a temporary folder that holds the given files and a small store. */
export async function testContext(options: TestContextOptions = {}): Promise<TestContext> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-test-"));
  const home = join(folder, options.home ?? ".mlp");
  for (const part of ["scratch", "files"]) await mkdir(join(home, part), { recursive: true });
  for (const [name, content] of Object.entries(options.files ?? {})) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const lines: string[] = [];
  const controller = new AbortController();
  const pathOf = async (file: StoredFile) => join(home, "files", file.$file);
  const digest = async (file: string) => createHash("sha256").update(await readFile(file)).digest("hex");
  const values = new ObjectStore(home);
  const catalog = catalogOf(options.nodes ?? [], []);
  const implementation = (described: Described): Promise<unknown> => implementationOf(catalog, described);
  const computation = async (name: string): Promise<ReadyComputation> => {
    const stored = ((await getValue(values, name)) as StoredComputation).computation;
    return { computation: stored, compute: await computeOf(stored, implementation) };
  };
  const answers = new Map<string, Promise<unknown>>();
  let opened: Promise<DataEngine> | undefined;
  const engine = () => (opened ??= openEngine({ memory: options.memory ?? 2e9, temp: join(home, "scratch"), pathOf, computation, ...(options.threads !== undefined && { threads: options.threads }) }));
  return {
    folder,
    home,
    lines,
    node: { id: "node", op: "test" },
    pipeline: "test",
    run: "run",
    seed: options.seed ?? 7,
    memory: options.memory ?? 2e9,
    signal: controller.signal,
    stop: stopFrom(controller.signal),
    resolve: (path) => resolvePath(folder, path),
    digest,
    engine,
    remember: (_, compute) => compute(),
    once: (key, compute) => {
      const asked = (answers.get(key) as ReturnType<typeof compute> | undefined) ?? compute();
      answers.set(key, asked);
      asked.catch(() => answers.delete(key));
      return asked;
    },
    cacheFolder: async (name) => {
      await mkdir(join(home, "cache", name), { recursive: true });
      return join(home, "cache", name);
    },
    offline: options.offline ?? false,
    log: (level, message) => void lines.push(`${level} ${message}`),
    progress: () => {},
    scratch: async (name) => join(home, "scratch", name),
    keep: async (path) => {
      const file = { $file: await digest(path), bytes: (await stat(path)).size };
      await rename(path, await pathOf(file));
      return file;
    },
    putValue: async (value) => (await putValue(values, value)).$file,
    getValue: (name) => getValue(values, name),
    pathOf,
    implementation: async <Implementation>(described: Described) => (await implementation(described)) as Implementation,
    reveal: (secret) => (typeof secret === "string" ? secret : (options.environment?.[secret.args.name] ?? "")),
    variable: (name) => options.environment?.[name],
    askAnew: () => answers.clear(),
    abort: (reason) => controller.abort(reason),
    rowsOf: async (dataset) => {
      const columns = dataset.schema.columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`).join(", ");
      const open = await engine();
      return (await open.rows(`SELECT ${columns} FROM ${await open.tableOf(dataset)}`)).map((row) => ({ ...row }));
    },
    close: async () => {
      await (await opened)?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function resolvePath(folder: string, path: string): string {
  if (path.startsWith("npm:")) return join(process.cwd(), "node_modules", path.slice(4));
  return isAbsolute(path) ? path : join(folder, path);
}

import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const command = join(root, "dist", "mlp.js");

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the built command, as a user would. */
export function start(args: readonly string[], options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {}): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [command, ...args], { cwd: options.cwd ?? root, env: { ...process.env, NO_COLOR: "1", ...options.env } });
}

export function ended(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

export function mlp(args: readonly string[], options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {}): Promise<Outcome> {
  const child = start(args, options);
  child.stdin.end(options.input ?? "");
  return ended(child);
}

/** A folder of its own with the example pipelines, from which the packages of this checkout can be reached. */
export async function withProject(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-cli-"));
  try {
    await cp(join(root, "pipelines"), folder, { recursive: true, filter: (path) => !path.includes("/.mlp") });
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The last event of `mlp run --json`. */
export function finishedOf(out: string) {
  return JSON.parse(out.trim().split("\n").at(-1) ?? "{}") as {
    event: string;
    status: string;
    run: string;
    nodes: { id: string; op: string; status: string; reason: string }[];
    outputs: Record<string, { kind: string; metrics?: Record<string, number>; rows?: number; version?: number; name?: string; columns?: { name: string }[] }>;
  };
}

export async function until(condition: () => Promise<boolean> | boolean, seconds = 60): Promise<void> {
  const last = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > last) throw new Error(`waited longer than ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

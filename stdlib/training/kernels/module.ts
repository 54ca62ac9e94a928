import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Job } from "./jobs.ts";

/** What all threads of a kernel hold. */
export interface Shared {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: Int32Array;
}

let compiled: WebAssembly.Module | undefined;

/** The kernels' code. The build puts it beside the bundle, where the package's own name finds it: from the bundle and from the sources alike. */
export function kernelModule(): WebAssembly.Module {
  return (compiled ??= new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve("mlp/kernels.wasm")))));
}

export const threadFile = (): URL => new URL(import.meta.resolve("mlp/kernel-thread"));

/** The jobs of an instance over this memory, by name, in the order of the module's exports. */
export function jobsOf(module: WebAssembly.Module, memory: WebAssembly.Memory): ReadonlyMap<string, Job> {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return new Map(Object.entries(exports).flatMap(([name, entry]) => (typeof entry === "function" ? [[name, entry as Job] as const] : [])));
}

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The build puts the kernels beside the bundle, where the package's own name finds them: from the bundle and from the sources alike. */
const built = (name: string): string => fileURLToPath(import.meta.resolve(`mlp/${name}`));

let compiled: WebAssembly.Module | undefined;
let script: string | undefined;

/** The kernels' code. */
export const kernelModule = (): WebAssembly.Module => (compiled ??= new WebAssembly.Module(readFileSync(built("kernels.wasm"))));

/** The code of a helping thread. As text it starts while the thread that it is to help is busy: a file would be loaded through that thread where modules are loaded in ways of its own. */
export const threadScript = (): string => (script ??= readFileSync(built("kernel-thread"), "utf8"));

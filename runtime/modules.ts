import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { NodeDefinition } from "./node.ts";

/** A node from the user's own module; its content is part of the fingerprint of all that it computes. */
export type ModuleNode = NodeDefinition & { readonly origin: string };

/**
 * The nodes that a JavaScript or TypeScript module exports: each export that is a node definition, or a list of them.
 * Throws an `Error` in the user's words where the module cannot be loaded or exports no node.
 */
export async function loadModule(file: string): Promise<readonly ModuleNode[]> {
  const origin = createHash("sha256").update(await readFile(file)).digest("hex");
  const { createJiti } = await import("jiti");
  // `import { defineNode } from "mlp"` means the running copy, also where it is not installed beside the module.
  const jiti = createJiti(import.meta.url, { alias: { mlp: import.meta.resolve("mlp") }, moduleCache: false });
  const module = await jiti.import<Readonly<Record<string, unknown>>>(file).catch((error: unknown) => {
    throw new Error(`it fails when it is loaded: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  });
  const nodes = Object.values(module).flat().filter(isNode);
  if (nodes.length === 0) throw new Error("it exports no node (a node is made with `defineNode`)");
  return [...new Map(nodes.map((node) => [node.name, { ...node, origin }])).values()];
}

function isNode(value: unknown): value is NodeDefinition {
  const node = value as Partial<NodeDefinition> | null;
  return typeof node === "object" && typeof node?.name === "string" && typeof node.infer === "function" && typeof node.takes === "object" && typeof node.execution === "object";
}

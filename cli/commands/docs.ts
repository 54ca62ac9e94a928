import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nearest } from "../../language/diagnostics/suggest.ts";
import type { Catalog } from "../../language/nodes/catalog.ts";
import { makeFolders } from "../../runtime/store/files.ts";
import { standardCatalog } from "../../stdlib/catalog.ts";
import { inputError } from "../exit.ts";
import { functionsPage, indexPage, nodePage } from "../view/reference.ts";

/** Prints one node's page, or writes the whole reference. */
export async function docs(name: string | undefined, options: { readonly output?: string }): Promise<void> {
  const catalog = standardCatalog();
  if (options.output !== undefined) return writeReference(catalog, options.output);
  if (name === undefined) {
    process.stdout.write(indexPage(catalog));
    return;
  }
  const node = catalog.nodes.get(name);
  if (node) {
    process.stdout.write(nodePage(node));
    return;
  }
  const near = nearest(name, catalog.nodes.keys());
  process.stderr.write(`mlp: there is no node named \`${name}\`${near ? `; did you mean \`${near}\`?` : ""}\n`);
  process.exitCode = inputError;
}

async function writeReference(catalog: Catalog, folder: string): Promise<void> {
  await makeFolders(folder);
  await writeFile(join(folder, "README.md"), indexPage(catalog));
  await writeFile(join(folder, "functions.md"), functionsPage(catalog));
  for (const node of catalog.nodes.values()) await writeFile(join(folder, `${node.name}.md`), nodePage(node));
}

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { showColumnType, type Schema } from "../../language/types/schema.ts";
import { load } from "../../stdlib/data/load.ts";
import type { TestContext } from "./context.ts";
import { datasetFrom, diagnosticOf, partsFrom } from "./nodes.ts";

type Content = string | Uint8Array;
type Args = Readonly<Record<string, unknown>>;

export const typesOf = (schema: Schema) => Object.fromEntries(schema.columns.map((column) => [column.name, showColumnType(column)]));

/** What `load` makes of files that are put into a test's folder. */
export function loadingIn(contextOf: () => TestContext) {
  const put = async (name: string, content: Content): Promise<void> => {
    await mkdir(dirname(join(contextOf().folder, name)), { recursive: true });
    await writeFile(join(contextOf().folder, name), content);
  };
  /** The types and rows of what stands at a path. */
  const read = async (path: string, args: Args = {}) => {
    const dataset = await datasetFrom(load, { path, ...args }, contextOf());
    return { types: typesOf(dataset.schema), rows: await contextOf().rowsOf(dataset), dataset };
  };
  return {
    put,
    read,
    loaded: async (name: string, content: Content, args: Args = {}) => {
      await put(name, content);
      return read(name, args);
    },
    refused: async (name: string, content: Content, args: Args = {}) => {
      await put(name, content);
      return diagnosticOf(datasetFrom(load, { path: name, ...args }, contextOf()));
    },
    parted: async (name: string, content: Content, args: Args = {}) => {
      await put(name, content);
      const parts = await partsFrom(load, { path: name, ...args }, contextOf());
      const rowsOf = async (part: string) => {
        const dataset = parts.get(part);
        if (!dataset) throw new Error(`there is no part ${part}`);
        return { types: typesOf(dataset.schema), rows: await contextOf().rowsOf(dataset) };
      };
      return { kept: await rowsOf("rows"), aside: await rowsOf("quarantined") };
    },
  };
}

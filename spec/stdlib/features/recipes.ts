import type { Described } from "../../../language/nodes/parameter.ts";
import type { Selector } from "../../../language/types/selectors.ts";
import type { NodeDefinition } from "../../../runtime/node.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { dataNodes } from "../../../stdlib/data/index.ts";
import { load } from "../../../stdlib/data/load.ts";
import { featureNodes } from "../../../stdlib/features/index.ts";
import { trainingNodes } from "../../../stdlib/training/index.ts";
import { testContext, type TestContext, type TestContextOptions } from "../../kit/context.ts";
import { datasetFrom } from "../../kit/nodes.ts";

const nodes = new Map<string, NodeDefinition>([...dataNodes, ...featureNodes, ...trainingNodes].map((node) => [node.name, node]));

export const nodeNamed = (name: string): NodeDefinition => {
  const node = nodes.get(name);
  if (!node) throw new Error(`no node ${name}`);
  return node;
};

export const numeric: Selector = { select: "numeric" };
export const categorical: Selector = { select: "categorical" };
export const named = (...names: string[]): Selector => ({ select: "columns", names });

type Step = readonly [name: string, args: Readonly<Record<string, unknown>>];

/** A recipe as a graph's description, its steps in the order in which they are piped. */
export function recipeOf(target: string, ...steps: readonly Step[]): Described {
  const start: Described = { describe: "recipe", version: 1, args: { target } };
  return steps.reduce<Described>((rows, [describe, args]) => ({ describe, version: 1, args: { rows, ...args } }), start);
}

export const estimator = (describe: string, args: Readonly<Record<string, unknown>> = {}): Described => {
  const presets = Object.entries(nodeNamed(describe).takes).flatMap(([name, { default: preset }]) => (preset === undefined ? [] : [[name, preset]]));
  return { describe, version: 1, args: { ...Object.fromEntries(presets), ...args } };
};

/** A context that finds the standard nodes, transforms included. */
export const standardContext = (options: TestContextOptions = {}): Promise<TestContext> => testContext({ nodes: [...nodes.values()], ...options });

/** The rows of a CSV text. */
export async function rowsFrom(context: TestContext, csv: string): Promise<DatasetValue> {
  const { writeFile } = await import("node:fs/promises");
  await writeFile(`${context.folder}/rows.csv`, csv);
  return datasetFrom(load, { path: "rows.csv" }, context);
}

export const run = (name: string, args: Readonly<Record<string, unknown>>, context: TestContext): Promise<DatasetValue> => datasetFrom(nodeNamed(name), args, context);

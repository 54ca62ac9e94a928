import { MlpError, type Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import type { Context, NodeDefinition } from "../../runtime/node.ts";
import { isDataset, isParts, type DatasetValue, type Parts, type Value } from "../../runtime/values.ts";

/** Runs a transform or an operation with these arguments; those under any name go into `rest`. */
export async function runNode(node: NodeDefinition, args: Readonly<Record<string, unknown>>, context: Context): Promise<Value | Parts> {
  const { execution, takes } = node;
  const given = Object.entries(args);
  const named = Object.fromEntries([
    ...Object.entries(takes).flatMap(([name, { default: preset }]) => (preset === undefined ? [] : [[name, preset] as const])),
    ...given.filter(([name]) => Object.hasOwn(takes, name)),
  ]);
  const rest = Object.fromEntries(given.filter(([name]) => !Object.hasOwn(takes, name)));
  if (execution.kind === "transform") return execution.plan({ ...named, rest }, context);
  if (execution.kind === "operation") return execution.run({ ...named, rest }, context);
  throw new Error(`${node.name} is neither a transform nor an operation`);
}

export async function datasetFrom(node: NodeDefinition, args: Readonly<Record<string, unknown>>, context: Context): Promise<DatasetValue> {
  const value = await runNode(node, args, context);
  if (!isDataset(value)) throw new Error(`${node.name} gave ${value.kind}`);
  return value;
}

export async function partsFrom(node: NodeDefinition, args: Readonly<Record<string, unknown>>, context: Context): Promise<ReadonlyMap<string, DatasetValue>> {
  const value = await runNode(node, args, context);
  if (!isParts(value)) throw new Error(`${node.name} gave ${value.kind}`);
  return new Map(Object.entries(value.parts).map(([name, part]) => [name, isDataset(part) ? part : notADataset(name)]));
}

function notADataset(name: string): never {
  throw new Error(`the part ${name} is no dataset`);
}

/** The diagnostic that some work ends in; fails where it ends well or in another error. */
export async function diagnosticOf(work: Promise<unknown>): Promise<Diagnostic> {
  try {
    await work;
  } catch (error) {
    if (error instanceof MlpError) return error.diagnostic;
    throw error;
  }
  throw new Error("expected a diagnostic, and there was none");
}

import { fail } from "../language/diagnostics/diagnostic.ts";
import { unknownOperation } from "../language/diagnostics/registry/execution.ts";
import type { Catalog } from "../language/nodes/catalog.ts";
import type { Described } from "../language/nodes/parameter.ts";
import type { NodeDefinition } from "./node.ts";

/** What stands behind a description: what its definition provides, or how a transform plans its rows. Throws a diagnostic for a node that is not there. */
export async function implementationOf(catalog: Catalog<NodeDefinition> | undefined, described: Described): Promise<unknown> {
  const execution = catalog?.nodes.get(described.describe)?.execution;
  if (execution && "provides" in execution && execution.provides) return execution.provides();
  if (execution?.kind === "transform") return { plan: execution.plan };
  return fail(unknownOperation, { op: described.describe, version: described.version });
}

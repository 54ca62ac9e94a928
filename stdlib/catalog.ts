import { catalogOf, type Catalog } from "../language/nodes/catalog.ts";
import { loadModule } from "../runtime/modules.ts";
import type { NodeDefinition } from "../runtime/node.ts";
import { dataNodes } from "./data/index.ts";
import { aggregateFunctions } from "./data/aggregates/values.ts";
import { rowFunctions } from "./data/functions/index.ts";
import { featureNodes } from "./features/index.ts";
import { monitoringNodes } from "./monitoring/index.ts";
import { registryNodes } from "./registry/index.ts";
import { servingNodes } from "./serving/index.ts";
import { trainingNodes } from "./training/index.ts";

/** The standard library, with nodes of the user's own added to it. */
export function standardCatalog(own: readonly NodeDefinition[] = []): Catalog<NodeDefinition> {
  return catalogOf([...dataNodes, ...featureNodes, ...trainingNodes, ...registryNodes, ...servingNodes, ...monitoringNodes, ...own], rowFunctions, aggregateFunctions);
}

/** The standard library with the nodes of these module files. */
export async function catalogWith(modules: readonly string[], own: readonly NodeDefinition[] = []): Promise<Catalog<NodeDefinition>> {
  const loaded = await Promise.all(modules.map(loadModule));
  return standardCatalog([...own, ...loaded.flat()]);
}

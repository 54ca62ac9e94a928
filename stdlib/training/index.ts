import type { NodeDefinition } from "../../runtime/node.ts";
import { bestOf } from "./best-of.ts";
import { estimatorNodes } from "./estimators/index.ts";
import { evaluate } from "./evaluate.ts";
import { train } from "./train.ts";

/** Learning models, measuring them, and choosing between them. */
export const trainingNodes: readonly NodeDefinition[] = [train, evaluate, bestOf, ...estimatorNodes];

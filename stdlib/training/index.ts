import type { NodeDefinition } from "../../runtime/node.ts";
import { bestOf } from "./best-of.ts";
import { crossValidate } from "./cross-validate.ts";
import { estimatorNodes } from "./estimators/index.ts";
import { evaluate } from "./evaluate.ts";
import { outOfFold } from "./out-of-fold.ts";
import { train } from "./train.ts";

/** Learning models, measuring them, and choosing between them. */
export const trainingNodes: readonly NodeDefinition[] = [train, evaluate, crossValidate, outOfFold, bestOf, ...estimatorNodes];

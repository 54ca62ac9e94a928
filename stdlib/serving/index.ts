import { predictNode } from "./predict.ts";
import { serveNode } from "./serve.ts";

export const servingNodes = [serveNode, predictNode];

import { championNode } from "./champion.ts";
import { registerNode } from "./register.ts";

export const registryNodes = [registerNode, championNode];

import type { Literal } from "../../../language/graph/graph.ts";
import type { Selector } from "../../../language/types/selectors.ts";

export const ways = ["mean", "median", "most_frequent", "constant", "k_nearest", "iterative"] as const;
export type Way = (typeof ways)[number];

/** Ways that fill columns of numbers from each other. */
export type JointWay = "k_nearest" | "iterative";
export const isJoint = (way: Way): way is JointWay => way === "k_nearest" || way === "iterative";

export interface ImputeArgs {
  readonly columns: Selector;
  readonly with?: Way;
  readonly value?: Literal | undefined;
  readonly indicator?: boolean;
  readonly neighbours?: number | undefined;
  readonly weights?: "uniform" | "distance" | undefined;
  readonly rounds?: number | undefined;
  readonly tolerance?: number | undefined;
}

/** The one way that an argument belongs to. */
const only: Readonly<Record<"value" | "neighbours" | "weights" | "rounds" | "tolerance", Way>> = {
  value: "constant",
  neighbours: "k_nearest",
  weights: "k_nearest",
  rounds: "iterative",
  tolerance: "iterative",
};

/** What is wrong with the arguments for a way, in words; `has` tells which are given. */
export function mistakeIn(way: Way, has: (argument: string) => boolean): string | undefined {
  if (way === "constant" && !has("value")) return "`impute` is to fill `with: constant`, and has no `value:`";
  const foreign = Object.entries(only).find(([argument, own]) => own !== way && has(argument));
  return foreign && `\`impute\` has a \`${foreign[0]}:\`, and fills \`with: ${way}\``;
}

import type { Selector } from "../../../language/types/selectors.ts";
import { misplacedOption, type OptionOwners } from "../step.ts";

export const methods = ["one_hot", "ordinal", "frequency", "hash", "target"] as const;
export type Method = (typeof methods)[number];
export const unknowns = ["ignore", "error", "other"] as const;
export type Unknown = (typeof unknowns)[number];
export const drops = ["first", "if_binary"] as const;
export const outputs = ["share", "count"] as const;

export interface EncodeArgs {
  readonly columns: Selector;
  readonly method?: Method | undefined;
  readonly unknown?: Unknown | undefined;
  readonly min_frequency?: number | undefined;
  readonly max_categories?: number | undefined;
  readonly drop?: (typeof drops)[number] | undefined;
  readonly output?: (typeof outputs)[number] | undefined;
  readonly buckets?: number | undefined;
  readonly signed?: boolean | undefined;
  readonly smooth?: number | undefined;
  readonly folds?: number | undefined;
}

const owners: OptionOwners = {
  min_frequency: ["one_hot", "ordinal", "frequency", "target"],
  max_categories: ["one_hot", "ordinal", "frequency", "target"],
  drop: ["one_hot"],
  output: ["frequency"],
  buckets: ["hash"],
  signed: ["hash"],
  smooth: ["target"],
  folds: ["target"],
};

/** Why the options do not go together; `has` says which are written. */
export function optionMistake(method: Method, unknown: Unknown, has: (option: string) => boolean): { readonly option: string; readonly why: string; readonly help: string } | undefined {
  const misplaced = misplacedOption(owners, method, has);
  if (misplaced) return misplaced;
  if (method === "hash" && unknown !== "ignore") return { option: "unknown", why: "`hash` learns no categories, so none is unknown to it", help: "leave `unknown` out" };
  const grouping = ["min_frequency", "max_categories"].find(has);
  if (grouping === undefined || unknown === "other") return undefined;
  return { option: grouping, why: `\`${grouping}\` says which categories are rare, and nothing collects them`, help: "add `unknown: other`: rare categories, and those that were not learned, then count as one" };
}

export const defaultBuckets = 64;
/** As many columns as hashing may make of one, where they are not kept as codes. */
export const mostHashColumns = 4096;
export const defaultFolds = 5;

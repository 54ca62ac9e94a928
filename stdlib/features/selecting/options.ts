export const methods = ["variance", "f", "chi2", "mutual_information", "model"] as const;
export type Method = (typeof methods)[number];

/** What is wrong with the arguments, in words; `has` tells which are given. */
export function selectionMistake(method: Method, has: (argument: string) => boolean): string | undefined {
  if (has("keep") && has("threshold")) return "`select_features` has a `keep:` and a `threshold:`, and one says which features stay";
  if (!has("keep") && !has("threshold") && method !== "variance" && method !== "model") return `\`select_features\` by \`${method}\` is not told how many features to keep`;
  if (method === "model" && !has("estimator")) return "`select_features` by `model` has no `estimator:` to ask";
  if (method !== "model" && has("estimator")) return `\`select_features\` has an \`estimator:\`, and the method is \`${method}\``;
  return undefined;
}

import type { Column } from "../../../language/types/schema.ts";

export const methods = ["bag", "tf_idf", "hashing"] as const;
export type Method = (typeof methods)[number];

export const isTextColumn = ({ type }: Column): boolean => type.kind === "string" || type.kind === "category";

/** The methods that an option is for. */
const owners: Readonly<Record<string, readonly Method[]>> = {
  min_rows: ["bag", "tf_idf"],
  max_rows: ["bag", "tf_idf"],
  max_terms: ["bag", "tf_idf"],
  sublinear: ["tf_idf"],
  buckets: ["hashing"],
};

/** What is wrong with the options that are given for a method, in words. */
export function optionMistake(method: Method, has: (option: string) => boolean): string | undefined {
  const foreign = Object.keys(owners).find((option) => has(option) && !owners[option]!.includes(method));
  return foreign && `\`text\` has \`${foreign}:\`, which is for ${owners[foreign]!.map((one) => `\`${one}\``).join(" and ")}, and the method is \`${method}\``;
}

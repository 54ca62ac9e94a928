import type { Context } from "../../runtime/node.ts";

/** The names of the rows in these arguments, together; `undefined` where the checker could not name some of them. */
export function namesOf({ node }: Pick<Context, "node">, ...parameters: readonly string[]): readonly string[] | undefined {
  const names = parameters.flatMap((parameter) => node.rows?.[parameter] ?? []);
  return names.length > 0 ? [...new Set(names)].sort() : undefined;
}

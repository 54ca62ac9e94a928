import { canonical, sha256 } from "./canonical.ts";

/**
 * What a node's result depends on, and nothing else. Ids, names of bindings, comments, places in the file, the order of declarations,
 * retries and timeouts are not in it: changing them runs nothing again.
 */
export interface Ingredients {
  /** The operation, its version, and for a user's node the content of its module: another program gives another result. */
  readonly definition: string;
  /** Each parameter after evaluation, as canonical JSON; descriptions in it carry their definitions' versions. */
  readonly params: Readonly<Record<string, string>>;
  /** Each input's content, or the fingerprint of one that the engine has not computed. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What the node sees of the world, by content: the file it reads. */
  readonly observed?: string;
  /** Only where the definition draws random numbers. */
  readonly seed?: number;
}

export function fingerprintOf(ingredients: Ingredients): string {
  return sha256(canonical({ format: 1, ...ingredients }));
}

import type { AggregateFunction } from "./aggregates.ts";
import type { RowFunction } from "./functions.ts";
import type { NodeSignature } from "./signature.ts";

/** The nodes and row functions that a pipeline may use; given to the language from outside. */
export interface Catalog<Node extends NodeSignature = NodeSignature> {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly functions: ReadonlyMap<string, RowFunction>;
  /** Functions of several rows. They share no scope with those of one row: where one may stand, the other may not. */
  readonly aggregates: ReadonlyMap<string, AggregateFunction>;
}

export function catalogOf<Node extends NodeSignature>(nodes: readonly Node[], functions: readonly RowFunction[], aggregates: readonly AggregateFunction[] = []): Catalog<Node> {
  return {
    nodes: new Map(nodes.map((node) => [node.name, node])),
    functions: new Map(functions.map((definition) => [definition.name, definition])),
    aggregates: new Map(aggregates.map((definition) => [definition.name, definition])),
  };
}

import type { Literal } from "../graph/graph.ts";
import type { NodeSignature } from "../nodes/signature.ts";
import type { RowFunction } from "../nodes/functions.ts";
import type { Expression } from "../syntax/ast.ts";
import type { Selector } from "../types/selectors.ts";
import type { Type } from "../types/type.ts";

/** What a call turned out to be, for lowering and the editor. */
export type CheckedCall =
  | {
      readonly kind: "node";
      readonly signature: NodeSignature;
      /** An `operation` is a node of the graph; a `description` and a `lookup` are part of the expression they stand in. */
      readonly form: "operation" | "description" | "lookup";
      readonly args: readonly CheckedArgument[];
      /** The parameter that the pipe fills, if this call is a step of one. */
      readonly piped?: string;
      /** Names of the rows in the arguments that count as seen, or must be unseen, where those rows can be named. */
      readonly rows?: Readonly<Record<string, readonly string[]>>;
      readonly type: Type;
    }
  | { readonly kind: "function"; readonly definition: Pick<RowFunction, "name" | "summary" | "example"> };

/** An argument, matched to its parameter. */
export interface CheckedArgument {
  readonly parameter: string;
  /** Given under a name of the user's own: `derive(per_month: …)`. */
  readonly rest: boolean;
  readonly value: ArgumentValue;
}

export type ArgumentValue =
  | { readonly kind: "value"; readonly expression: Expression }
  /** An expression over rows. */
  | { readonly kind: "row"; readonly expression: Expression }
  /** A function of several rows, with its arguments by their parameters. */
  | { readonly kind: "aggregate"; readonly function: string; readonly args: ReadonlyMap<string, ArgumentValue> }
  | { readonly kind: "selector"; readonly selector: Selector }
  | { readonly kind: "column"; readonly column: string }
  | { readonly kind: "word"; readonly word: Literal };

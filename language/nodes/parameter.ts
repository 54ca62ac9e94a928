import type { Expr, Literal } from "../graph/graph.ts";
import type { Selector } from "../types/selectors.ts";
import type { Aggregate, AggregatePlace } from "./aggregates.ts";

/**
 * What an argument may be. One declaration gives the static type of the value that `run` receives (`Value`),
 * the checker's type, the JSON Schema of the graph's parameters, and the editor's completion and hover.
 */
export interface Parameter<Value = unknown> {
  readonly accepts: Accepts;
  readonly doc: string;
  readonly required: boolean;
  readonly default?: Literal | readonly Literal[];
  /** Never set: carries the static type. */
  readonly value?: Value;
}

export type Accepts =
  | { readonly kind: "int" | "float" | "share" | "duration" | "bytes"; readonly min?: number; readonly max?: number; readonly above?: number; readonly below?: number }
  | { readonly kind: "string" | "path" | "bool" | "scalar" }
  /** Scalars by name: `{ age: 30, plan: "free" }`; with `words`, one of these each: `{ age: float }`. */
  | { readonly kind: "record"; readonly words?: readonly string[] }
  | { readonly kind: "word"; readonly words: readonly string[] }
  /** A string, or the environment variable that `env(…)` names; it is revealed only where it is used. */
  | { readonly kind: "secret" }
  /** A column of the dataset given for the parameter `of`, or of a dataset known later (a recipe's target). */
  | { readonly kind: "column" | "columns"; readonly of?: string }
  /** An expression over a row of the dataset given for `of`. */
  | { readonly kind: "expression"; readonly of: string; readonly gives: "bool" | "any" }
  /** A function of several rows of the dataset given for `of`: of the rows of a group, or of those that a row looks at. */
  | { readonly kind: "aggregate"; readonly of: string; readonly over: AggregatePlace }
  | { readonly kind: "list"; readonly item: Accepts }
  /** A value of another node, by its type's name; several names where several fit. */
  | { readonly kind: "value"; readonly names: readonly string[] };

/** The plain value of a described one at run time: its arguments evaluated, defaults filled in. */
export interface Described<Args = Readonly<Record<string, unknown>>> {
  readonly describe: string;
  readonly version: number;
  readonly args: Args;
}

type Bounds = { readonly min?: number; readonly max?: number; readonly above?: number; readonly below?: number };

const parameter = <Value>(accepts: Accepts, doc: string): Parameter<Value> => ({ accepts, doc, required: true });

export const int = (doc: string, bounds: Bounds = {}): Parameter<number> => parameter({ kind: "int", ...bounds }, doc);
export const float = (doc: string, bounds: Bounds = {}): Parameter<number> => parameter({ kind: "float", ...bounds }, doc);
/** A part of a whole: `70%` or `0.7`. */
export const share = (doc: string, bounds: Bounds = { min: 0, max: 1 }): Parameter<number> => parameter({ kind: "share", ...bounds }, doc);
/** In milliseconds. */
export const duration = (doc: string, bounds: Bounds = { above: 0 }): Parameter<number> => parameter({ kind: "duration", ...bounds }, doc);
export const bytes = (doc: string, bounds: Bounds = { above: 0 }): Parameter<number> => parameter({ kind: "bytes", ...bounds }, doc);
export const string = (doc: string): Parameter<string> => parameter({ kind: "string" }, doc);
/** A path or URL as written; the runtime resolves it against the pipeline's folder. */
export const path = (doc: string): Parameter<string> => parameter({ kind: "path" }, doc);
/** Whether text is the name of a variable of the environment. */
export const isVariable = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);

export const secret = (doc: string): Parameter<string | Described<{ readonly name: string }>> => parameter({ kind: "secret" }, doc);
export const bool = (doc: string): Parameter<boolean> => parameter({ kind: "bool" }, doc);
/** Any number, string, bool or null. */
export const anyScalar = (doc: string): Parameter<Literal> => parameter({ kind: "scalar" }, doc);
export const record = (doc: string): Parameter<Readonly<Record<string, Literal>>> => parameter({ kind: "record" }, doc);
/** Words by name: `{ age: float, zip: string }`. */
export const recordOf = <const Words extends readonly string[]>(words: Words, doc: string): Parameter<Readonly<Record<string, Words[number]>>> => parameter({ kind: "record", words }, doc);
export const oneOf = <const Words extends readonly string[]>(words: Words, doc: string): Parameter<Words[number]> =>
  parameter({ kind: "word", words }, doc);
/** One column's name. */
export const column = (doc: string, of?: string): Parameter<string> => parameter({ kind: "column", ...(of && { of }) }, doc);
export const columns = (doc: string, of?: string): Parameter<Selector> => parameter({ kind: "columns", ...(of && { of }) }, doc);
/** An expression over the columns of a row, evaluated by the engine or row by row. */
export const expression = (doc: string, gives: "bool" | "any" = "any", of = "rows"): Parameter<Expr> =>
  parameter({ kind: "expression", of, gives }, doc);
/** A function of several rows. */
export const aggregateOf = (doc: string, over: AggregatePlace, of = "rows"): Parameter<Aggregate> => parameter({ kind: "aggregate", of, over }, doc);
export const list = <Item>(item: Parameter<Item>, doc = item.doc): Parameter<readonly Item[]> =>
  parameter({ kind: "list", item: item.accepts }, doc);
/** A value that another node makes, by its type's name. */
export const input = <Value>(name: string | readonly string[], doc: string): Parameter<Value> =>
  parameter({ kind: "value", names: typeof name === "string" ? [name] : name }, doc);

export const optional = <Value>(of: Parameter<Value>): Parameter<Value | undefined> => ({ ...of, required: false });
export const withDefault = <Value extends Literal | readonly Literal[]>(of: Parameter<Value>, value: NoInfer<Value>): Parameter<Value> => ({
  ...of,
  required: false,
  default: value,
});

export type Parameters = Readonly<Record<string, Parameter>>;

/** The static type of the arguments that a declaration of parameters admits. */
export type ArgumentsOf<Takes extends Parameters> = {
  readonly [Name in keyof Takes]: Takes[Name] extends Parameter<infer Value> ? Value : never;
};

/** Every operation takes these; the scheduler obeys them. */
export const policyParameters = {
  retry: optional(int("How many more times to try when it fails.", { min: 0, max: 100 })),
  timeout: optional(duration("How long it may take, for example `10m`, before it is stopped and counted as failed.")),
} satisfies Parameters;

import type { Span } from "./span.ts";

/**
 * The syntax tree: read-only, without symbols or types (those stand beside it, see `check/`).
 * `doc` is the Markdown of the `///` lines in front of a declaration, without the slashes.
 */
export interface SourceFile {
  readonly kind: "file";
  readonly file: string;
  readonly statements: readonly Statement[];
}

export type Statement = PipelineStatement | ParamStatement | SeedStatement | SchemaStatement | ImportStatement | FunctionStatement | TestStatement | BindingStatement;

interface Declared {
  readonly span: Span;
  readonly doc?: string;
}

export interface Identifier {
  readonly text: string;
  readonly span: Span;
  /** The part that it is bound to, where that has another name: `{ train }` inside a function is bound as `churn.train`. */
  readonly part?: string;
}

/** `pipeline churn` */
export interface PipelineStatement extends Declared {
  readonly kind: "pipeline";
  readonly name: Identifier;
}

/** `param min_auc: float = 0.8`; without a default the param is required. */
export interface ParamStatement extends Declared {
  readonly kind: "param";
  readonly name: Identifier;
  readonly type: TypeExpression;
  readonly value?: Expression;
}

/** `seed 7` */
export interface SeedStatement extends Declared {
  readonly kind: "seed";
  readonly value: NumberLiteral;
}

/** `schema Customer { .id: int, .plan: category("free", "paid")? }` */
export interface SchemaStatement extends Declared {
  readonly kind: "schema";
  readonly name: Identifier;
  readonly entries: readonly SchemaEntry[];
}

/** What stands between two commas of a schema: a column, or a promise of whole rows. */
export type SchemaEntry = SchemaField | SchemaKey | SchemaRule;

export interface SchemaField extends Declared {
  readonly kind: "field";
  /** The column's name, without its dot and backticks. */
  readonly column: Identifier;
  readonly type: TypeExpression;
  readonly promises: readonly SchemaPromise[];
}

/** `unique(.order, .line)`: no two rows have the same values in all of these columns. */
export interface SchemaKey extends Declared {
  readonly kind: "key";
  readonly word: Identifier;
  readonly columns: readonly Identifier[];
}

/** `expect .ended >= .started`: holds for each row, unless it is unknown. */
export interface SchemaRule extends Declared {
  readonly kind: "rule";
  readonly condition: Expression;
}

/** What a schema promises of a column's values behind its type: `in 0..120`, `matching r"…"`, `unique`, `pii`. */
export type SchemaPromise =
  | { readonly kind: "in"; readonly range: Expression; readonly span: Span }
  | { readonly kind: "word"; readonly word: Identifier; readonly value?: Expression; readonly span: Span };

/** `float`, `int?`, `category("a", "b")` */
export interface TypeExpression {
  readonly name: Identifier;
  readonly args: readonly Expression[];
  readonly optional: boolean;
  readonly span: Span;
}

/** `import { features } from "./features.mlp"`, or `import nodes from "./my_nodes.js"` (then `names` is absent). */
export interface ImportStatement extends Declared {
  readonly kind: "import";
  readonly names?: readonly Identifier[];
  readonly all?: Identifier;
  readonly from: Identifier;
}

/** `fn prepared(rows: Dataset, rate: share = 5%) = rows |> …`, or bindings in curly brackets, all of which are its result. */
export interface FunctionStatement extends Declared {
  readonly kind: "function";
  readonly name: Identifier;
  readonly params: readonly FunctionParameter[];
  readonly body: { readonly kind: "expression"; readonly value: Expression } | { readonly kind: "block"; readonly bindings: readonly BindingStatement[] };
}

export interface FunctionParameter {
  readonly name: Identifier;
  readonly type?: TypeExpression;
  readonly value?: Expression;
  readonly span: Span;
}

/** `test "no charge without tenure" { given customers = rows(…) expect clean == rows(…) }` */
export interface TestStatement extends Declared {
  readonly kind: "test";
  /** The text that names it, without quotes. */
  readonly name: Identifier;
  readonly clauses: readonly TestClause[];
}

/** What stands for a binding or a param in a test, or what must then hold. */
export type TestClause =
  | { readonly kind: "given"; readonly name: Identifier; readonly value: Expression; readonly span: Span }
  | { readonly kind: "expect"; readonly value: Expression; readonly span: Span };

/** `model = train(…) when ok`, or `{ train, test } = …` (then `parts` is true). */
export interface BindingStatement extends Declared {
  readonly kind: "binding";
  readonly names: readonly Identifier[];
  readonly parts: boolean;
  readonly value: Expression;
  readonly when?: Expression;
  /** Made from an `expect` of a test. */
  readonly expected?: true;
}

export type Expression =
  | NumberLiteral
  | StringLiteral
  | WordLiteral
  | NameExpression
  | ColumnExpression
  | ListExpression
  | RecordExpression
  | CallExpression
  | PipeExpression
  | MemberExpression
  | IndexExpression
  | UnaryExpression
  | BinaryExpression
  | RangeExpression
  | GroupExpression
  | MissingExpression;

/** `unit` tells how it was written: `80%` is 0.8, `15m` is milliseconds, `2GB` is bytes. */
export interface NumberLiteral {
  readonly kind: "number";
  readonly value: number;
  readonly unit: "int" | "float" | "share" | "duration" | "bytes";
  readonly text: string;
  readonly span: Span;
}

/** Text and `${…}` in turn: `"a${b}c"` is `["a", b, "c"]`. A raw string has one text. */
export interface StringLiteral {
  readonly kind: "string";
  readonly parts: readonly (string | Expression)[];
  readonly span: Span;
}

export interface WordLiteral {
  readonly kind: "word";
  readonly value: true | false | null;
  readonly span: Span;
}

export interface NameExpression {
  readonly kind: "name";
  readonly name: string;
  readonly span: Span;
}

/** `.tenure`; `column` is without its dot and backticks. */
export interface ColumnExpression {
  readonly kind: "column";
  readonly column: string;
  readonly span: Span;
}

export interface ListExpression {
  readonly kind: "list";
  readonly items: readonly Expression[];
  readonly span: Span;
}

export interface RecordExpression {
  readonly kind: "record";
  readonly entries: readonly { readonly name: Identifier; readonly value: Expression }[];
  readonly span: Span;
}

export interface Argument {
  readonly name?: Identifier;
  readonly value: Expression;
  readonly span: Span;
}

export interface CallExpression {
  readonly kind: "call";
  readonly callee: Identifier;
  readonly args: readonly Argument[];
  readonly span: Span;
}

/** `head |> step |> step`: flat, however long. */
export interface PipeExpression {
  readonly kind: "pipe";
  readonly head: Expression;
  readonly steps: readonly CallExpression[];
  readonly span: Span;
}

/** `report.roc_auc` */
export interface MemberExpression {
  readonly kind: "member";
  readonly object: Expression;
  readonly member: Identifier;
  readonly span: Span;
}

/** `models["SE"]` */
export interface IndexExpression {
  readonly kind: "index";
  readonly object: Expression;
  readonly index: Expression;
  readonly span: Span;
}

export interface UnaryExpression {
  readonly kind: "unary";
  readonly operator: "-" | "not";
  readonly operand: Expression;
  readonly span: Span;
}

export type BinaryOperator = "+" | "-" | "*" | "/" | "^" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "and" | "or" | "??" | "in";

export interface BinaryExpression {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

/** `0..120`, `0.01..0.3 log` */
export interface RangeExpression {
  readonly kind: "range";
  readonly from: Expression;
  readonly to: Expression;
  readonly scale: "linear" | "log";
  readonly span: Span;
}

/** Parentheses, kept for the formatter. */
export interface GroupExpression {
  readonly kind: "group";
  readonly inner: Expression;
  readonly span: Span;
}

/** Stands where a mistake was already reported; it has the type `error`. */
export interface MissingExpression {
  readonly kind: "missing";
  readonly span: Span;
}

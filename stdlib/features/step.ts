import { fail } from "../../language/diagnostics/diagnostic.ts";
import { alreadyEncoded, encodedNamesClash, stepColumnMissing } from "../../language/diagnostics/registry/features.ts";
import type { Expr } from "../../language/graph/graph.ts";
import type { Span } from "../../language/syntax/span.ts";
import { madeHere, mergeProvenance } from "../../language/types/provenance.ts";
import { columnNamed, type Column, type ColumnType, type Schema } from "../../language/types/schema.ts";
import { missingColumns, selectColumns, type Selector } from "../../language/types/selectors.ts";
import type { Computing, StoredComputation } from "../../runtime/computation.ts";
import type { Context } from "../../runtime/node.ts";
import { compute } from "../../runtime/relational/compute.ts";
import { project, projection } from "../../runtime/relational/dataset.ts";
import { isComputation, type Computation, type DatasetValue, type Projection, type Step } from "../../runtime/values.ts";
import { rowFunctionNamed } from "../data/functions/index.ts";
import type { Target } from "../training/estimator.ts";
import { madeBy } from "./column-cache.ts";
import type { Vectoriser } from "./text/vectoriser.ts";

/** A column that a recipe has turned into one-hot codes. */
export interface Encoding {
  readonly name: string;
  readonly categories: readonly string[];
  readonly unknown: "ignore" | "error";
}

/** A column of text of which a recipe has made sparse columns. */
export interface TextEncoding {
  readonly name: string;
  readonly vectoriser: Vectoriser;
}

export type AnyEncoding = Encoding | TextEncoding;

/** A step after its statistics were learned: an expression a column. */
export interface FittedStep {
  readonly projection: Projection;
  readonly encodings?: readonly AnyEncoding[];
  /**
   * Of a step that learns from the target: the rows that it was fitted on as training is to see them, where that is not what the projection makes
   * of them. They have the projection's columns, and each of them is computed without the row's own target.
   */
  readonly training?: DatasetValue;
}

/** A step after its statistics were learned: columns that are computed together. */
export interface ComputedStep extends Pick<FittedStep, "encodings" | "training"> {
  readonly computation: Computation;
}

export const stepOf = (fitted: FittedStep | ComputedStep): Step => ("computation" in fitted ? fitted.computation : fitted.projection);

/**
 * What stands behind a step of a recipe: learns from the rows that the steps before have made. They are without the target; a step that learns
 * from it takes it beside them, in the order of the rows. There is none where the step is applied to a dataset. A step that gives computations
 * also has their code.
 */
export interface StepImplementation<Args = Readonly<Record<string, unknown>>> extends Partial<Computing> {
  fit(rows: DatasetValue, args: Args, context: Context, target?: Target): Promise<FittedStep | ComputedStep>;
}

/** Options of a step, and the methods that they belong to. */
export type OptionOwners = Readonly<Record<string, readonly string[]>>;

/** An option that is given, and belongs to other methods than the one that is asked for. */
export function misplacedOption(owners: OptionOwners, method: string, has: (option: string) => boolean): { readonly option: string; readonly why: string; readonly help: string } | undefined {
  const option = Object.keys(owners).find((name) => has(name) && !owners[name]!.includes(method));
  if (option === undefined) return undefined;
  const of = owners[option]!.map((one) => `\`${one}\``).join(" and ");
  return { option, why: `\`${option}\` belongs to the method${owners[option]!.length === 1 ? "" : "s"} ${of}, and this is \`${method}\``, help: `leave \`${option}\` out, or write \`method: ${owners[option]![0]!}\`` };
}

/** The columns that a step changes, in the schema's order; throws a diagnostic for a name that is not there, or is encoded already. */
export function chosenColumns(step: string, selector: Selector, schema: Schema): readonly Column[] {
  const [missing] = missingColumns(selector, schema);
  if (missing !== undefined) fail(stepColumnMissing, { step, column: missing });
  // `all` and patterns leave encoded columns alone; naming one is a mistake.
  const named = selector.select === "columns";
  return selectColumns(selector, schema).flatMap((name) => {
    const column = columnNamed(schema, name);
    if (!column) return [];
    if (column.type.kind !== "encoded") return [column];
    return named ? fail(alreadyEncoded, { step, column: name }) : [];
  });
}

/** A projection that replaces some columns and keeps the others; `types` says what the new ones are, where their expression does not. */
export function replacing(schema: Schema, made: ReadonlyMap<string, Expr>, types: ReadonlyMap<string, Column> = new Map()): Projection {
  const columns = schema.columns.map(({ name }) => ({ name, expr: made.get(name) ?? { column: name } }));
  return withTypes(projection(schema, columns, rowFunctionNamed), types);
}

/** The columns of a schema with those of these names replaced by several. */
export function spreadColumns(schema: Schema, names: readonly string[], spread: (column: Column) => readonly Column[]): Schema {
  const wanted = new Set(names);
  return { columns: schema.columns.flatMap((column) => (wanted.has(column.name) ? spread(column) : [column])) };
}

/**
 * A projection that replaces columns by several of one type without missing values, in their places. Throws a diagnostic where one of them
 * would have the name of another column.
 */
export function spreading(step: string, schema: Schema, made: ReadonlyMap<string, Projection["columns"]>, type: ColumnType): Projection {
  const columns = schema.columns.flatMap(({ name }) => made.get(name) ?? [{ name, expr: { column: name } }]);
  requireNames(step, columns);
  const whole = projection(schema, columns, rowFunctionNamed);
  const fresh = new Set([...made.values()].flatMap((own) => own.map(({ name }) => name)));
  return withTypes(whole, new Map(whole.schema.columns.filter(({ name }) => fresh.has(name)).map((column) => [column.name, { ...column, type, nullable: false }])));
}

/** The engine tells names apart without their case. */
export function requireNames(step: string, columns: Projection["columns"]): void {
  const taken = new Set<string>();
  for (const { name } of columns) {
    const key = name.toLowerCase();
    if (taken.has(key)) fail(encodedNamesClash, { step, column: name });
    taken.add(key);
  }
}

export function withTypes(of: Projection, types: ReadonlyMap<string, Column>): Projection {
  return { ...of, schema: { columns: of.schema.columns.map((column) => types.get(column.name) ?? column) } };
}

/** The rows after a projection, with the types that it says. */
export function applied(rows: DatasetValue, step: Projection): DatasetValue {
  const result = project(rows, step.columns, rowFunctionNamed);
  const path = "broken" in result.path ? result.path : { ...result.path, steps: [...result.path.steps.slice(0, -1), step] };
  return madeBy({ ...result, schema: step.schema, path }, rows, step);
}

/** The rows after a step of either kind. A computation is put into the store, where the engine finds it, whoever asks it for these rows. */
export async function after(rows: DatasetValue, step: Step, context: Pick<Context, "putValue">): Promise<DatasetValue> {
  if (!isComputation(step)) return applied(rows, step);
  const stored: StoredComputation = { kind: "computation", computation: step };
  return madeBy(compute(rows, step, await context.putValue(stored)), rows, step);
}

/** The rows after several steps. */
export async function afterAll(rows: DatasetValue, steps: readonly Step[], context: Pick<Context, "putValue">): Promise<DatasetValue> {
  let current = rows;
  for (const step of steps) current = await after(current, step, context);
  return current;
}

/** What stands behind a new column that is computed from these, for the checker. */
export function behind(columns: readonly Column[], name: string, at: Span | undefined): Pick<Column, "learned" | "provenance"> {
  const known = columns.flatMap(({ provenance }) => provenance ?? []);
  const learned = [...new Set(columns.flatMap((column) => column.learned ?? []))];
  const provenance = known.length === columns.length ? mergeProvenance(known) : undefined;
  return { ...(learned.length > 0 && { learned }), ...(provenance && { provenance: at ? madeHere(provenance, name, at) : provenance }) };
}

/** A column's values as text, the same in the engine and in a row. */
export const textOf = ({ name, type }: Column): Expr =>
  type.kind === "string" || type.kind === "category" || type.kind === "unknown" || type.kind === "encoded" ? { column: name } : { call: "to_string", args: [{ column: name }] };

/** A list of literals. */
export const literals = (items: readonly (string | number)[]): Expr => ({ list: items.map((literal) => ({ literal })) });

import { fail } from "../../language/diagnostics/diagnostic.ts";
import { nothingToLearn, stepNeedsNumbers } from "../../language/diagnostics/registry/features.ts";
import { columnsIn, type Expr } from "../../language/graph/graph.ts";
import { columns, type ArgumentsOf, type Parameters } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { changeColumns, isNumeric, showColumnType, type Column } from "../../language/types/schema.ts";
import type { Selector } from "../../language/types/selectors.ts";
import type { Type } from "../../language/types/type.ts";
import { datasetInput, defineNode, type Context, type NodeDefinition } from "../../runtime/node.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { present } from "./statistics.ts";
import { applied, chosenColumns, replacing, type FittedStep, type StepImplementation } from "./step.ts";

/** A step that learns statistics of each column of numbers it is given, and computes the column anew with them. */
export interface StepDefinition<Takes extends Parameters, Statistics> extends Pick<NodeDefinition, "name" | "version" | "summary" | "doc" | "examples"> {
  /** What it takes beside `rows` and `columns`. */
  readonly takes: Takes;
  /** What it learns, in the plural, for messages: "quantiles". */
  readonly learns: string;
  /** Of the values of one column that are there, in the order of the rows: never of rows that a model is judged on, where the step is in a recipe. */
  readonly learn: (values: Float64Array, args: ArgumentsOf<Takes>, context: Context) => Statistics | Promise<Statistics>;
  /**
   * The column's new value, a float, as an expression over `value` with the statistics written into it. A model carries this expression, and nothing else of
   * the step: so it serves, and is computed in the data engine, without the module that the step is from. Missing values reach it as null.
   */
  readonly apply: (value: Expr, statistics: Statistics, args: ArgumentsOf<Takes>) => Expr;
}

type StepArgs<Takes extends Parameters> = ArgumentsOf<Takes> & { readonly columns: Selector };

/**
 * A node that may be a step of a recipe, then fitted on the rows that are trained on, or be applied to a dataset, then fitted on that one;
 * called as `rows |> name(columns, …)`. The checker follows what it has learned from which rows.
 */
export function defineStep<const Takes extends Parameters, Statistics>(definition: StepDefinition<Takes, Statistics>): NodeDefinition {
  const { name, learns, takes, learn: _learn, apply: _apply, ...described } = definition;
  const fit = (rows: DatasetValue, args: StepArgs<Takes>, context: Context) => fitted(definition, rows, args, context);
  return defineNode({
    ...described,
    name,
    group: "custom",
    takes: { rows: datasetInput("The rows, or the recipe to add the step to."), columns: columns("Columns of numbers."), ...(takes as Parameters) },
    positional: ["rows", "columns"],
    returns: "Dataset",
    rows: "keep",
    step: true,
    infer: (call) => inferStep(call, name, learns),
    execution: {
      kind: "transform",
      plan: async (args, context) => applied(args.rows, (await fit(args.rows, args as unknown as StepArgs<Takes>, context)).projection),
      provides: async (): Promise<StepImplementation<StepArgs<Takes>>> => ({ fit }),
    },
  });
}

function inferStep(call: Call, step: string, learns: string): Type {
  const rows = call.dataset("rows");
  const names = call.columns("columns");
  if (!rows?.schema || !names) return call.rows(undefined);
  const wrong = rows.schema.columns.find(({ name, type }) => names.includes(name) && !isNumeric(type) && type.kind !== "unknown" && type.kind !== "encoded");
  if (wrong) call.report(stepNeedsNumbers, wordsOf(step, wrong), "columns");
  const learned = call.learn(learns, rows);
  return call.rows(changeColumns(rows.schema, names, (column) => (column.type.kind === "encoded" ? column : { ...computed(column), learned: [...(column.learned ?? []), learned] })));
}

async function fitted<Takes extends Parameters, Statistics>(definition: StepDefinition<Takes, Statistics>, rows: DatasetValue, args: StepArgs<Takes>, context: Context): Promise<FittedStep> {
  const { name: step, learn, apply } = definition;
  const chosen = chosenColumns(step, args.columns, rows.schema);
  const wrong = chosen.find(({ type }) => !isNumeric(type));
  if (wrong) fail(stepNeedsNumbers, wordsOf(step, wrong));
  const values = await (await context.engine()).columns(rows, chosen.map(({ name }) => name), context.signal);
  const made = new Map<string, Expr>();
  for (const { name } of chosen) {
    const own = values.get(name);
    const there = own?.kind === "numbers" ? present(own.values) : new Float64Array();
    if (there.length === 0) fail(nothingToLearn, { step, column: name });
    const expr = apply({ call: "to_float", args: [{ column: name }] }, await learn(there, args, context), args);
    const foreign = [...columnsIn(expr)].find((used) => used !== name);
    // What the checker knows of a column's origin would be wrong.
    if (foreign !== undefined) throw new Error(`what \`apply\` makes of \`${name}\` reads \`${foreign}\`, and a step computes a column from itself alone`);
    made.set(name, { call: "to_float", args: [expr] });
  }
  return { projection: replacing(rows.schema, made, new Map(chosen.map((column) => [column.name, computed(column)]))) };
}

const computed = (column: Column): Column => ({ ...column, type: { kind: "float" } });
const wordsOf = (step: string, column: Column) => ({ step, column: column.name, type: showColumnType({ type: column.type, nullable: false }) });

import { fail } from "../../language/diagnostics/diagnostic.ts";
import { imputeValue, nothingToLearn, stepNeedsNumbers } from "../../language/diagnostics/registry/features.ts";
import { dateToText, timestampToText } from "../../language/expressions/calendar.ts";
import { commonType } from "../../language/expressions/operands.ts";
import type { Expr, Literal } from "../../language/graph/graph.ts";
import { anyScalar, columns, oneOf, optional, withDefault } from "../../language/nodes/parameter.ts";
import { changeColumns, isNumeric, showColumnType, type Column, type ColumnType } from "../../language/types/schema.ts";
import type { Selector } from "../../language/types/selectors.ts";
import type { ColumnValues } from "../../runtime/engine/engine.ts";
import { datasetInput, defineNode, type Context } from "../../runtime/node.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { mean, mode, modeOfWords, present, quantile } from "./statistics.ts";
import { applied, chosenColumns, replacing, type FittedStep, type StepImplementation } from "./step.ts";

const ways = ["mean", "median", "most_frequent", "constant"] as const;
type Way = (typeof ways)[number];

interface ImputeArgs {
  readonly columns: Selector;
  readonly with?: Way;
  readonly value?: Literal | undefined;
}

const statisticNames: Readonly<Record<Way, string>> = { mean: "means", median: "medians", most_frequent: "most frequent values", constant: "" };

export const impute = defineNode({
  name: "impute",
  version: 1,
  group: "features",
  summary: "Fills missing values.",
  doc: `With a statistic of the values that are there (the \`mean\`, the \`median\` or the \`most_frequent\` value; the smallest of equally frequent ones), or with a \`constant\` \`value\`.
Means and medians make a column of integers a column of floats. In a recipe, the statistic is learned from the training rows; on a dataset, from that dataset.`,
  examples: ["features = recipe(target: .churn)\n  |> impute(numeric, with: median)\n  |> impute(categorical, with: constant, value: \"none\")"],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("The columns to fill."),
    with: withDefault(oneOf(ways, "What to fill them with."), "median"),
    value: optional(anyScalar("The value for `with: constant`.")),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: (call) => {
    const rows = call.dataset("rows");
    const names = call.columns("columns");
    const way = call.constant("with") as Way | undefined;
    const value = call.constant("value");
    const why = way && valueMistake(way, call.has("value"));
    if (why !== undefined) call.report(imputeValue, { why });
    if (!rows?.schema || !names || !way || why !== undefined) return call.rows(rows?.schema && names ? rows.schema : undefined);
    const chosen = rows.schema.columns.filter(({ name }) => names.includes(name));
    const wrong = chosen.find((column) => unfit(column, way));
    if (wrong) call.report(stepNeedsNumbers, wordsOf(wrong), "columns");
    const misfit = way === "constant" && value !== undefined && value !== null ? chosen.find(({ type }) => !commonType(type, typeOf(value))) : undefined;
    if (misfit && value !== undefined) call.report(imputeValue, { why: otherType(misfit, value) }, "value");
    const learned = way === "constant" ? [] : [call.learn(statisticNames[way], rows)];
    return call.rows(changeColumns(rows.schema, names, (column) => ({ ...filled(column, way, value), learned: [...(column.learned ?? []), ...learned] })));
  },
  execution: {
    kind: "transform",
    plan: async (args, context) => applied(args.rows, (await fit(args.rows, args, context)).projection),
    provides: async (): Promise<StepImplementation<ImputeArgs>> => ({ fit }),
  },
});

async function fit(rows: DatasetValue, args: ImputeArgs, context: Context): Promise<FittedStep> {
  const way = args.with ?? "median";
  const why = valueMistake(way, args.value !== undefined);
  if (why !== undefined) fail(imputeValue, { why });
  const chosen = chosenColumns("impute", args.columns, rows.schema);
  const wrong = chosen.find((column) => unfit(column, way));
  if (wrong) fail(stepNeedsNumbers, wordsOf(wrong));
  const values = way === "constant" ? undefined : await (await context.engine()).columns(rows, chosen.map(({ name }) => name), context.signal);
  const made = new Map<string, Expr>();
  const types = new Map<string, Column>();
  for (const column of chosen) {
    const own = values?.get(column.name);
    const filler = own ? learnedFiller(own, column, way) : constantFiller(column, args.value ?? null);
    const before: Expr = way === "mean" || way === "median" ? { call: "to_float", args: [{ column: column.name }] } : { column: column.name };
    made.set(column.name, { call: "??", args: [before, filler] });
    types.set(column.name, filled(column, way, args.value));
  }
  return { projection: replacing(rows.schema, made, types) };
}

function learnedFiller(values: ColumnValues, column: Column, way: Way): Expr {
  if (values.kind === "codes") {
    const word = modeOfWords(values.codes, values.words);
    return word === undefined ? fail(nothingToLearn, { step: "impute", column: column.name }) : { literal: word };
  }
  const there = present(values.values);
  if (there.length === 0) fail(nothingToLearn, { step: "impute", column: column.name });
  if (way === "mean") return { literal: mean(there) };
  if (way === "median") return { literal: quantile(there, 0.5) };
  return cellOf(mode(there.sort()), column.type);
}

/** A number from the engine as an expression of the column's type. */
function cellOf(value: number, type: ColumnType): Expr {
  if (type.kind === "bool") return { literal: value !== 0 };
  if (type.kind === "date") return { call: "to_date", args: [{ literal: dateToText(value) }] };
  if (type.kind === "timestamp") return { call: "to_timestamp", args: [{ literal: timestampToText(value) }] };
  return { literal: value };
}

function constantFiller(column: Column, value: Literal): Expr {
  if (value === null) fail(imputeValue, { why: "`impute` cannot fill missing values with `null`" });
  if (!commonType(column.type, typeOf(value))) fail(imputeValue, { why: otherType(column, value) });
  return { literal: value };
}

function valueMistake(way: Way, given: boolean): string | undefined {
  if (way === "constant") return given ? undefined : "`impute` is to fill `with: constant`, and has no `value:`";
  return given ? `\`impute\` has a \`value:\`, and fills \`with: ${way}\`` : undefined;
}

const unfit = ({ type }: Column, way: Way): boolean => (way === "mean" || way === "median") && !isNumeric(type) && type.kind !== "unknown" && type.kind !== "encoded";
const typeText = (column: Column): string => showColumnType({ type: column.type, nullable: false });
const wordsOf = (column: Column) => ({ step: "impute", column: column.name, type: typeText(column) });
const otherType = (column: Column, value: Literal): string => `\`impute\` is to fill \`${column.name}\`, which is ${typeText(column)}, with \`${JSON.stringify(value)}\``;

function typeOf(value: Literal): ColumnType {
  if (typeof value === "number") return { kind: Number.isSafeInteger(value) ? "int" : "float" };
  return { kind: typeof value === "boolean" ? "bool" : typeof value === "string" ? "string" : "unknown" };
}

/** The column as it is afterwards: without gaps. */
function filled(column: Column, way: Way, value: Literal | undefined): Column {
  return { ...column, type: filledType(column.type, way, value), nullable: false };
}

function filledType(type: ColumnType, way: Way, value: Literal | undefined): ColumnType {
  if (way === "most_frequent" || type.kind === "encoded") return type;
  if (way !== "constant") return { kind: "float" };
  if (type.kind === "category" && typeof value === "string" && type.values.includes(value)) return type;
  return value === undefined ? type : (commonType(type, typeOf(value)) ?? type);
}

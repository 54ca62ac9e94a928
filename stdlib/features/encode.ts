import { fail } from "../../language/diagnostics/diagnostic.ts";
import { encodedNamesClash, nothingToLearn } from "../../language/diagnostics/registry/features.ts";
import { compareText } from "../../language/expressions/order.ts";
import type { Expr } from "../../language/graph/graph.ts";
import { columns, oneOf, withDefault } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { changeColumns, isNumeric, type Column, type Schema } from "../../language/types/schema.ts";
import type { Selector } from "../../language/types/selectors.ts";
import type { DatasetType } from "../../language/types/type.ts";
import { datasetInput, defineNode, type Context } from "../../runtime/node.ts";
import { projection } from "../../runtime/relational/dataset.ts";
import type { DatasetValue, Projection } from "../../runtime/values.ts";
import { rowFunctionNamed } from "../data/functions/index.ts";
import { applied, chosenColumns, replacing, textOf, withTypes, type FittedStep, type StepImplementation } from "./step.ts";

const methods = ["one_hot", "ordinal"] as const;
const unknowns = ["ignore", "error"] as const;

interface EncodeArgs {
  readonly columns: Selector;
  readonly method?: (typeof methods)[number];
  readonly unknown?: (typeof unknowns)[number];
}

export const encode = defineNode({
  name: "encode",
  version: 1,
  group: "features",
  summary: "Turns categories into numbers.",
  doc: `\`one_hot\` makes one column of zeros and ones a category, named \`column=category\`; \`ordinal\` replaces a category by its place in sort order, from 0. Categories are sorted by code point, numbers by size, false before true.
A missing value is all zeros in \`one_hot\` and stays missing in \`ordinal\`; so does a category that was not there when the encoding was learned, unless \`unknown: error\` refuses it.`,
  examples: ["features = recipe(target: .churn) |> encode(categorical, method: one_hot)", "rows |> encode(.size, method: ordinal)"],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("Columns of categories."),
    method: withDefault(oneOf(methods, "How categories become numbers."), "one_hot"),
    unknown: withDefault(oneOf(unknowns, "What becomes of a category that was not there when the encoding was learned."), "ignore"),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: (call) => {
    const rows = call.dataset("rows");
    const names = call.columns("columns");
    const method = call.constant("method");
    if (!rows?.schema || !names || method === undefined) return call.rows(undefined);
    const learned = call.learn("category list", rows);
    const change = (column: Column, type: Column["type"], nullable = column.nullable): Column =>
      column.type.kind === "encoded" ? column : { ...column, type, nullable, learned: [...(column.learned ?? []), learned] };
    if (method === "ordinal") return call.rows(changeColumns(rows.schema, names, (column) => change(column, { kind: "int" }, true)));
    if (call.inRecipe) return call.rows(changeColumns(rows.schema, names, (column) => change(column, { kind: "encoded" })));
    return spreadOut(call, names, learned);
  },
  execution: {
    kind: "transform",
    plan: async ({ rows, ...args }, context) => {
      const encodings = await learn(rows, args, context);
      return applied(rows, args.method === "ordinal" ? ordinal(rows.schema, encodings) : spread(rows.schema, encodings));
    },
    provides: async (): Promise<StepImplementation<EncodeArgs>> => ({ fit }),
  },
});

/** Without the data, the new columns' names are not known; what they were learned from is. */
function spreadOut(call: Call, names: readonly string[], learned: NonNullable<Column["learned"]>[number]): DatasetType {
  if (names.length === 0) return call.rows(call.dataset("rows")?.schema);
  const rows = call.rows(undefined);
  return { ...rows, learned: [...rows.learned, learned] };
}

interface Learned {
  readonly column: Column;
  readonly categories: readonly string[];
  readonly unknown: "ignore" | "error";
}

async function fit(rows: DatasetValue, args: EncodeArgs, context: Context): Promise<FittedStep> {
  const learned = await learn(rows, args, context);
  if (args.method === "ordinal") return { projection: ordinal(rows.schema, learned) };
  const made = new Map(learned.map(({ column }) => [column.name, textOf(column)]));
  const types = new Map(learned.map(({ column }): [string, Column] => [column.name, { ...column, type: { kind: "encoded" } }]));
  const encodings = learned.map(({ column, categories, unknown }) => ({ name: column.name, categories, unknown }));
  return { projection: replacing(rows.schema, made, types), encodings };
}

/** The categories of each column as text, in order. */
async function learn(rows: DatasetValue, args: EncodeArgs, context: Context): Promise<readonly Learned[]> {
  const chosen = chosenColumns("encode", args.columns, rows.schema);
  const texts = applied(rows, replacing(rows.schema, new Map(chosen.map((column) => [column.name, textOf(column)]))));
  const values = await (await context.engine()).columns(texts, chosen.map(({ name }) => name), context.signal);
  return chosen.map((column) => {
    const own = values.get(column.name);
    const words = own?.kind === "codes" ? own.words : [];
    if (words.length === 0) fail(nothingToLearn, { step: "encode", column: column.name });
    const compare = isNumeric(column.type) ? (a: string, b: string) => Number(a) - Number(b) : compareText;
    return { column, categories: [...words].sort(compare), unknown: args.unknown ?? "ignore" };
  });
}

/** The place of a row's category; null for none. */
function code({ column, categories, unknown }: Learned): Expr {
  const list: Expr = { list: categories.map((category) => ({ literal: category })) };
  if (unknown === "ignore") return { call: "category_code", args: [textOf(column), list] };
  return { call: "strict_category_code", args: [textOf(column), { literal: column.name }, list] };
}

function ordinal(schema: Schema, learned: readonly Learned[]): Projection {
  return replacing(schema, new Map(learned.map((one) => [one.column.name, code(one)])));
}

/** The columns of zeros and ones, in the place of the column they come from. */
function spread(schema: Schema, learned: readonly Learned[]): Projection {
  const byName = new Map(learned.map((one) => [one.column.name, one]));
  const columns = schema.columns.flatMap(({ name }): Projection["columns"] => {
    const own = byName.get(name);
    return own ? own.categories.map((category, place) => ({ name: `${name}=${category}`, expr: flag(own, category, place) })) : [{ name, expr: { column: name } }];
  });
  const taken = new Set<string>();
  for (const { name } of columns) {
    const key = name.toLowerCase();
    if (taken.has(key)) fail(encodedNamesClash, { column: name });
    taken.add(key);
  }
  const made = projection(schema, columns, rowFunctionNamed);
  const flags = made.schema.columns.filter(({ name }) => !schema.columns.some((column) => column.name === name));
  return withTypes(made, new Map(flags.map((column) => [column.name, { ...column, type: { kind: "int" }, nullable: false }])));
}

/** 1 for rows of the category, else 0. */
function flag(own: Learned, category: string, place: number): Expr {
  const same: Expr = own.unknown === "ignore" ? { call: "==", args: [textOf(own.column), { literal: category }] } : { call: "==", args: [code(own), { literal: place }] };
  return { call: "??", args: [{ call: "to_int", args: [same] }, { literal: 0 }] };
}

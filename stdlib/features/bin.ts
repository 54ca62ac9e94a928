import { fail } from "../../language/diagnostics/diagnostic.ts";
import { nothingToLearn, stepNeedsNumbers } from "../../language/diagnostics/registry/features.ts";
import { notFinite, stepOption } from "../../language/diagnostics/registry/steps.ts";
import type { Expr } from "../../language/graph/graph.ts";
import { columns, float, int, list, oneOf, optional, withDefault } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { changeColumns, isNumeric, showColumnType, type Column, type ColumnType, type Schema } from "../../language/types/schema.ts";
import type { Selector } from "../../language/types/selectors.ts";
import type { DatasetType } from "../../language/types/type.ts";
import { datasetInput, defineNode, type Context } from "../../runtime/node.ts";
import type { DatasetValue, Projection } from "../../runtime/values.ts";
import { labelsOf } from "./binning/labels.ts";
import { present } from "./statistics.ts";
import { applied, chosenColumns, literals, replacing, spreadColumns, spreading, type FittedStep, type StepImplementation } from "./step.ts";

const methods = ["quantile", "uniform", "kmeans"] as const;
const outputs = ["one_hot", "ordinal", "label"] as const;
type Output = (typeof outputs)[number];

interface BinArgs {
  readonly columns: Selector;
  readonly method?: (typeof methods)[number] | undefined;
  readonly bins?: number | undefined;
  readonly edges?: readonly number[] | undefined;
  readonly output?: Output | undefined;
}

export const bin = defineNode({
  name: "bin",
  version: 1,
  group: "features",
  summary: "Divides numbers into intervals.",
  doc: [
    "Learns the edges between so many `bins` (5 if not given), as scikit-learn's `KBinsDiscretizer`: with `quantile`, each has about the same number of rows; with `uniform`, the same width; with `kmeans`, the edges lie between the centres of clusters. Or takes the `edges` that are given, and learns nothing: `edges: [18, 65]` makes the three bins below 18, from 18, and from 65 on.",
    "",
    "An edge belongs to the bin above it. Values beyond everything that was seen fall into the outermost bins. Quantiles that are equal make fewer bins, and a constant column is one. Missing values stay missing, or are all zeros in `one_hot`.",
    "",
    "- `output: one_hot` makes a column of zeros and ones a bin, named `column=< 18`, `column=18 to 65`, `column=>= 65`.",
    "- `output: ordinal` gives the place of the bin, from 0.",
    "- `output: label` gives its name, as text: `18 to 65`.",
  ].join("\n"),
  examples: ["features = recipe(target: .churn) |> bin(.age, bins: 4)", "rows |> bin(.age, edges: [18, 65], output: label)"],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("Columns of numbers."),
    method: optional(oneOf(methods, "How edges are learned, `quantile` if not given.")),
    bins: optional(int("How many bins are learned, 5 if not given.", { min: 2, max: 10_000 })),
    edges: optional(list(float("The edges between bins, ascending, instead of learned ones."))),
    output: withDefault(oneOf(outputs, "What a number becomes."), "one_hot"),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: (call) => {
    const given = call.constants("edges") as readonly number[] | undefined;
    const mistake = optionMistake((option) => call.has(option), given);
    if (mistake) call.report(stepOption, mistake, mistake.option);
    const rows = call.dataset("rows");
    const names = call.columns("columns");
    const output = call.constant("output") as Output | undefined;
    if (!rows?.schema || !names || !output || mistake) return call.rows(rows?.schema && names && output !== "one_hot" ? rows.schema : undefined);
    const wrong = rows.schema.columns.find((column) => names.includes(column.name) && unfit(column));
    if (wrong) call.report(stepNeedsNumbers, wordsOf(wrong), "columns");
    return binned(call, rows, names, output, given);
  },
  execution: {
    kind: "transform",
    plan: async (args, context) => applied(args.rows, columnsOf(args.rows.schema, await learn(args.rows, args, context), args.output)),
    provides: async (): Promise<StepImplementation<BinArgs>> => ({ fit }),
  },
});

const unfit = ({ type }: Column): boolean => !isNumeric(type) && type.kind !== "unknown" && type.kind !== "encoded";
const wordsOf = (column: Column) => ({ step: "bin", column: column.name, type: showColumnType({ type: column.type, nullable: false }) });

function optionMistake(has: (option: string) => boolean, edges: readonly number[] | undefined): { readonly option: string; readonly why: string; readonly help: string } | undefined {
  const option = has("edges") ? ["method", "bins"].find(has) : undefined;
  if (option !== undefined) return { option, why: `\`${option}\` is for edges that are learned, and \`edges\` gives them`, help: `leave one of \`${option}\` and \`edges\` out` };
  const ascend = edges === undefined || (edges.length > 0 && edges.every((edge, index) => Number.isFinite(edge) && (index === 0 || edge > edges[index - 1]!)));
  return ascend ? undefined : { option: "edges", why: "`edges` takes one number or more, each larger than the one before", help: "write `edges: [18, 65]`" };
}

/** The type of the rows: what is spread over columns is known only where the edges are. */
function binned(call: Call, rows: DatasetType, names: readonly string[], output: Output, edges: readonly number[] | undefined): DatasetType {
  const schema = rows.schema!;
  const learned = call.has("edges") ? [] : [call.learn("edges of bins", rows)];
  const made = (column: Column, type: ColumnType, nullable = column.nullable): Column => ({ ...column, type, nullable, ...((column.learned || learned.length > 0) && { learned: [...(column.learned ?? []), ...learned] }) });
  const changed = (type: ColumnType): DatasetType => call.rows(changeColumns(schema, names, (column) => (column.type.kind === "encoded" ? column : made(column, type))));
  if (output === "ordinal") return changed({ kind: "int" });
  if (output === "label") return changed(edges ? { kind: "category", values: labelsOf(edges) } : { kind: "string" });
  if (call.inRecipe) return changed({ kind: "encoded" });
  if (edges) return call.rows(spreadColumns(schema, names, (column) => labelsOf(edges).map((label) => ({ ...made(column, { kind: "int" }, false), name: `${column.name}=${label}` }))));
  const after = call.rows(names.length === 0 ? schema : undefined);
  return { ...after, learned: [...after.learned, ...learned] };
}

interface Bins {
  readonly column: Column;
  readonly edges: readonly number[];
}

async function fit(rows: DatasetValue, args: BinArgs, context: Context): Promise<FittedStep> {
  const learned = await learn(rows, args, context);
  if ((args.output ?? "one_hot") !== "one_hot") return { projection: columnsOf(rows.schema, learned, args.output) };
  const made = new Map(learned.map((own) => [own.column.name, label(own)]));
  const types = new Map(learned.map(({ column }): [string, Column] => [column.name, { ...column, type: { kind: "encoded" } }]));
  return { projection: replacing(rows.schema, made, types), encodings: learned.map(({ column, edges }) => ({ name: column.name, categories: labelsOf(edges), unknown: "ignore" })) };
}

async function learn(rows: DatasetValue, args: BinArgs, context: Context): Promise<readonly Bins[]> {
  const mistake = optionMistake((option) => args[option as keyof BinArgs] !== undefined, args.edges);
  if (mistake) fail(stepOption, mistake);
  const chosen = chosenColumns("bin", args.columns, rows.schema);
  const wrong = chosen.find((column) => !isNumeric(column.type));
  if (wrong) fail(stepNeedsNumbers, wordsOf(wrong));
  const { edges: given } = args;
  if (given) return chosen.map((column) => ({ column, edges: given }));
  const { learnEdges } = await import("./binning/edges.ts");
  const values = await (await context.engine()).columns(rows, chosen.map(({ name }) => name), context.signal);
  return chosen.map((column) => {
    context.stop.check();
    const own = values.get(column.name);
    const there = own?.kind === "numbers" ? present(own.values) : new Float64Array();
    if (there.length === 0) fail(nothingToLearn, { step: "bin", column: column.name });
    if (there.some((value) => !Number.isFinite(value))) fail(notFinite, { step: "bin", column: column.name });
    return { column, edges: learnEdges(there, args.bins ?? 5, args.method ?? "quantile") };
  });
}

const place = ({ column, edges }: Bins): Expr => ({ call: "interval_code", args: [{ column: column.name }, literals(edges)] });
const label = (own: Bins): Expr => ({ call: "item_at", args: [place(own), literals(labelsOf(own.edges))] });

function columnsOf(schema: Schema, learned: readonly Bins[], output: Output = "one_hot"): Projection {
  if (output === "ordinal") return replacing(schema, new Map(learned.map((own) => [own.column.name, place(own)])));
  if (output === "label") {
    const types = new Map(learned.map(({ column, edges }): [string, Column] => [column.name, { ...column, type: { kind: "category", values: labelsOf(edges) }, nullable: true }]));
    return replacing(schema, new Map(learned.map((own) => [own.column.name, label(own)])), types);
  }
  const flags = (own: Bins): Projection["columns"] =>
    labelsOf(own.edges).map((name, bin) => ({ name: `${own.column.name}=${name}`, expr: { call: "??", args: [{ call: "to_int", args: [{ call: "==", args: [place(own), { literal: bin }] }] }, { literal: 0 }] } }));
  return spreading("bin", schema, new Map(learned.map((own) => [own.column.name, flags(own)])), { kind: "int" });
}

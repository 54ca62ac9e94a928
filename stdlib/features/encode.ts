import { fail } from "../../language/diagnostics/diagnostic.ts";
import { needsTarget, stepOption, tooManyColumns } from "../../language/diagnostics/registry/steps.ts";
import type { Expr } from "../../language/graph/graph.ts";
import { bool, columns, float, int, oneOf, optional, withDefault } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { changeColumns, type Column } from "../../language/types/schema.ts";
import type { DatasetType } from "../../language/types/type.ts";
import { datasetInput, defineNode, type Context } from "../../runtime/node.ts";
import type { DatasetValue, Projection } from "../../runtime/values.ts";
import type { Target } from "../training/estimator.ts";
import { defaultBuckets, drops, methods, mostHashColumns, optionMistake, outputs, unknowns, type EncodeArgs, type Method, type Unknown } from "./encoding/options.ts";
import { applied, replacing, spreadColumns, type FittedStep, type StepImplementation } from "./step.ts";

export const encode = defineNode({
  name: "encode",
  version: 1,
  group: "features",
  summary: "Turns categories into numbers.",
  doc: [
    "- `one_hot` makes one column of zeros and ones a category, named `column=category`. With `drop: first`, the first category has none, with `drop: if_binary` only where there are two: linear models without a penalty need it.",
    "- `ordinal` replaces a category by its place in sort order, from 0.",
    "- `frequency` replaces it by the share of the rows that have it, or with `output: count`, their number; 0 for a category that was not there.",
    "- `hash` learns nothing: a category falls into one of `buckets` columns, named `column=0` and so on, by its MurmurHash3, as in scikit-learn's `FeatureHasher`. With `signed: true`, every other one counts as -1, so that categories that share a column are told apart on average.",
    "- `target` replaces it by the mean of the target in its rows, drawn towards the mean of all rows where it has few: by `smooth` rows, or if that is not given, by an empirical Bayes estimate (scikit-learn's `TargetEncoder`). It is a step of a recipe only. The rows that are trained on get what the rows of the other `folds` say, which are of equal size and by a row's number and the seed; all other rows get what the training rows say together. A target of more than two classes gives a column for each, named `column=class`.",
    "",
    "Categories are sorted by code point, numbers by size, false before true. A missing value is all zeros in `one_hot` and `hash`, a category of its own in `target`, and stays missing in the others.",
    "A category that was not there when the encoding was learned is ignored: all zeros, a missing value, the frequency 0, or the mean of the target. `unknown: error` refuses it. With `unknown: other` there is one more category, the last, for those that were not there and for rare ones: with fewer rows than `min_frequency` (a number of rows, or a share of them below 1), or beyond the `max_categories` most frequent, itself counted.",
  ].join("\n"),
  examples: [
    "features = recipe(target: .churn) |> encode(categorical, method: one_hot)",
    "rows |> encode(.size, method: ordinal)",
    "features = recipe(target: .price) |> encode([.district], method: target)",
    "features = recipe(target: .churn) |> encode(categorical, unknown: other, min_frequency: 1%)",
  ],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("Columns of categories."),
    method: withDefault(oneOf(methods, "How categories become numbers."), "one_hot"),
    unknown: withDefault(oneOf(unknowns, "What becomes of a category that was not there when the encoding was learned."), "ignore"),
    min_frequency: optional(float("With `unknown: other`: categories with fewer rows are rare; below 1, a share of the rows.", { above: 0 })),
    max_categories: optional(int("With `unknown: other`: how many categories there are at most, with the one for the others.", { min: 1 })),
    drop: optional(oneOf(drops, "With `one_hot`: whether the first category has no column.")),
    output: optional(oneOf(outputs, "With `frequency`: `share` of the rows, if not given, or their `count`.")),
    buckets: optional(int(`With \`hash\`: how many columns a column becomes, ${defaultBuckets} if not given.`, { min: 2, max: 2 ** 20 })),
    signed: optional(bool("With `hash`: whether every other category counts as -1.")),
    smooth: optional(float("With `target`: how many rows of the mean of all are added to each category.", { min: 0 })),
    folds: optional(int("With `target`: in how many folds the training rows are encoded, 5 if not given.", { min: 2, max: 100 })),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: (call) => {
    const method = call.constant("method") as Method | undefined;
    const unknown = call.constant("unknown") as Unknown | undefined;
    const mistake = method && unknown && optionMistake(method, unknown, (option) => call.has(option));
    if (mistake) call.report(stepOption, mistake, mistake.option);
    if (method === "target" && !call.inRecipe) call.report(needsTarget, { step: "encode", method }, "method");
    return method === undefined ? call.rows(undefined) : encoded(call, method);
  },
  execution: {
    kind: "transform",
    plan: async ({ rows, ...args }, context) => applied(rows, await onDataset(rows, args, context)),
    provides: async (): Promise<StepImplementation<EncodeArgs>> => ({ fit }),
  },
});

const statistics: Readonly<Record<Exclude<Method, "hash">, string>> = { one_hot: "category list", ordinal: "category list", frequency: "category frequencies", target: "means of the target" };

function encoded(call: Call, method: Method): DatasetType {
  const rows = call.dataset("rows");
  const names = call.columns("columns");
  if (!rows?.schema || !names) return call.rows(undefined);
  if (method === "hash") return hashed(call, names);
  const learned = call.learn(statistics[method], rows);
  const change = (type: Column["type"], nullable: (column: Column) => boolean) => (column: Column): Column =>
    column.type.kind === "encoded" ? column : { ...column, type, nullable: nullable(column), learned: [...(column.learned ?? []), learned] };
  switch (method) {
    case "ordinal":
      return call.rows(changeColumns(rows.schema, names, change({ kind: "int" }, () => true)));
    case "frequency":
      return call.rows(changeColumns(rows.schema, names, change({ kind: "float" }, ({ nullable }) => nullable)));
    case "target": {
      const ofColumn = change({ kind: "float" }, () => false);
      const classes = classesOf(call.target);
      return call.rows(spreadColumns(rows.schema, names, (column) => (classes && column.type.kind !== "encoded" ? classes.map((label) => ({ ...ofColumn(column), name: `${column.name}=${label}` })) : [ofColumn(column)])));
    }
    default:
      if (call.inRecipe) return call.rows(changeColumns(rows.schema, names, change({ kind: "encoded" }, ({ nullable }) => nullable)));
      return spreadOut(call, names, learned);
  }
}

/** The classes that a column is spread over, where they are known and more than two. Otherwise one column stands for what may be several. */
const classesOf = (target: Column | undefined): readonly string[] | undefined => (target?.type.kind === "category" && target.type.values.length > 2 ? target.type.values : undefined);

function hashed(call: Call, names: readonly string[]): DatasetType {
  const schema = call.dataset("rows")?.schema;
  const [signed, buckets] = [call.constant("signed"), call.has("buckets") ? call.constant("buckets") : defaultBuckets];
  if (!schema) return call.rows(undefined);
  if (call.inRecipe && (!call.has("signed") || signed === false)) return call.rows(changeColumns(schema, names, (column) => ({ ...column, type: { kind: "encoded" } })));
  if (typeof buckets !== "number") return call.rows(undefined);
  if (buckets > mostHashColumns) call.report(tooManyColumns, { step: "encode", columns: buckets, most: mostHashColumns }, "buckets");
  const numbers = Array.from({ length: Math.min(buckets, mostHashColumns) }, (_, bucket) => bucket);
  return call.rows(spreadColumns(schema, names, (column) => (column.type.kind === "encoded" ? [column] : numbers.map((bucket) => ({ ...column, name: `${column.name}=${bucket}`, type: { kind: "int" }, nullable: false })))));
}

/** Without the data, the new columns' names are not known; what they were learned from is. */
function spreadOut(call: Call, names: readonly string[], learned: NonNullable<Column["learned"]>[number]): DatasetType {
  if (names.length === 0) return call.rows(call.dataset("rows")?.schema);
  const rows = call.rows(undefined);
  return { ...rows, learned: [...rows.learned, learned] };
}

/** In a recipe, one-hot columns stay codes. */
async function fit(rows: DatasetValue, args: EncodeArgs, context: Context, target?: Target): Promise<FittedStep> {
  requireOptions(args);
  const method = args.method ?? "one_hot";
  if (method === "target") return (await import("./encoding/target.ts")).targetMeans(rows, args, context, target);
  if (method === "hash") return (await import("./encoding/hash.ts")).hashCodes(rows.schema, args);
  if (method !== "one_hot") return { projection: await onDataset(rows, args, context) };
  const { learnCategories } = await import("./encoding/categories.ts");
  const { oneHotCodes } = await import("./encoding/one-hot.ts");
  return oneHotCodes(rows.schema, await learnCategories(rows, args, context), args.drop);
}

async function onDataset(rows: DatasetValue, args: EncodeArgs, context: Context): Promise<Projection> {
  requireOptions(args);
  const method = args.method ?? "one_hot";
  if (method === "target") return fail(needsTarget, { step: "encode", method });
  if (method === "hash") return (await import("./encoding/hash.ts")).hashColumns(rows.schema, args);
  const { codeOf, learnCategories, valueOf } = await import("./encoding/categories.ts");
  const learned = await learnCategories(rows, args, context);
  if (method === "one_hot") return (await import("./encoding/one-hot.ts")).oneHotColumns(rows.schema, learned, args.drop);
  const made = learned.map((own): [string, Expr] => {
    if (method === "ordinal") return [own.column.name, codeOf(own)];
    const rowsOf = args.output === "count" ? own.counts : own.counts.map((count) => count / own.codes.length);
    return [own.column.name, valueOf(own, rowsOf, null, own.other === undefined ? 0 : rowsOf.at(-1)!)];
  });
  return replacing(rows.schema, new Map(made));
}

function requireOptions(args: EncodeArgs): void {
  const mistake = optionMistake(args.method ?? "one_hot", args.unknown ?? "ignore", (option) => args[option as keyof EncodeArgs] !== undefined);
  if (mistake) fail(stepOption, mistake);
}

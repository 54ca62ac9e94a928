import { fail } from "../../language/diagnostics/diagnostic.ts";
import { stepNeedsNumbers } from "../../language/diagnostics/registry/features.ts";
import { tooManyColumns } from "../../language/diagnostics/registry/steps.ts";
import type { Expr } from "../../language/graph/graph.ts";
import { columns } from "../../language/nodes/parameter.ts";
import { isCategorical, isNumeric, showColumnType, type Column } from "../../language/types/schema.ts";
import type { Selector } from "../../language/types/selectors.ts";
import { datasetInput, defineNode, type Context } from "../../runtime/node.ts";
import { projection, sameColumns } from "../../runtime/relational/dataset.ts";
import type { DatasetValue, Projection } from "../../runtime/values.ts";
import { rowFunctionNamed } from "../data/functions/index.ts";
import { applied, behind, chosenColumns, requireNames, textOf, type FittedStep, type StepImplementation } from "./step.ts";

/** As many columns as it makes. */
const mostColumns = 10_000;

interface InteractionsArgs {
  readonly columns: Selector;
  readonly with: Selector;
}

export const interactions = defineNode({
  name: "interactions",
  version: 1,
  group: "features",
  summary: "Adds what two columns say together.",
  doc: [
    "For each of the columns with each of the columns `with`, behind the columns that are there:",
    "",
    "- two numbers give their product, named `a b`;",
    "- two categories give a category, named `a b`, whose values are the two joined by ` & ` (an `&` inside of a value is doubled): encode it in a later step;",
    "- a number and a category give a column for each category that is learned from the rows, named `a b=category`: the number in rows of that category, 0 in all others and where the category is missing.",
    "",
    "What is computed from a missing value is missing. A column is not paired with itself, and a pair is made once.",
  ].join("\n"),
  examples: ["features = recipe(target: .price)\n  |> interactions(.area, with: [.age, .district])\n  |> encode(categorical)", "rows |> interactions(.country, with: .device)"],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("Columns of numbers or categories."),
    with: columns("The columns that each of them is paired with."),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: (call) => {
    const rows = call.dataset("rows");
    const [first, second] = [call.columns("columns"), call.columns("with")];
    if (!rows?.schema || !first || !second) return call.rows(undefined);
    const { schema } = rows;
    const of = (names: readonly string[]): readonly Column[] => schema.columns.filter(({ name, type }) => names.includes(name) && type.kind !== "encoded");
    const wrong = [...of(first), ...of(second)].find(unfit);
    if (wrong) call.report(stepNeedsNumbers, wordsOf(wrong), first.includes(wrong.name) ? "columns" : "with");
    const pairs = pairsOf(of(first), of(second));
    // The names of columns that are learned are not known.
    if (wrong || pairs.some((pair) => kindOf(pair) === "mixed" || kindOf(pair) === "unknown")) {
      const after = call.rows(undefined);
      return { ...after, learned: [...after.learned, call.learn("category list", rows)] };
    }
    const made = pairs.map((pair): Column => ({ name: nameOf(pair), type: { kind: kindOf(pair) === "numbers" ? "float" : "string" }, nullable: pair.some(({ nullable }) => nullable), ...behind(pair, nameOf(pair), call.at("with")) }));
    return call.rows({ columns: [...schema.columns, ...made] });
  },
  execution: {
    kind: "transform",
    plan: async ({ rows, ...args }, context) => applied(rows, (await fit(rows, args, context)).projection),
    provides: async (): Promise<StepImplementation<InteractionsArgs>> => ({ fit }),
  },
});

type Pair = readonly [Column, Column];

const isCategory = ({ type }: Column): boolean => isCategorical(type);
const unfit = (column: Column): boolean => !isNumeric(column.type) && !isCategory(column) && column.type.kind !== "unknown";
const wordsOf = (column: Column) => ({ step: "interactions", column: column.name, type: showColumnType({ type: column.type, nullable: false }) });
const nameOf = ([a, b]: Pair): string => `${a.name} ${b.name}`;

function kindOf([a, b]: Pair): "numbers" | "categories" | "mixed" | "unknown" {
  if (a.type.kind === "unknown" || b.type.kind === "unknown") return "unknown";
  return isNumeric(a.type) && isNumeric(b.type) ? "numbers" : isCategory(a) && isCategory(b) ? "categories" : "mixed";
}

function pairsOf(first: readonly Column[], second: readonly Column[]): readonly Pair[] {
  const taken = new Set<string>();
  return first.flatMap((a) => second.flatMap((b): Pair[] => {
    const key = JSON.stringify([a.name, b.name].sort());
    if (a.name === b.name || taken.has(key)) return [];
    taken.add(key);
    return [[a, b]];
  }));
}

async function fit(rows: DatasetValue, args: InteractionsArgs, context: Context): Promise<FittedStep> {
  const { schema } = rows;
  const pairs = pairsOf(chosenColumns("interactions", args.columns, schema), chosenColumns("interactions", args.with, schema));
  const wrong = pairs.flat().find(unfit);
  if (wrong) fail(stepNeedsNumbers, wordsOf(wrong));
  const categories = await categoriesOf(rows, pairs, context);
  const made = pairs.flatMap((pair) => columnsOf(pair, categories));
  if (made.length > mostColumns) fail(tooManyColumns, { step: "interactions", columns: made.length, most: mostColumns });
  const columns = [...sameColumns(schema), ...made];
  requireNames("interactions", columns);
  return { projection: projection(schema, columns, rowFunctionNamed) };
}

/** The categories, in order, of those columns that are paired with numbers. */
async function categoriesOf(rows: DatasetValue, pairs: readonly Pair[], context: Context): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = [...new Set(pairs.filter((pair) => kindOf(pair) === "mixed").map((pair) => pair.find(isCategory)!.name))];
  if (names.length === 0) return new Map();
  const { learnCategories } = await import("./encoding/categories.ts");
  const learned = await learnCategories(rows, { columns: { select: "columns", names } }, context, "interactions");
  return new Map(learned.map(({ column, list }) => [column.name, list]));
}

function columnsOf(pair: Pair, categories: ReadonlyMap<string, readonly string[]>): Projection["columns"] {
  const [a, b] = pair;
  if (kindOf(pair) === "numbers") return [{ name: nameOf(pair), expr: { call: "*", args: [number(a), number(b)] } }];
  if (kindOf(pair) === "categories") return [{ name: nameOf(pair), expr: { call: "concat", args: [escaped(a), { literal: " & " }, escaped(b)] } }];
  const [amount, category] = isNumeric(a.type) ? [a, b] : [b, a];
  return (categories.get(category.name) ?? []).map((word) => {
    const flag: Expr = { call: "category_value", args: [textOf(category), { literal: 0 }, { literal: 0 }, { list: [{ literal: word }] }, { list: [{ literal: 1 }] }] };
    return { name: `${amount.name} ${category.name}=${word}`, expr: { call: "*", args: [number(amount), flag] } };
  });
}

const number = ({ name }: Column): Expr => ({ call: "to_float", args: [{ column: name }] });
const escaped = (column: Column): Expr => ({ call: "replace", args: [textOf(column), { literal: "&" }, { literal: "&&" }] });

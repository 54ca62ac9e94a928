import { fail } from "../../language/diagnostics/diagnostic.ts";
import { stepNeedsNumbers } from "../../language/diagnostics/registry/features.ts";
import { tooManyColumns } from "../../language/diagnostics/registry/steps.ts";
import type { Expr } from "../../language/graph/graph.ts";
import { bool, columns, int, withDefault } from "../../language/nodes/parameter.ts";
import type { Span } from "../../language/syntax/span.ts";
import { isNumeric, showColumnType, type Column } from "../../language/types/schema.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { project, sameColumns } from "../../runtime/relational/dataset.ts";
import { rowFunctionNamed } from "../data/functions/index.ts";
import { behind, chosenColumns, requireNames } from "./step.ts";

/** As many columns as it makes. */
const mostTerms = 10_000;

export const polynomial = defineNode({
  name: "polynomial",
  version: 1,
  group: "features",
  summary: "Adds powers and products of columns.",
  doc: [
    "Up to a degree, as scikit-learn's `PolynomialFeatures`: of `a` and `b` with `degree: 2`, it adds `a^2`, `a b` and `b^2`, behind the columns that are there. With `interaction_only: true`, no column is multiplied by itself.",
    "",
    "With `include_bias: true` a column `1` of ones comes first among them. It is left out unless asked for, for a linear model has an intercept of its own, which is not penalised. A product is missing where one of its factors is.",
  ].join("\n"),
  examples: ["features = recipe(target: .price)\n  |> scale([.area, .age])\n  |> polynomial([.area, .age], degree: 2)"],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("Columns of numbers."),
    degree: withDefault(int("The most factors that a product has.", { min: 2, max: 10 }), 2),
    interaction_only: withDefault(bool("Whether the factors of a product are different columns."), false),
    include_bias: withDefault(bool("Whether a column of ones is added."), false),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: (call) => {
    const schema = call.dataset("rows")?.schema;
    const names = call.columns("columns");
    const [degree, only, bias] = [call.constant("degree"), call.constant("interaction_only"), call.constant("include_bias")];
    if (!schema || !names || typeof degree !== "number" || typeof only !== "boolean" || typeof bias !== "boolean") return call.rows(undefined);
    const chosen = schema.columns.filter(({ name, type }) => names.includes(name) && type.kind !== "encoded");
    const wrong = chosen.find(({ type }) => !isNumeric(type) && type.kind !== "unknown");
    if (wrong) call.report(stepNeedsNumbers, wordsOf(wrong), "columns");
    const count = countOf(chosen.length, degree, only);
    if (count > mostTerms) call.report(tooManyColumns, { step: "polynomial", columns: count, most: mostTerms }, "columns");
    if (wrong || count > mostTerms) return call.rows(undefined);
    const terms = termsOf(chosen.length, degree, only);
    return call.rows({ columns: [...schema.columns, ...(bias ? [{ ...one, provenance: { origins: [], made: [] } }] : []), ...terms.map((term) => columnOf(term.map((index) => chosen[index]!), call.at("columns")))] });
  },
  execution: {
    kind: "transform",
    plan: ({ rows, columns: selector, degree, interaction_only, include_bias }) => {
      const chosen = chosenColumns("polynomial", selector, rows.schema);
      const wrong = chosen.find(({ type }) => !isNumeric(type));
      if (wrong) fail(stepNeedsNumbers, wordsOf(wrong));
      const count = countOf(chosen.length, degree, interaction_only);
      if (count > mostTerms) fail(tooManyColumns, { step: "polynomial", columns: count, most: mostTerms });
      const made = termsOf(chosen.length, degree, interaction_only).map((term) => {
        const factors = term.map((index) => chosen[index]!);
        return { name: nameOf(factors), expr: productOf(factors) };
      });
      const columns = [...sameColumns(rows.schema), ...(include_bias ? [{ name: one.name, expr: { call: "to_float", args: [{ literal: 1 }] } }] : []), ...made];
      requireNames("polynomial", columns);
      return project(rows, columns, rowFunctionNamed);
    },
  },
});

const wordsOf = (column: Column) => ({ step: "polynomial", column: column.name, type: showColumnType({ type: column.type, nullable: false }) });
const one: Column = { name: "1", type: { kind: "float" }, nullable: false };

/** How many products there are of two factors up to the degree. */
function countOf(columns: number, degree: number, only: boolean): number {
  const choose = (n: number, k: number): number => (k > n ? 0 : Array.from({ length: k }, (_, index) => index).reduce((product, index) => (product * (n - index)) / (index + 1), 1));
  const counts = Array.from({ length: degree - 1 }, (_, index) => (only ? choose(columns, index + 2) : choose(columns + index + 1, index + 2)));
  return Math.round(counts.reduce((a, b) => a + b, 0));
}

/** The products as places of their factors, by degree, then in the order of the columns. */
function termsOf(columns: number, degree: number, only: boolean): readonly (readonly number[])[] {
  const terms: (readonly number[])[] = [];
  let last: readonly (readonly number[])[] = Array.from({ length: columns }, (_, index) => [index]);
  for (let size = 2; size <= degree; size++) {
    last = last.flatMap((term) => Array.from({ length: columns }, (_, index) => index).flatMap((index) => (index > term.at(-1)! || (!only && index === term.at(-1)) ? [[...term, index]] : [])));
    terms.push(...last);
  }
  return terms;
}

/** `a^2 b` */
function nameOf(factors: readonly Column[]): string {
  const names = [...new Set(factors.map(({ name }) => name))];
  return names.map((name) => {
    const power = factors.filter((factor) => factor.name === name).length;
    return power === 1 ? name : `${name}^${power}`;
  }).join(" ");
}

const productOf = (factors: readonly Column[]): Expr => factors.map(({ name }): Expr => ({ call: "to_float", args: [{ column: name }] })).reduce((product, factor) => ({ call: "*", args: [product, factor] }));

function columnOf(factors: readonly Column[], at: Span | undefined): Column {
  return { name: nameOf(factors), type: { kind: "float" }, nullable: factors.some(({ nullable }) => nullable), ...behind(factors, nameOf(factors), at) };
}

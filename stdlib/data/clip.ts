import { fail } from "../../language/diagnostics/diagnostic.ts";
import { clipBounds, clipNeedsNumbers } from "../../language/diagnostics/registry/data-columns.ts";
import type { Expr, Literal } from "../../language/graph/graph.ts";
import { columns, float, optional } from "../../language/nodes/parameter.ts";
import { changeColumns, isNumeric, showColumnType, type Schema } from "../../language/types/schema.ts";
import { selectColumns } from "../../language/types/selectors.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { project, projection } from "../../runtime/relational/dataset.ts";
import type { Projection } from "../../runtime/values.ts";
import { withType } from "./columns.ts";
import { rowFunctionNamed } from "./functions/index.ts";

interface Bounds {
  readonly min: number | undefined;
  readonly max: number | undefined;
}

export const clip = defineNode({
  name: "clip",
  version: 1,
  group: "data",
  summary: "Replaces numbers beyond a bound by the bound.",
  doc: "Missing values stay missing. A column of integers stays one if the bounds are integers.",
  examples: ["rows |> clip(.age, min: 0, max: 120)"],
  takes: {
    rows: datasetInput("The rows."),
    columns: columns("Columns of numbers."),
    min: optional(float("The lower bound.")),
    max: optional(float("The upper bound.")),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  step: true,
  infer: (call) => {
    const schema = call.dataset("rows")?.schema;
    const names = call.columns("columns");
    const bounds = { min: asNumber(call.constant("min")), max: asNumber(call.constant("max")) };
    const why = call.has("min") === (bounds.min !== undefined) && call.has("max") === (bounds.max !== undefined) ? wrongBounds(bounds) : undefined;
    if (why !== undefined) call.report(clipBounds, { why });
    if (!schema || !names || why !== undefined) return call.rows(schema);
    const wrong = notNumeric(schema, names);
    if (wrong) {
      call.report(clipNeedsNumbers, wrong, "columns");
      return call.rows(schema);
    }
    const known = { columns: schema.columns.filter(({ type }) => type.kind !== "unknown") };
    const clipped = new Map(projection(known, clips(known, names, bounds), rowFunctionNamed).schema.columns.map((column) => [column.name, column]));
    return call.rows(changeColumns(schema, names, (column) => withType(column, clipped.get(column.name))));
  },
  execution: {
    kind: "transform",
    plan: ({ rows, columns: selector, min, max }) => {
      const names = selectColumns(selector, rows.schema);
      const why = wrongBounds({ min, max });
      if (why !== undefined) fail(clipBounds, { why });
      const wrong = notNumeric(rows.schema, names);
      return wrong ? fail(clipNeedsNumbers, wrong) : project(rows, clips(rows.schema, names, { min, max }), rowFunctionNamed);
    },
  },
});

const asNumber = (literal: Literal | undefined): number | undefined => (typeof literal === "number" ? literal : undefined);

function wrongBounds({ min, max }: Bounds): string | undefined {
  if (min === undefined && max === undefined) return "`clip` was given neither `min:` nor `max:`";
  return min !== undefined && max !== undefined && min > max ? `\`min\` (${min}) is above \`max\` (${max})` : undefined;
}

function notNumeric(schema: Schema, names: readonly string[]): { column: string; type: string } | undefined {
  const wanted = new Set(names);
  const wrong = schema.columns.find(({ name, type }) => wanted.has(name) && !isNumeric(type) && type.kind !== "unknown");
  return wrong && { column: wrong.name, type: showColumnType({ type: wrong.type, nullable: false }) };
}

function clips(schema: Schema, names: readonly string[], { min, max }: Bounds): Projection["columns"] {
  const wanted = new Set(names);
  return schema.columns.map(({ name }) => {
    let expr: Expr = { column: name };
    if (wanted.has(name) && min !== undefined) expr = { call: "at_least", args: [expr, { literal: min }] };
    if (wanted.has(name) && max !== undefined) expr = { call: "at_most", args: [expr, { literal: max }] };
    return { name, expr };
  });
}

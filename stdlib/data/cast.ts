import { fail } from "../../language/diagnostics/diagnostic.ts";
import { castImpossible } from "../../language/diagnostics/registry/data-columns.ts";
import { castTargets, type CastTarget } from "../../language/expressions/conversions.ts";
import type { Expr } from "../../language/graph/graph.ts";
import { columns, oneOf, withDefault } from "../../language/nodes/parameter.ts";
import { changeColumns, showColumnType, type Column, type Schema } from "../../language/types/schema.ts";
import { selectColumns } from "../../language/types/selectors.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { project, projection } from "../../runtime/relational/dataset.ts";
import type { Projection } from "../../runtime/values.ts";
import { withType } from "./columns.ts";
import { rowFunctionNamed } from "./functions/index.ts";

type OnError = "fail" | "null";

export const cast = defineNode({
  name: "cast",
  version: 1,
  group: "data",
  summary: "Changes the type of columns.",
  doc: [
    "Text is read as a number, a date (`2024-12-31`), a timestamp (`2024-12-31 23:59:59`, taken as UTC) or true and false (also yes and no, t and f, 1 and 0). A float loses its fraction as an `int`; true and false become 1 and 0.",
    "",
    "A value that has no meaning in the new type stops the run; with `on_error: null` it becomes null, and `drop_rows(missing: .x)` behind it drops such rows; requests to a served model are never dropped.",
  ].join("\n"),
  examples: ["rows |> cast(.TotalCharges, to: float, on_error: null)", "rows |> cast([.year, .month], to: string)"],
  takes: {
    rows: datasetInput("The rows."),
    columns: columns("The columns to change."),
    to: oneOf(castTargets, "Their new type."),
    on_error: withDefault(oneOf(["fail", "null"], "What becomes of a value that cannot be changed."), "fail"),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: (call) => {
    const schema = call.dataset("rows")?.schema;
    const names = call.columns("columns");
    const to = call.constant("to") as CastTarget | undefined;
    if (!schema || !names || !to) return call.rows(undefined);
    const impossible = chosen(schema, names).find((column) => !castable(column, to));
    if (impossible) {
      call.report(castImpossible, wordsOf(impossible, to), "columns");
      return call.rows(undefined);
    }
    const known = { columns: schema.columns.filter(({ type }) => type.kind !== "unknown") };
    const cast = new Map(projection(known, casts(known, names, to, call.constant("on_error") === "null" ? "null" : "fail"), rowFunctionNamed).schema.columns.map((column) => [column.name, column]));
    return call.rows(changeColumns(schema, names, (column) => withType(column, cast.get(column.name) ?? { ...column, type: { kind: to } })));
  },
  execution: {
    kind: "transform",
    plan: ({ rows, columns: selector, to, on_error }) => {
      const names = selectColumns(selector, rows.schema);
      const impossible = chosen(rows.schema, names).find((column) => !castable(column, to));
      if (impossible) fail(castImpossible, wordsOf(impossible, to));
      return project(rows, casts(rows.schema, names, to, on_error ?? "fail"), rowFunctionNamed);
    },
  },
});

function chosen(schema: Schema, names: readonly string[]): readonly Column[] {
  const wanted = new Set(names);
  return schema.columns.filter(({ name }) => wanted.has(name));
}

function castable({ type, nullable }: Column, to: CastTarget): boolean {
  return typeof rowFunctionNamed.get(`to_${to}`)?.infer([{ type, nullable }]) !== "string";
}

const wordsOf = (column: Column, to: CastTarget) => ({ column: column.name, from: showColumnType({ type: column.type, nullable: false }), to });

function casts(schema: Schema, names: readonly string[], to: CastTarget, onError: OnError): Projection["columns"] {
  const wanted = new Set(names);
  return schema.columns.map(({ name, type }) => {
    const column: Expr = { column: name };
    if (!wanted.has(name) || type.kind === to) return { name, expr: column };
    return { name, expr: onError === "null" ? { call: `to_${to}`, args: [column] } : { call: `strict_${to}`, args: [column, { literal: name }] } };
  });
}

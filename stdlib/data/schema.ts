import type { Expr } from "../../language/graph/graph.ts";
import { anyScalar, expression, list, optional, string, type Described } from "../../language/nodes/parameter.ts";
import type { Column, ColumnType, Schema } from "../../language/types/schema.ts";
import { description } from "../../language/types/type.ts";
import { defineNode } from "../../runtime/node.ts";

/** One column as a `schema` declaration stands in a graph. */
interface DeclaredColumn {
  readonly name: string;
  readonly type: ColumnType["kind"];
  readonly nullable: boolean;
  readonly values?: readonly string[];
  readonly range?: readonly [number | string, number | string];
  readonly pattern?: string;
  readonly unique?: boolean;
  readonly unit?: string;
  readonly pii?: boolean;
}

export type DescribedSchema = Described<{ readonly columns: readonly DeclaredColumn[]; readonly keys?: readonly (readonly string[])[]; readonly rules?: readonly Expr[] }>;

/** The declared columns, and what is promised of whole rows. */
export interface Contract extends Schema {
  /** Columns in which no two rows have the same values together. */
  readonly keys: readonly (readonly string[])[];
  /** Conditions that hold for each row, unless they are unknown. */
  readonly rules: readonly Expr[];
}

export const schemaNode = defineNode({
  name: "schema",
  version: 1,
  group: "data",
  summary: "A data contract: what a `schema` declaration becomes.",
  doc: "Declare it as `schema Customer { .id: int unique, .plan: category(\"free\", \"paid\"), .age: float? in 0..120 }` and give it to `load(path, schema: Customer)`.",
  examples: ["schema Customer {\n  .id: int unique,\n  .plan: category(\"free\", \"paid\"),\n  .age: float? in 0..120,\n  .mail: string? matching r\".+@.+\" pii,\n}", "schema Trip {\n  .vehicle: string,\n  .started: timestamp,\n  .ended: timestamp?,\n  unique(.vehicle, .started),\n  expect .ended >= .started,\n}"],
  takes: {
    columns: list(anyScalar("A column."), "Its columns."),
    keys: optional(list(list(string("A column."), "Columns that together stand in no two rows."), "Its keys of several columns.")),
    rules: optional(list(expression("What holds for a row.", "bool", "columns"), "What holds for each row.")),
  },
  returns: "Schema",
  infer: () => description("Schema"),
  execution: { kind: "description" },
});

/** A `schema` declaration as it is used. */
export function contractFrom({ args }: DescribedSchema): Contract {
  return {
    keys: args.keys ?? [],
    rules: args.rules ?? [],
    columns: args.columns.map(({ name, type, nullable, values, range, pattern, unique, unit, pii }): Column => {
      const promises = { ...(range && { range }), ...(pattern !== undefined && { pattern }), ...(unique && { unique }) };
      const own: Column = { name, nullable, type: type === "category" ? { kind: "category", values: values ?? [] } : { kind: type } };
      return { ...own, ...(Object.keys(promises).length > 0 && { promises }), ...(unit !== undefined && { unit }), ...(pii && { pii }) };
    }),
  };
}

import { anyScalar, list, type Described } from "../../language/nodes/parameter.ts";
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

export type DescribedSchema = Described<{ readonly columns: readonly DeclaredColumn[] }>;

export const schemaNode = defineNode({
  name: "schema",
  version: 1,
  group: "data",
  summary: "A data contract: what a `schema` declaration becomes.",
  doc: "Declare it as `schema Customer { .id: int unique, .plan: category(\"free\", \"paid\"), .age: float? in 0..120 }` and give it to `load(path, schema: Customer)`.",
  examples: ["schema Customer {\n  .id: int unique,\n  .plan: category(\"free\", \"paid\"),\n  .age: float? in 0..120,\n  .mail: string? matching r\".+@.+\" pii,\n}"],
  takes: { columns: list(anyScalar("A column."), "Its columns.") },
  returns: "Schema",
  infer: () => description("Schema"),
  execution: { kind: "description" },
});

/** The declared columns with their types. */
export function schemaFrom({ args }: DescribedSchema): Schema {
  return {
    columns: args.columns.map(({ name, type, nullable, values, range, pattern, unique, unit, pii }): Column => {
      const promises = { ...(range && { range }), ...(pattern !== undefined && { pattern }), ...(unique && { unique }) };
      const own: Column = { name, nullable, type: type === "category" ? { kind: "category", values: values ?? [] } : { kind: type } };
      return { ...own, ...(Object.keys(promises).length > 0 && { promises }), ...(unit !== undefined && { unit }), ...(pii && { pii }) };
    }),
  };
}

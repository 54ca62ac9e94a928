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
}

export type DescribedSchema = Described<{ readonly columns: readonly DeclaredColumn[] }>;

export const schemaNode = defineNode({
  name: "schema",
  version: 1,
  group: "data",
  summary: "A data contract: what a `schema` declaration becomes.",
  doc: "Declare it as `schema Customer { .id: int, .plan: category(\"free\", \"paid\"), .age: float? }` and give it to `load(path, schema: Customer)`.",
  examples: ["schema Customer {\n  .id: int,\n  .plan: category(\"free\", \"paid\"),\n  .age: float?,\n}"],
  takes: { columns: list(anyScalar("A column."), "Its columns.") },
  returns: "Schema",
  infer: () => description("Schema"),
  execution: { kind: "description" },
});

/** The declared columns with their types. */
export function schemaFrom({ args }: DescribedSchema): Schema {
  return {
    columns: args.columns.map(({ name, type, nullable, values }): Column => ({ name, nullable, type: type === "category" ? { kind: "category", values: values ?? [] } : { kind: type } })),
  };
}

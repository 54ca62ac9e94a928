import type { Column, Schema } from "../../../language/types/schema.ts";

const column = (name: string, kind: "string" | "int" | "float", nullable = true): Column => ({ name, type: { kind }, nullable });

/** What is told of a column. */
export const statisticsSchema: Schema = {
  columns: [
    column("column", "string", false),
    column("type", "string", false),
    column("rows", "int", false),
    column("missing", "int", false),
    column("distinct", "int", false),
    ...["mean", "std", "min", "q05", "q25", "median", "q75", "q95", "max"].map((name) => column(name, "float")),
    ...["first", "last", "top"].map((name) => column(name, "string")),
    column("top_rows", "int"),
  ],
};

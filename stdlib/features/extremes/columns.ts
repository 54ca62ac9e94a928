import type { Column } from "../../../language/types/schema.ts";

/** The column that tells whether another has an outlier. */
export const flagOf = ({ name }: Column): Column => ({ name: `${name} is outlier`, type: { kind: "bool" }, nullable: false });

export const clippedColumn = (column: Column): Column => ({ ...column, type: { kind: "float" } });

import type { RowFunction } from "../nodes/functions.ts";

/** A row form from the form that is ready for many calls. */
export const prepared = (prepare: NonNullable<RowFunction["prepare"]>): Pick<RowFunction, "prepare" | "row"> => ({
  prepare,
  row: ([first = null, ...rest], types) => prepare(rest, types)(first),
});

/** SQL that computes a value once and uses it several times: `body` is given the name of the value, which no column has. */
export const once = (name: string, value: string, body: (name: string) => string): string => `list_transform([${value}], lambda __mlp_${name}: ${body(`__mlp_${name}`)})[1]`;

import { suggestion } from "../../language/diagnostics/suggest.ts";
import type { Schema } from "../../language/types/schema.ts";

/** What is told of a target that is not among the columns, with the column that was probably meant. */
export function missingTarget(target: string, schema: Schema, where: string): { target: string; where: string; hint: string | undefined } {
  return { target, where, hint: suggestion(target, schema.columns.map(({ name }) => name), "the columns there are") };
}

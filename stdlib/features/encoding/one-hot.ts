import type { Expr } from "../../../language/graph/graph.ts";
import type { Column, Schema } from "../../../language/types/schema.ts";
import type { Projection } from "../../../runtime/values.ts";
import { replacing, spreading, type FittedStep } from "../step.ts";
import { codeOf, type Categories } from "./categories.ts";
import type { EncodeArgs } from "./options.ts";

/** In a recipe: the category as text, which the model's matrix takes as codes. */
export function oneHotCodes(schema: Schema, learned: readonly Categories[], drop: EncodeArgs["drop"]): FittedStep {
  const made = new Map<string, Expr>();
  const types = new Map<string, Column>();
  const encodings = learned.map(({ column, text, list, unknown }) => {
    const dropped = droppedOf(list, drop);
    made.set(column.name, dropped === undefined ? text : { call: "category_unless", args: [text, { literal: dropped }] });
    types.set(column.name, { ...column, type: { kind: "encoded" } });
    return { name: column.name, categories: list.filter((category) => category !== dropped), unknown: unknown === "error" ? ("error" as const) : ("ignore" as const) };
  });
  return { projection: replacing(schema, made, types), encodings };
}

/** On a dataset: columns of zeros and ones, in the place of the column they come from. */
export function oneHotColumns(schema: Schema, learned: readonly Categories[], drop: EncodeArgs["drop"]): Projection {
  const made = learned.map((own): [string, Projection["columns"]] => {
    const dropped = droppedOf(own.list, drop);
    const flags = own.list.flatMap((category, place) => (category === dropped ? [] : [{ name: `${own.column.name}=${category}`, expr: flag(own, category, place) }]));
    return [own.column.name, flags];
  });
  return spreading("encode", schema, new Map(made), { kind: "int" });
}

function droppedOf(list: readonly string[], drop: EncodeArgs["drop"]): string | undefined {
  return drop === "first" || (drop === "if_binary" && list.length === 2) ? list[0] : undefined;
}

/** 1 for rows of the category, else 0. */
function flag(own: Categories, category: string, place: number): Expr {
  const same: Expr = own.unknown === "error" ? { call: "==", args: [codeOf(own), { literal: place }] } : { call: "==", args: [own.text, { literal: category }] };
  return { call: "??", args: [{ call: "to_int", args: [same] }, { literal: 0 }] };
}

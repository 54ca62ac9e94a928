import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { tooManyColumns } from "../../../language/diagnostics/registry/steps.ts";
import type { Expr } from "../../../language/graph/graph.ts";
import type { Column, Schema } from "../../../language/types/schema.ts";
import type { Projection } from "../../../runtime/values.ts";
import { chosenColumns, literals, replacing, spreading, textOf, type FittedStep } from "../step.ts";
import { defaultBuckets, mostHashColumns, type EncodeArgs } from "./options.ts";

/** In a recipe: the bucket as text, which the model's matrix takes as codes; with signs, columns of -1, 0 and 1. */
export function hashCodes(schema: Schema, args: EncodeArgs): FittedStep {
  if (args.signed) return { projection: hashColumns(schema, args) };
  const chosen = chosenColumns("encode", args.columns, schema);
  const count = args.buckets ?? defaultBuckets;
  const categories = Array.from({ length: count }, (_, bucket) => String(bucket));
  const bucket = (column: Column): Expr => ({ call: "item_at", args: [{ call: "hash_bucket", args: [textOf(column), { literal: count }] }, literals(categories)] });
  const made = new Map(chosen.map((column) => [column.name, bucket(column)]));
  const types = new Map(chosen.map((column): [string, Column] => [column.name, { ...column, type: { kind: "encoded" } }]));
  return { projection: replacing(schema, made, types), encodings: chosen.map(({ name }) => ({ name, categories, unknown: "ignore" })) };
}

/** On a dataset: a column a bucket, in the place of the column they come from. */
export function hashColumns(schema: Schema, args: EncodeArgs): Projection {
  const count = args.buckets ?? defaultBuckets;
  if (count > mostHashColumns) fail(tooManyColumns, { step: "encode", columns: count, most: mostHashColumns });
  const flag = (column: Column, bucket: number): Expr => ({ call: "hash_flag", args: [textOf(column), { literal: count }, { literal: bucket }, { literal: args.signed ?? false }] });
  const made = chosenColumns("encode", args.columns, schema).map((column): [string, Projection["columns"]] => [
    column.name,
    Array.from({ length: count }, (_, bucket) => ({ name: `${column.name}=${bucket}`, expr: flag(column, bucket) })),
  ]);
  return spreading("encode", schema, new Map(made), { kind: "int" });
}

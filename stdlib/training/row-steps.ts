import { compileRow } from "../../language/expressions/evaluate.ts";
import type { Cell } from "../../language/nodes/functions.ts";
import type { Schema } from "../../language/types/schema.ts";
import { computeOf } from "../../runtime/computation.ts";
import type { ColumnValues } from "../../runtime/engine/engine.ts";
import type { Context } from "../../runtime/node.ts";
import { isComputation, type Computation, type Projection, type Step } from "../../runtime/values.ts";
import { rowFunctionNamed } from "../data/functions/index.ts";

export type Row = Readonly<Record<string, Cell>>;
type RowsForm = (rows: readonly Row[]) => readonly Row[];

/** The row form of steps, one after the other, ready for many calls: for each row what the engine gives for it. */
export async function rowSteps(input: Schema, steps: readonly Step[], context: Pick<Context, "implementation">): Promise<RowsForm> {
  const forms: RowsForm[] = [];
  let schema = input;
  for (const step of steps) {
    forms.push(isComputation(step) ? await computed(step, context) : projected(step, schema));
    schema = step.schema;
  }
  return (rows) => forms.reduce((current, form) => form(current), rows);
}

function projected({ columns }: Projection, before: Schema): RowsForm {
  const compiled = columns.map(({ name, expr }) => [name, compileRow(expr, before, rowFunctionNamed)] as const);
  return (rows) => rows.map((row) => Object.fromEntries(compiled.map(([name, value]) => [name, value(row)])));
}

async function computed(step: Computation, context: Pick<Context, "implementation">): Promise<RowsForm> {
  const compute = await computeOf(step, (described) => context.implementation(described));
  const places = new Map(step.gives.map((name, place) => [name, place]));
  const columns = step.schema.columns.map(({ name, type }) => ({ name, place: places.get(name), isBool: type.kind === "bool" }));
  return (rows) => {
    const given = compute(step.takes.map(({ name, kind }) => (kind === "codes" ? codesOf(rows, name) : numbersOf(rows, name))), rows.length);
    const cellOf = (row: Row, index: number, { name, place, isBool }: (typeof columns)[number]): Cell => {
      if (place === undefined) return row[name] ?? null;
      const value = given[place]?.[index] ?? Number.NaN;
      if (Number.isNaN(value)) return null;
      return isBool ? value !== 0 : value;
    };
    return rows.map((row, index) => Object.fromEntries(columns.map((column) => [column.name, cellOf(row, index, column)])));
  };
}

function numbersOf(rows: readonly Row[], name: string): ColumnValues {
  return { kind: "numbers", values: Float64Array.from(rows, (row) => (row[name] === null || row[name] === undefined ? Number.NaN : Number(row[name]))) };
}

/** A column of rows as text, each different one once. */
export function codesOf(rows: readonly Row[], name: string): Extract<ColumnValues, { kind: "codes" }> {
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(rows, (row) => {
    const cell = row[name];
    if (cell === null || cell === undefined) return -1;
    const code = codeOf.get(String(cell)) ?? codeOf.size;
    codeOf.set(String(cell), code);
    return code;
  });
  return { kind: "codes", codes, words: [...codeOf.keys()] };
}

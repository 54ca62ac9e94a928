import { computeOf } from "../../runtime/computation.ts";
import type { ColumnValues, DataEngine } from "../../runtime/engine/engine.ts";
import type { Context } from "../../runtime/node.ts";
import { isComputation, type Computation, type DatasetValue, type Projection, type Step } from "../../runtime/values.ts";
import { columnForm, columnsFor } from "./column-form.ts";

/** What a dataset was made of by a step. */
const origins = new WeakMap<DatasetValue, { readonly from: DatasetValue; readonly step: Step }>();

/** Says what a dataset was made of, so that its columns can be computed from columns that are known already. */
export function madeBy(dataset: DatasetValue, from: DatasetValue, step: Step): DatasetValue {
  origins.set(dataset, { from, step });
  return dataset;
}

/** Columns of a dataset that its maker has computed: they stand for what its SQL gives. */
const givenColumns = new WeakMap<DatasetValue, ReadonlyMap<string, ColumnValues>>();

/** Says what some columns of a dataset hold, in the order of its rows; its SQL must give the same. */
export function withColumns(dataset: DatasetValue, columns: ReadonlyMap<string, ColumnValues>): DatasetValue {
  givenColumns.set(dataset, columns);
  return dataset;
}

/**
 * A context whose engine reads each column of a dataset once: the columns of the datasets behind it are computed from those, where they have a
 * column form. A recipe is fitted, and its matrix made, on one reading of the rows.
 */
export function withColumnCache(context: Context): Context {
  const known = new WeakMap<DatasetValue, Map<string, ColumnValues>>();
  const engine = context.engine().then((own) => cached(own, known, context));
  return { ...context, engine: () => engine };
}

function cached(engine: DataEngine, known: WeakMap<DatasetValue, Map<string, ColumnValues>>, context: Pick<Context, "implementation">): DataEngine {
  const columns = async (dataset: DatasetValue, names: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, ColumnValues>> => {
    const own = known.get(dataset) ?? new Map(givenColumns.get(dataset));
    known.set(dataset, own);
    const open = names.filter((name) => !own.has(name));
    for (const [name, values] of await computed(dataset, open, columns, context, signal)) own.set(name, values);
    const left = open.filter((name) => !own.has(name));
    if (left.length > 0) for (const [name, values] of await engine.columns(dataset, left, signal)) own.set(name, values);
    return new Map(names.flatMap((name) => [[name, own.get(name)] as const]).filter((entry): entry is [string, ColumnValues] => entry[1] !== undefined));
  };
  return {
    columns,
    describe: (sql) => engine.describe(sql),
    rows: (sql, signal) => engine.rows(sql, signal),
    tableOf: (dataset) => engine.tableOf(dataset),
    writeParquet: (dataset, file, signal) => engine.writeParquet(dataset, file, signal),
    stage: (key, select, bytes, signal) => engine.stage(key, select, bytes, signal),
    execute: (sql, signal) => engine.execute(sql, signal),
    close: () => engine.close(),
  };
}

/** Those of the columns, and what is computed along with them, that can be computed from the columns of what the dataset was made of. */
async function computed(dataset: DatasetValue, names: readonly string[], read: DataEngine["columns"], context: Pick<Context, "implementation">, signal?: AbortSignal): Promise<ReadonlyMap<string, ColumnValues>> {
  const origin = origins.get(dataset);
  if (!origin || names.length === 0) return new Map();
  const { from, step } = origin;
  return isComputation(step) ? together(step, from, names, read, context, signal) : oneByOne(step, from, names, read, signal);
}

async function oneByOne(step: Projection, from: DatasetValue, names: readonly string[], read: DataEngine["columns"], signal?: AbortSignal): Promise<ReadonlyMap<string, ColumnValues>> {
  const wanted = step.columns.filter(({ name, expr }) => names.includes(name) && columnsFor(expr, from.schema));
  const needed = new Set(wanted.flatMap(({ expr }) => columnsFor(expr, from.schema) ?? []));
  const before = await read(from, [...needed], signal);
  return new Map(wanted.flatMap(({ name, expr }) => {
    const values = columnForm(expr, from.schema, before);
    return values ? [[name, values] as const] : [];
  }));
}

async function together(step: Computation, from: DatasetValue, names: readonly string[], read: DataEngine["columns"], context: Pick<Context, "implementation">, signal?: AbortSignal): Promise<ReadonlyMap<string, ColumnValues>> {
  const kept = names.filter((name) => !step.gives.includes(name));
  const found = new Map(await read(from, kept, signal));
  if (kept.length === names.length) return found;
  const takes = step.takes.map(({ name }) => name);
  const before = await read(from, takes, signal);
  const columns = takes.flatMap((name) => before.get(name) ?? []);
  const [first] = columns;
  const rows = first === undefined ? 0 : first.kind === "codes" ? first.codes.length : first.values.length;
  const compute = await computeOf(step, (described) => context.implementation(described));
  compute(columns, rows).forEach((values, place) => found.set(step.gives[place] ?? "", { kind: "numbers", values }));
  return found;
}

import type { ColumnValues, DataEngine } from "../../runtime/engine/engine.ts";
import type { Context } from "../../runtime/node.ts";
import type { DatasetValue, Projection } from "../../runtime/values.ts";
import { columnForm, columnsFor } from "./column-form.ts";

/** What a dataset was made of by a projection. */
const origins = new WeakMap<DatasetValue, { readonly from: DatasetValue; readonly step: Projection }>();

/** Says what a dataset was made of, so that its columns can be computed from columns that are known already. */
export function madeBy(dataset: DatasetValue, from: DatasetValue, step: Projection): DatasetValue {
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
  const engine = context.engine().then((own) => cached(own, known));
  return { ...context, engine: () => engine };
}

function cached(engine: DataEngine, known: WeakMap<DatasetValue, Map<string, ColumnValues>>): DataEngine {
  const columns = async (dataset: DatasetValue, names: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, ColumnValues>> => {
    const own = known.get(dataset) ?? new Map(givenColumns.get(dataset));
    known.set(dataset, own);
    const open = names.filter((name) => !own.has(name));
    for (const [name, values] of await computed(dataset, open, columns, signal)) own.set(name, values);
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
    execute: (sql, signal) => engine.execute(sql, signal),
    close: () => engine.close(),
  };
}

/** Those of the columns that can be computed from the columns of what the dataset was made of. */
async function computed(dataset: DatasetValue, names: readonly string[], read: DataEngine["columns"], signal?: AbortSignal): Promise<ReadonlyMap<string, ColumnValues>> {
  const origin = origins.get(dataset);
  if (!origin || names.length === 0) return new Map();
  const { from, step } = origin;
  const wanted = step.columns.filter(({ name, expr }) => names.includes(name) && columnsFor(expr, from.schema));
  const needed = new Set(wanted.flatMap(({ expr }) => columnsFor(expr, from.schema) ?? []));
  const before = await read(from, [...needed], signal);
  return new Map(wanted.flatMap(({ name, expr }) => {
    const values = columnForm(expr, from.schema, before);
    return values ? [[name, values] as const] : [];
  }));
}

import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MlpError } from "../../../language/diagnostics/diagnostic.ts";
import { dateToText, timestampToText } from "../../../language/expressions/calendar.ts";
import type { Expr } from "../../../language/graph/graph.ts";
import type { Cell } from "../../../language/nodes/functions.ts";
import type { Column, ColumnType, Schema } from "../../../language/types/schema.ts";
import type { NodeDefinition } from "../../../runtime/node.ts";
import { identifier, literal, sqlType } from "../../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { standardCatalog } from "../../../stdlib/catalog.ts";
import { rowSteps, type Row } from "../../../stdlib/training/row-steps.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { datasetFrom } from "../../kit/nodes.ts";

/** Chains of the steps that work row by row, on tables of any columns: what the engine makes of a table, the row form makes of each row. */
const kinds = ["int", "float", "string", "bool", "date", "timestamp"] as const;
type Kind = (typeof kinds)[number];

const cells: Readonly<Record<Kind, fc.Arbitrary<Cell>>> = {
  int: fc.oneof(fc.integer({ min: -20, max: 20 }), fc.maxSafeInteger()),
  float: fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, 1e-320, 1e300, -1e300, Number.POSITIVE_INFINITY), fc.integer({ min: -40, max: 40 }).map((value) => value / 4)),
  string: fc.oneof(fc.constantFrom("a", "b", "é", "中", "🤦", "", " ", "NULL", "it's", '"', "1", "-2.5", "true", "2024-02-29"), fc.string({ unit: "grapheme", maxLength: 5 })),
  bool: fc.boolean(),
  date: fc.integer({ min: -200_000, max: 200_000 }),
  timestamp: fc.integer({ min: -4_000_000_000_000_000, max: 4_000_000_000_000_000 }),
};

const names = ["x", "y y", "ключ", 'q"uote', "Select", "__proto_", "z"];
const table = fc
  .uniqueArray(fc.constantFrom(...names), { minLength: 3, maxLength: 6 })
  .chain((chosen) => fc.tuple(...chosen.map((name) => fc.constantFrom(...kinds).map((kind): Column => ({ name, type: { kind }, nullable: true })))))
  .chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      rows: fc.array(fc.tuple(...columns.map(({ type }) => fc.option(cells[type.kind as Kind], { freq: 4 }))), { minLength: 8, maxLength: 14 }),
    }),
  );

/** A step as it is drawn: which one, and numbers that choose its columns and how. */
const step = fc.record({ kind: fc.nat(13), at: fc.nat(50), other: fc.nat(50), way: fc.nat(50) });

const catalog = standardCatalog();
const nodeNamed = (name: string): NodeDefinition => catalog.nodes.get(name)!;
const pick = <Item>(items: readonly Item[], at: number): Item | undefined => items[at % Math.max(1, items.length)];
const only = (name: string) => ({ select: "columns", names: [name] });

const encodings = [
  { method: "ordinal" },
  { method: "one_hot" },
  { method: "one_hot", drop: "first", unknown: "other", max_categories: 2 },
  { method: "ordinal", unknown: "other", min_frequency: 2 },
  { method: "frequency" },
  { method: "frequency", output: "count", unknown: "other", min_frequency: 0.2 },
  { method: "hash", buckets: 3 },
  { method: "hash", buckets: 2, signed: true },
];

type Drawn = { readonly kind: number; readonly at: number; readonly other: number; readonly way: number };

/** The node and its arguments for a drawn step; `undefined` where the table has no column for it. */
function stepFor({ kind, at, other, way }: Drawn, { columns }: Schema): readonly [string, Readonly<Record<string, unknown>>] | undefined {
  const numbers = columns.filter(({ type }) => type.kind === "int" || type.kind === "float");
  const texts = columns.filter(({ type }) => type.kind === "string" || type.kind === "bool");
  const days = columns.filter(({ type }) => type.kind === "date" || type.kind === "timestamp");
  const [any, number, text, day] = [pick(columns, at), pick(numbers, at), pick(texts, at), pick(days, at)];
  switch (kind) {
    case 0:
      return number && ["derive", { made: made(number, pick(numbers, other) ?? number, way) }];
    case 1:
      return any && ["rename", { moved: any.name }];
    case 2:
      return columns.length > 2 && any ? ["drop_columns", { columns: only(any.name) }] : undefined;
    case 3:
      return any && ["select", { columns: { select: "except", of: [only(any.name)] } }];
    case 4:
      return number && ["scale", { columns: only(number.name), ...pick([{ method: "standard" }, { method: "min_max" }, { method: "min_max", range: [-2, 5] }, { method: "robust" }, { method: "max_abs" }, { method: "quantile" }, { method: "quantile", output: "normal", quantiles: 5 }, { method: "power" }], way) }];
    case 5:
      return number && ["impute", { columns: only(number.name), with: pick(["mean", "median", "most_frequent"], way) }];
    case 6:
      return any && ["impute", { columns: only(any.name), with: "most_frequent" }];
    case 7:
      return text && ["encode", { columns: only(text.name), ...pick(encodings, way) }];
    case 8:
      return number && ["clip", { columns: only(number.name), min: 0 - (way % 7), max: way % 11 }];
    case 9:
      return number && ["bin", { columns: only(number.name), ...pick([{ bins: 3, output: "ordinal" }, { method: "uniform", bins: 30, output: "ordinal" }, { method: "kmeans", bins: 2, output: "label" }, { edges: [-1, 0, 5], output: "one_hot" }], way) }];
    case 10:
      return numbers.length < 5 && number ? ["polynomial", { columns: { select: "columns", names: [...new Set([number.name, (pick(numbers, other) ?? number).name])] }, interaction_only: way % 2 === 1 }] : undefined;
    case 11:
      return text && any && (any === text || any.type.kind === "string" || any.type.kind === "bool" || any.type.kind === "int") ? ["interactions", { columns: only(text.name), with: only(any.name) }] : undefined;
    case 12:
      return day && ["dates", { columns: only(day.name), ...pick([{}, { parts: ["quarter", "week", "day_of_year", "hour", "minute", "is_weekend"], keep: true }, { cyclic: ["month", "weekday", "hour"] }, { since: "2001-05-17 08:30", unit: "hours" }], way) }];
    default:
      return any && ["filter", { where: { call: "!=", args: [{ column: any.name }, { literal: null }] } }];
  }
}

function made(a: Column, b: Column, way: number): Expr {
  const [x, y]: Expr[] = [{ column: a.name }, { column: b.name }];
  const all: readonly Expr[] = [
    { call: "+", args: [x!, y!] },
    { call: "/", args: [x!, { call: "-", args: [y!, { literal: 1 }] }] },
    { call: "??", args: [{ call: "*", args: [x!, { literal: 0.5 }] }, y!] },
    { call: "and", args: [{ call: ">", args: [x!, y!] }, { call: "!=", args: [y!, { literal: null }] }] },
    { call: "interpolate", args: [x!, { literal: " of " }, y!] },
    { call: "round", args: [{ call: "*", args: [x!, { literal: 2.5 }] }] },
  ];
  return pick(all, way) ?? x!;
}

function datasetOf(columns: readonly Column[], rows: readonly (readonly Cell[])[]): DatasetValue {
  const schema: Schema = { columns };
  const values = rows.map((row, n) => `(${[String(n), ...row.map((cell, index) => valueSql(cell, columns[index]?.type ?? { kind: "unknown" }))].join(", ")})`);
  const heads = [rowNumber, ...columns.map(({ name }) => name)].map(identifier).join(", ");
  return { kind: "dataset", schema, table: { sql: `SELECT * FROM (VALUES ${values.join(", ")}) AS given(${heads})` }, path: { input: schema, steps: [] } };
}

function valueSql(value: Cell, type: ColumnType): string {
  if (value === null) return `CAST(NULL AS ${sqlType(type)})`;
  if (type.kind === "date") return `(DATE '1970-01-01' + CAST(${String(value)} AS INTEGER))`;
  if (type.kind === "timestamp") return `make_timestamp(CAST(${String(value)} AS BIGINT))`;
  if (type.kind === "float") return `CAST('${Object.is(value, -0) ? "-0.0" : String(value)}' AS DOUBLE)`;
  return `CAST(${literal(value)} AS ${sqlType(type)})`;
}

/** A cell of the row form as the engine gives it in a row. */
function shown(cell: Cell | undefined, { kind }: ColumnType): unknown {
  if (cell === null || cell === undefined) return null;
  if (kind === "date" && typeof cell === "number") return dateToText(cell);
  if (kind === "timestamp" && typeof cell === "number") return timestampToText(cell);
  return cell;
}

function same(inEngine: unknown, inRow: unknown): boolean {
  if (typeof inEngine !== "number" || typeof inRow !== "number") return inEngine === inRow || (inEngine === null && Number.isNaN(inRow)) || (inRow === null && Number.isNaN(inEngine));
  return inEngine === inRow || (Number.isNaN(inEngine) && Number.isNaN(inRow)) || Math.abs(inEngine - inRow) <= 1e-12 * Math.max(Math.abs(inEngine), Math.abs(inRow)) || Math.max(Math.abs(inEngine), Math.abs(inRow)) < 1e-300;
}

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

test("a chain of steps makes of each row what it makes of the table", async () => {
  const used = new Map<string, number>();
  const property = fc.asyncProperty(table, fc.array(step, { minLength: 1, maxLength: 6 }), async ({ columns, rows }, drawn) => {
    let dataset = datasetOf(columns, rows);
    const done: unknown[] = [];
    for (const each of drawn) {
      const chosen = stepFor(each, dataset.schema);
      if (!chosen) continue;
      const [name, args] = chosen;
      try {
        dataset = await datasetFrom(nodeNamed(name), { rows: dataset, ...args }, context);
      } catch (error) {
        // A step may refuse a table, such as one with nothing to learn from; it never breaks.
        if (error instanceof MlpError) continue;
        throw error;
      }
      used.set(name, (used.get(name) ?? 0) + 1);
      done.push(chosen);
    }
    const { path } = dataset;
    assert.ok("steps" in path);
    const engine = await context.engine();
    const heads = [rowNumber, ...dataset.schema.columns.map(({ name }) => name)].map(identifier).join(", ");
    const results = await engine.rows(`SELECT ${heads} FROM ${await engine.tableOf(dataset)}`);
    const through = await rowSteps(path.input, path.steps, context);
    for (const result of results) {
      const raw: Row = Object.fromEntries(columns.map(({ name }, index) => [name, rows[Number(result[rowNumber])]?.[index] ?? null]));
      const [row = {}] = through([raw]);
      for (const { name, type } of dataset.schema.columns) {
        const own = shown(row[name], type);
        if (!same(result[name], own)) assert.unreachable(`${name} (${type.kind}): the table has ${String(result[name])}, the row ${String(own)}, after ${JSON.stringify(done)} of ${JSON.stringify(raw, (_, value: unknown) => (typeof value === "number" ? String(value) : value))}`);
      }
    }
  });
  await fc.assert(property, { seed: 42, numRuns: Number(process.env["RUNS"] ?? 150), includeErrorInReport: true });
  for (const name of ["derive", "rename", "drop_columns", "select", "scale", "impute", "encode", "bin", "polynomial", "interactions", "dates", "clip", "filter"]) assert.ok((used.get(name) ?? 0) > 5, `${name}: ${used.get(name) ?? 0}`);
});

test.run();

import { parseTimestamp } from "../../language/expressions/calendar.ts";
import { wrongType } from "../../language/diagnostics/registry/types.ts";
import type { Literal } from "../../language/graph/graph.ts";
import { input, list, optional, record } from "../../language/nodes/parameter.ts";
import { columnNamed, isTemporal, type Column, type ColumnType, type Schema } from "../../language/types/schema.ts";
import { showType } from "../../language/types/show.ts";
import type { Type } from "../../language/types/type.ts";
import { defineNode } from "../../runtime/node.ts";
import { identifier, literal, sqlType } from "../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../runtime/values.ts";
import { conform, reportMismatch } from "./contract.ts";
import { contractFrom, type DescribedSchema } from "./schema.ts";

type Row = Readonly<Record<string, Literal>>;

/** What the values of a column are, as far as they were seen: `undefined` while there were only nulls. */
type Kind = "int" | "float" | "string" | "bool" | undefined;

export const rows = defineNode({
  name: "rows",
  version: 2,
  group: "data",
  summary: "A small table, written in the pipeline itself.",
  doc: [
    "Each record is a row, each of its names a column; a name that a record does not have is missing there. Columns are `int`, `float`, `string` or `bool` by their values.",
    "",
    "With a `schema` the columns have the declared types, also dates, timestamps and categories, whose values are written as text (`\"2024-12-31\"`), and every row is checked against it.",
  ].join("\n"),
  examples: ['plans = rows([{ plan: "free", fee: 0 }, { plan: "paid", fee: 9.9 }])', 'customers = rows([{ tenure: 0, total: null }], schema: Customer)'],
  takes: {
    values: list(record("A row."), "The rows."),
    schema: optional(input<DescribedSchema>("Schema", "What the rows must be, as a `schema` declaration says.")),
  },
  positional: ["values"],
  returns: "Dataset",
  rows: "source",
  infer: (call) => {
    const declared = call.object("schema")?.facts.schema;
    const seen = new Map<string, { kind: Kind; count: number }>();
    const items = call.items("values");
    for (const item of items) {
      for (const [name, field] of Object.entries(item.kind === "record" ? item.fields : {})) {
        const before = seen.get(name) ?? { kind: undefined, count: 0 };
        const own = kindOfType(field);
        if (own === "any") return call.rows(declared);
        const kind = wider(before.kind, own.kind);
        if (kind === "mixed") {
          call.report(wrongType, { node: "rows", name, wanted: "values of one kind", got: `${showType(field)} beside others` }, "values");
          return call.rows(declared);
        }
        seen.set(name, { kind, count: before.count + (own.kind === undefined ? 0 : 1) });
      }
    }
    const found = schemaOf([...seen].map(([name, { kind, count }]) => ({ name, kind, nullable: count < items.length })), declared);
    if (!declared) return call.rows(found);
    return call.rows(reportMismatch(call, found, declared) ? undefined : declared);
  },
  execution: {
    kind: "transform",
    plan: async ({ values, schema }, context) => {
      const declared = schema && contractFrom(schema);
      const table = tableOf(values, declared);
      return declared ? conform(table, declared, { path: "rows", policy: "fail" }, context) : table;
    },
  },
});

function kindOfType(type: Type): { readonly kind: Kind } | "any" {
  const present = type.kind === "optional" ? type.of : type;
  if (present.kind !== "scalar" || present.of === "any") return "any";
  if (present.of === "null") return { kind: undefined };
  if (present.of === "int" || present.of === "bool") return { kind: present.of };
  return { kind: present.of === "float" || present.of === "share" ? "float" : present.of === "duration" || present.of === "bytes" ? "int" : "string" };
}

/** The kind that holds both, or `mixed`. */
function wider(one: Kind, other: Kind): Kind | "mixed" {
  if (one === undefined || other === undefined || one === other) return one ?? other;
  return [one, other].every((kind) => kind === "int" || kind === "float") ? "float" : "mixed";
}

/** Text is a date where a schema says so, and a column of nothing but nulls is what it says. */
function schemaOf(columns: readonly { readonly name: string; readonly kind: Kind; readonly nullable: boolean }[], declared: Schema | undefined): Schema {
  return {
    columns: columns.map(({ name, kind, nullable }): Column => {
      const wanted = declared && columnNamed(declared, name)?.type;
      const isText = kind === "string" && wanted !== undefined && isTemporal(wanted);
      const type: ColumnType = isText || (kind === undefined && wanted) ? wanted : { kind: kind ?? "unknown" };
      return { name, type: type.kind === "category" ? { kind: "string" } : type, nullable };
    }),
  };
}

function tableOf(rows: readonly Row[], declared: Schema | undefined): DatasetValue {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => {
    const values = rows.map((row) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null));
    const present = values.filter((value) => value !== null);
    const kind = present.map(kindOfValue).reduce<Kind>((one, other) => (one === undefined || (one === "int" && other === "float") ? other : one), undefined);
    return { name, kind, values, nullable: present.length < rows.length, isDated: present.every((value) => typeof value === "string" && parseTimestamp(value) !== null) };
  });
  const dated = declared && { columns: declared.columns.filter(({ name, type }) => !isTemporal(type) || columns.some((column) => column.name === name && column.isDated)) };
  const schema = schemaOf(columns, dated);
  const select = schema.columns.map(({ name, type }, index) => `CAST(${identifier(`c${index}`)} AS ${sqlType(type)}) AS ${identifier(name)}`);
  const values = rows.map((_, row) => `(${[String(row), ...columns.map((column) => literal(column.values[row] ?? null))].join(", ")})`);
  const heads = ["n", ...columns.map((_, index) => `c${index}`)].map(identifier).join(", ");
  const nothing = `(SELECT ${["0", ...columns.map(() => "NULL")].join(", ")} WHERE FALSE)`;
  const from = rows.length > 0 ? `(VALUES ${values.join(", ")})` : nothing;
  const sql = `SELECT ${[`CAST("n" AS BIGINT) AS ${identifier(rowNumber)}`, ...select].join(", ")} FROM ${from} AS given(${heads})`;
  return { kind: "dataset", schema, table: { sql }, path: { input: schema, steps: [] }, rows: rows.length };
}

function kindOfValue(value: Exclude<Literal, null>): Exclude<Kind, undefined> {
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return typeof value === "boolean" ? "bool" : "string";
}

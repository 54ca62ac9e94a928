import { columnsDiffer, typesDiffer, unitsDiffer } from "../../language/diagnostics/registry/data-relations.ts";
import { commonType } from "../../language/expressions/operands.ts";
import { list, oneOf, withDefault } from "../../language/nodes/parameter.ts";
import { isOfOthers, mergeProvenance, ofAnyRows } from "../../language/types/provenance.ts";
import { columnNamed, showColumnType, type Column, type ColumnType, type Schema } from "../../language/types/schema.ts";
import type { DatasetType } from "../../language/types/type.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { tableOf } from "../../runtime/relational/dataset.ts";
import { identifier, sqlType } from "../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../runtime/values.ts";
import { checkNames, reportNames, resultOf } from "./files/names.ts";
import { failing, type Complain } from "./joining/columns.ts";

type OnMissing = "fail" | "null";

export const union = defineNode({
  name: "union",
  version: 1,
  group: "data",
  summary: "Puts the rows of tables under each other.",
  doc: [
    "All rows of the first table, then those of each of the others, in their order; equal rows stay (`drop_duplicates` drops them). The rows are numbered anew.",
    "",
    "Columns are matched by their names, and have the order of the first table. Integers beside numbers become numbers, categories beside text become text. A column that a table does not have is an error, unless `on_missing: null` says that it is null there.",
  ].join("\n"),
  examples: ["all = january |> union([february, march])", "all = union(old, with: [new], on_missing: null)"],
  takes: {
    rows: datasetInput("The first rows."),
    with: list(datasetInput("The tables whose rows follow.")),
    on_missing: withDefault(oneOf(["fail", "null"], "What becomes of a column that a table does not have."), "fail"),
  },
  positional: ["rows", "with"],
  returns: "Dataset",
  rows: "union",
  infer: (call) => {
    const first = call.dataset("rows");
    const others = call.items("with").map((type) => (type.kind === "optional" ? type.of : type));
    const all = [first, ...others].filter((type): type is DatasetType => type?.kind === "dataset");
    const schemas = all.flatMap(({ schema }) => schema ?? []);
    if (!first || all.length <= others.length || schemas.length < all.length) return call.rows(undefined);
    const schema = unionSchema(schemas, call.constant("on_missing") === "null" ? "null" : "fail", (kind, details, parameter) => call.report(kind, details, parameter));
    return call.rows(schema && reportNames(call, schema.columns.map(({ name }) => name)) ? schema : undefined);
  },
  execution: {
    kind: "transform",
    plan: ({ rows, with: others, on_missing = "fail" }): DatasetValue => {
      const all = [rows, ...others];
      const schema = unionSchema(all.map((one) => one.schema), on_missing, failing) ?? { columns: [] };
      checkNames(schema.columns.map(({ name }) => name), resultOf("union"));
      return { kind: "dataset", schema, table: { sql: unionSql(all, schema) }, path: { broken: "union" } };
    },
  },
});

const number = identifier(rowNumber);

function unionSql(tables: readonly DatasetValue[], schema: Schema): string {
  const selects = tables.map((table, index) => {
    const columns = schema.columns.map(({ name, type }) => `CAST(${columnNamed(table.schema, name) ? identifier(name) : "NULL"} AS ${sqlType(type)}) AS ${identifier(name)}`);
    return `SELECT ${[`${index} AS __mlp_table`, number, ...columns].join(", ")} FROM ${tableOf(table)}`;
  });
  const columns = schema.columns.map(({ name }) => identifier(name));
  return `SELECT ${[`row_number() OVER (ORDER BY __mlp_table, ${number}) - 1 AS ${number}`, ...columns].join(", ")} FROM (${selects.join(" UNION ALL ")}) ORDER BY ${number}`;
}

/** The columns of all tables, the first one's first; `undefined` after a complaint. */
function unionSchema(schemas: readonly Schema[], onMissing: OnMissing, complain: Complain): Schema | undefined {
  const names = [...new Set(schemas.flatMap(({ columns }) => columns.map(({ name }) => name)))];
  const columns: Column[] = [];
  for (const name of names) {
    const column = unionColumn(name, schemas, onMissing, complain);
    if (!column) return undefined;
    columns.push(column);
  }
  return { columns };
}

function unionColumn(name: string, schemas: readonly Schema[], onMissing: OnMissing, complain: Complain): Column | undefined {
  const found = schemas.map((schema) => columnNamed(schema, name));
  const lacking = found.indexOf(undefined);
  if (lacking >= 0 && onMissing === "fail") return void complain(columnsDiffer, { column: name, table: lacking + 1, where: placeOf(lacking) }, lacking === 0 ? "rows" : "with");
  const present = found.flatMap((column, table) => (column ? [{ column, table }] : []));
  const [first] = present;
  if (!first) return undefined;
  let type: ColumnType = first.column.type;
  for (const { column, table } of present) {
    const common = sameType(type, column.type) ? type : commonType(type, column.type);
    if (!common || (column.type.kind === "encoded") !== (type.kind === "encoded")) return void complain(typesDiffer, { column: name, first: shown(type), other: shown(column.type), where: placeOf(table), cast: castOf(type) }, "with");
    if (column.unit !== first.column.unit) return void complain(unitsDiffer, { column: name, first: column.unit === undefined ? String(first.column.unit) : (first.column.unit ?? "no unit"), other: column.unit ?? "no unit", where: placeOf(table) }, "with");
    type = common;
  }
  // The parts of one table have the same columns: what is known of these stays known.
  if (lacking < 0 && present.every(({ column }) => column === first.column)) return first.column;
  return merged(name, type, present.map(({ column }) => column), lacking >= 0);
}

function merged(name: string, type: ColumnType, columns: readonly Column[], mayMiss: boolean): Column {
  const learned = [...new Set(columns.flatMap((column) => column.learned ?? []))];
  const provenances = columns.flatMap(({ provenance }) => provenance ?? []);
  const unit = columns[0]?.unit;
  // A value that one table has from rows of another may be beside these now.
  const own = provenances.every(isOfOthers) ? provenances : provenances.map(ofAnyRows);
  return {
    name,
    type,
    nullable: mayMiss || columns.some(({ nullable }) => nullable),
    ...(unit !== undefined && { unit }),
    ...(columns.some(({ pii }) => pii) && { pii: true }),
    ...(learned.length > 0 && { learned }),
    ...(provenances.length === columns.length && { provenance: mergeProvenance(own) }),
  };
}

const sameType = (a: ColumnType, b: ColumnType): boolean => JSON.stringify(a) === JSON.stringify(b);
const placeOf = (table: number): string => (table === 0 ? "the first" : table === 1 ? "the second" : `table ${table + 1}`);
const shown = (type: ColumnType): string => showColumnType({ type, nullable: false });
const castOf = ({ kind }: ColumnType): string | undefined => (kind === "encoded" || kind === "category" || kind === "unknown" ? undefined : kind);

import { suggestion } from "../../language/diagnostics/suggest.ts";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { contractBroken, contractColumnMissing, contractTypeDiffers, violationsTaken } from "../../language/diagnostics/registry/data-contract.ts";
import { integerSql } from "../../language/expressions/conversions.ts";
import type { Expr } from "../../language/graph/graph.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { columnNamed, showColumnType, type Column, type ColumnType, type Schema } from "../../language/types/schema.ts";
import type { Context } from "../../runtime/node.ts";
import { columnList, tableOf } from "../../runtime/relational/dataset.ts";
import { identifier, sqlOf } from "../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue, type Parts } from "../../runtime/values.ts";
import { rowFunctionNamed } from "./functions/index.ts";
import { breaking, brokenPromises, describeViolations, keeping, promisesOf, reasonsOf, type RowPromise } from "./promises.ts";
import { asideSchema, kept, quarantined, violationsColumn } from "./aside.ts";
import type { Policy } from "./files/options.ts";
import type { Contract } from "./schema.ts";

/** Why the columns of a file cannot be what a schema declares, the first reason. */
function mismatch(found: Schema, declared: Schema, policy: Policy): { missing: Column } | { column: Column; found: Column } | undefined {
  for (const column of declared.columns) {
    const own = columnNamed(found, column.name);
    if (!own) return { missing: column };
    // Of text, the rows that are not of the declared type can be put aside.
    if (!fitsDeclared(own.type, column.type) && !(policy === "quarantine" && isText(own.type))) return { column, found: own };
  }
  return undefined;
}

function fitsDeclared(found: ColumnType, declared: ColumnType): boolean {
  if (found.kind === "unknown" || found.kind === declared.kind || declared.kind === "string") return true;
  if (declared.kind === "category") return found.kind === "string";
  if (declared.kind === "timestamp") return found.kind === "date";
  return declared.kind === "float" && found.kind === "int";
}

const isText = (type: ColumnType): boolean => type.kind === "string";
const plain = (type: ColumnType) => showColumnType({ type, nullable: false });

/** Reports at check time what the file's columns already tell. */
export function reportMismatch(call: Call, found: Schema, declared: Schema, policy: Policy = "fail"): boolean {
  const wrong = mismatch(found, declared, policy);
  if (!wrong) return false;
  if ("missing" in wrong) call.report(contractColumnMissing, missingDetails(wrong.missing, found), "schema");
  else call.report(contractTypeDiffers, { column: wrong.column.name, declared: plain(wrong.column.type), found: plain(wrong.found.type) }, "schema");
  return true;
}

const missingDetails = (column: Column, found: Schema) => ({
  column: column.name,
  hint: suggestion(column.name, found.columns.map(({ name }) => name), "the file has"),
});

/** The declared columns of a file, with the declared types. Rows that break the contract are dropped, put aside, or told all at once in a diagnostic. */
export async function conform(rows: DatasetValue, contract: Contract, { path, policy }: { readonly path: string; readonly policy: Policy }, context: Pick<Context, "engine" | "signal" | "log">): Promise<DatasetValue | Parts> {
  const declared: Schema = { columns: contract.columns };
  const wrong = mismatch(rows.schema, declared, policy);
  if (wrong && "missing" in wrong) fail(contractColumnMissing, missingDetails(wrong.missing, rows.schema));
  if (wrong && "column" in wrong) fail(contractTypeDiffers, { column: wrong.column.name, declared: plain(wrong.column.type), found: plain(wrong.found.type) });
  if (policy === "quarantine" && columnNamed(rows.schema, violationsColumn)) fail(violationsTaken, { column: violationsColumn });
  const { table, texts } = declaredTable(rows, declared);
  const broken = await brokenPromises(table, promisesOf(contract, texts), context);
  if (broken.length > 0 && policy === "fail") fail(contractBroken, { path, violations: await describeViolations(table, broken, context) });
  if (broken.length > 0 && policy === "drop") context.log("warning", `rows of \`${path}\` that break its schema are dropped: ${reasonsOf(broken)}`);
  if (broken.length > 0 && policy === "quarantine") context.log("info", `rows of \`${path}\` that break its schema are put aside: ${reasonsOf(broken)}`);
  const select = [identifier(rowNumber), columnList(declared)].join(", ");
  const result: DatasetValue = {
    kind: "dataset",
    schema: declared,
    table: { sql: keeping(table, broken, select) },
    // What stands for a row of the file, in a request, is held to the contract, too.
    path: { input: declared, steps: [], ...(contract.rules.length > 0 && { rules: contract.rules }) },
    ...(broken.length === 0 && rows.rows !== undefined && { rows: rows.rows }),
  };
  if (policy !== "quarantine") return result;
  const aside: DatasetValue = { kind: "dataset", schema: asideSchema(rows.schema, declared, { broken: true, unreadable: false }), table: { sql: asideSql(rows, table, broken) }, path: { broken: "load" } };
  return { kind: "parts", parts: { [kept]: result, [quarantined]: aside } };
}

/** The rows of the file that break a promise, in their order, each with what it breaks. */
function asideSql(rows: DatasetValue, table: string, broken: readonly RowPromise[]): string {
  return `SELECT file.*, ${identifier(violationsColumn)} FROM ${tableOf(rows)} AS file JOIN (${breaking(table, broken, violationsColumn)}) USING (${identifier(rowNumber)}) ORDER BY ${identifier(rowNumber)}`;
}

/** SQL for the rows with the declared columns in the declared types; beside those that are read from text, that text, in a column that `texts` names. */
function declaredTable(rows: DatasetValue, declared: Schema): { readonly table: string; readonly texts: ReadonlyMap<string, string> } {
  const texts = new Map<string, string>();
  const select = declared.columns.map((column, index) => {
    const found = columnNamed(rows.schema, column.name);
    // As in a file whose integers are not written among text: all of 64 bits.
    const isInteger = found !== undefined && isText(found.type) && column.type.kind === "int";
    const value = `${isInteger ? integerSql(identifier(column.name)) : sqlOf(asDeclared(column, found), rows.schema, rowFunctionNamed)} AS ${identifier(column.name)}`;
    if (!found || !isText(found.type) || fitsDeclared(found.type, column.type)) return value;
    const text = `__mlp_text${index}`;
    texts.set(column.name, text);
    return `${value}, ${identifier(column.name)} AS ${identifier(text)}`;
  });
  return { table: `(SELECT ${[identifier(rowNumber), ...select].join(", ")} FROM ${tableOf(rows)})`, texts };
}

function asDeclared({ name, type }: Column, found: Column | undefined): Expr {
  const target = type.kind === "category" ? "string" : type.kind;
  return found?.type.kind === target || target === "unknown" || target === "encoded" ? { column: name } : { call: `to_${target}`, args: [{ column: name }] };
}

import { suggestion } from "../../language/check/suggest.ts";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { contractBroken, contractColumnMissing, contractTypeDiffers } from "../../language/diagnostics/registry/data-contract.ts";
import type { Expr } from "../../language/graph/graph.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { columnNamed, showColumnType, type Column, type ColumnType, type Schema } from "../../language/types/schema.ts";
import type { Context } from "../../runtime/node.ts";
import { project, tableOf } from "../../runtime/relational/dataset.ts";
import { identifier, literal } from "../../runtime/relational/sql.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { rowFunctionNamed } from "./functions/index.ts";

/** Why the columns of a file cannot be what a schema declares, the first reason. */
function mismatch(found: Schema, declared: Schema): { missing: Column } | { column: Column; found: Column } | undefined {
  for (const column of declared.columns) {
    const own = columnNamed(found, column.name);
    if (!own) return { missing: column };
    if (!fitsDeclared(own.type, column.type)) return { column, found: own };
  }
  return undefined;
}

function fitsDeclared(found: ColumnType, declared: ColumnType): boolean {
  if (found.kind === "unknown" || found.kind === declared.kind || declared.kind === "string") return true;
  if (declared.kind === "category") return found.kind === "string";
  if (declared.kind === "timestamp") return found.kind === "date";
  return declared.kind === "float" && found.kind === "int";
}

const plain = (type: ColumnType) => showColumnType({ type, nullable: false });

/** Reports at check time what the file's columns already tell. */
export function reportMismatch(call: Call, found: Schema, declared: Schema): boolean {
  const wrong = mismatch(found, declared);
  if (!wrong) return false;
  if ("missing" in wrong) call.report(contractColumnMissing, missingDetails(wrong.missing, found), "schema");
  else call.report(contractTypeDiffers, { column: wrong.column.name, declared: plain(wrong.column.type), found: plain(wrong.found.type) }, "schema");
  return true;
}

const missingDetails = (column: Column, found: Schema) => ({
  column: column.name,
  hint: suggestion(column.name, found.columns.map(({ name }) => name), "the file has"),
});

/** The declared columns of a file, with the declared types; throws a diagnostic that tells all the ways in which its rows break the contract. */
export async function conform(rows: DatasetValue, declared: Schema, path: string, context: Pick<Context, "engine" | "signal">): Promise<DatasetValue> {
  const wrong = mismatch(rows.schema, declared);
  if (wrong && "missing" in wrong) fail(contractColumnMissing, missingDetails(wrong.missing, rows.schema));
  if (wrong && "column" in wrong) fail(contractTypeDiffers, { column: wrong.column.name, declared: plain(wrong.column.type), found: plain(wrong.found.type) });
  const violations = await violationsOf(rows, declared, context);
  if (violations.length > 0) fail(contractBroken, { path, violations });
  const columns = declared.columns.map((column) => ({ name: column.name, expr: asDeclared(column, columnNamed(rows.schema, column.name)) }));
  const result = project(rows, columns, rowFunctionNamed);
  const path_ = result.path;
  // The engine knows neither categories nor that no null is left: the contract does, now that it holds.
  return { ...result, schema: declared, path: "broken" in path_ ? path_ : { ...path_, steps: path_.steps.map((step, index) => (index === path_.steps.length - 1 ? { ...step, schema: declared } : step)) } };
}

function asDeclared({ name, type }: Column, found: Column | undefined): Expr {
  const target = type.kind === "category" ? "string" : type.kind;
  return found?.type.kind === target || target === "unknown" || target === "encoded" ? { column: name } : { call: `to_${target}`, args: [{ column: name }] };
}

/** How many rows break each promise, counted in one scan. */
async function violationsOf(rows: DatasetValue, declared: Schema, context: Pick<Context, "engine" | "signal">): Promise<string[]> {
  const promises = declared.columns.flatMap((column) => {
    const name = identifier(column.name);
    return [
      ...(column.nullable ? [] : [{ test: `${name} IS NULL`, words: `null in \`${column.name}\`` }]),
      ...(column.type.kind === "category" ? [{ test: `${name} NOT IN (${column.type.values.map(literal).join(", ")})`, words: `another value than ${column.type.values.map((value) => JSON.stringify(value)).join(", ")} in \`${column.name}\`` }] : []),
    ];
  });
  if (promises.length === 0) return [];
  const counts = promises.map(({ test }, index) => `count(*) FILTER (WHERE ${test}) AS v${index}`);
  const [counted] = await (await context.engine()).rows(`SELECT ${counts.join(", ")} FROM ${tableOf(rows)}`, context.signal);
  return promises.flatMap(({ words }, index) => {
    const count = Number(counted?.[`v${index}`]);
    return count > 0 ? [`${count} row${count === 1 ? " has" : "s have"} ${words}`] : [];
  });
}

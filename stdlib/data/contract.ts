import { suggestion } from "../../language/check/suggest.ts";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { contractBroken, contractColumnMissing, contractTypeDiffers } from "../../language/diagnostics/registry/data-contract.ts";
import type { Expr } from "../../language/graph/graph.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { columnNamed, showColumnType, type Column, type ColumnType, type Schema } from "../../language/types/schema.ts";
import type { Context } from "../../runtime/node.ts";
import { project } from "../../runtime/relational/dataset.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { brokenPromises, describeViolations, dropViolations } from "./promises.ts";
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

/** The declared columns of a file, with the declared types. Rows that break the contract are dropped, or told all at once in a diagnostic. */
export async function conform(rows: DatasetValue, declared: Schema, { path, violations: policy }: { readonly path: string; readonly violations: "fail" | "drop" }, context: Pick<Context, "engine" | "signal" | "log">): Promise<DatasetValue> {
  const wrong = mismatch(rows.schema, declared);
  if (wrong && "missing" in wrong) fail(contractColumnMissing, missingDetails(wrong.missing, rows.schema));
  if (wrong && "column" in wrong) fail(contractTypeDiffers, { column: wrong.column.name, declared: plain(wrong.column.type), found: plain(wrong.found.type) });
  const broken = await brokenPromises(rows, declared, context);
  if (broken.length > 0 && policy === "fail") fail(contractBroken, { path, violations: await describeViolations(rows, broken, context) });
  if (broken.length > 0) rows = await dropViolations(rows, broken, path, context);
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


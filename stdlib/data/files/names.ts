import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { columnReserved, columnsAlike, columnUnnamed } from "../../../language/diagnostics/registry/data-columns.ts";
import type { Call } from "../../../language/nodes/signature.ts";
import { rowNumber } from "../../../runtime/values.ts";

export type WrongName = { readonly reserved: string } | { readonly first: string; readonly second: string };

/** What is wrong with the names of a table's columns: the reserved one, or two that the engine takes for one. */
export function wrongName(names: readonly string[]): WrongName | undefined {
  const seen = new Map<string, string>();
  for (const name of names) {
    const folded = foldName(name);
    if (folded === rowNumber) return { reserved: name };
    const first = seen.get(folded);
    if (first !== undefined) return { first, second: name };
    seen.set(folded, name);
  }
  return undefined;
}

/** The name as the engine compares it: only the letters A to Z lose their case. */
export const foldName = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Throws a diagnostic where columns cannot be told apart by their names; `where` is "`rows.csv`" or "the result of `derive`". */
export function checkNames(names: readonly string[], where: string): void {
  const unnamed = names.indexOf("");
  if (unnamed >= 0) fail(columnUnnamed, { where, position: unnamed + 1 });
  const wrong = wrongName(names);
  if (wrong) "reserved" in wrong ? fail(columnReserved, { column: wrong.reserved, where }) : fail(columnsAlike, { ...wrong, where });
}

/** The same at check time, for the result of a node. Whether the names are sound. */
export function reportNames(call: Call, names: readonly string[]): boolean {
  const where = resultOf(call.name);
  const unnamed = names.indexOf("");
  if (unnamed >= 0) call.report(columnUnnamed, { where, position: unnamed + 1 });
  const wrong = wrongName(names);
  if (wrong) "reserved" in wrong ? call.report(columnReserved, { column: wrong.reserved, where }) : call.report(columnsAlike, { ...wrong, where });
  return unnamed < 0 && !wrong;
}

export const resultOf = (node: string): string => `the result of \`${node}\``;

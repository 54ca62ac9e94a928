import { fail, type DiagnosticKind } from "../../../language/diagnostics/diagnostic.ts";
import { keyAbsent, keysUncounted, keysUnlike, namesMeet } from "../../../language/diagnostics/registry/data-relations.ts";
import { commonType } from "../../../language/expressions/operands.ts";
import { columnNamed, showColumnType, type Column, type Schema } from "../../../language/types/schema.ts";
import type { Selector } from "../../../language/types/selectors.ts";
import { writtenOrder } from "../columns.ts";
import { foldName } from "../files/names.ts";

/** Tells what is wrong, or throws it. */
export type Complain = <Details extends object>(kind: DiagnosticKind<Details>, details: Details, parameter: string) => void;
export const failing: Complain = (kind, details) => fail(kind, details);

/** The columns that are compared, by pairs. */
export interface Keys {
  readonly left: readonly Column[];
  readonly right: readonly Column[];
}

/** The keys of a join, by what was written; `undefined` after a complaint. */
export function keysOf(node: string, left: Schema, right: Schema, on: Selector, rightOn: Selector | undefined, complain: Complain): Keys | undefined {
  const names = writtenOrder(on, left);
  const others = rightOn === undefined ? names : writtenOrder(rightOn, right);
  if (names.length !== others.length || names.length === 0) return void complain(keysUncounted, { node, left: names.length, right: others.length }, rightOn === undefined ? "on" : "right_on");
  const absent = others.find((name) => !columnNamed(right, name));
  if (absent !== undefined) return void complain(keyAbsent, { node, column: absent, columns: right.columns.map(({ name }) => name) }, "on");
  const pairs = names.flatMap((name, index) => {
    const [a, b] = [columnNamed(left, name), columnNamed(right, others[index] ?? "")];
    return a && b ? [[a, b] as const] : [];
  });
  const unlike = pairs.find(([a, b]) => isUnlike(a, b));
  if (unlike) return void reportUnlike(node, ...unlike, "on", complain);
  return { left: pairs.map(([a]) => a), right: pairs.map(([, b]) => b) };
}

/** Whether no value of one column can equal one of the other. */
export const isUnlike = (a: Column, b: Column): boolean => a.type.kind === "encoded" || b.type.kind === "encoded" || commonType(a.type, b.type) === undefined;

export function reportUnlike(node: string, left: Column, right: Column, parameter: string, complain: Complain): void {
  const shown = (column: Column) => showColumnType({ type: column.type, nullable: false });
  const cast = left.type.kind === "encoded" || left.type.kind === "category" ? undefined : left.type.kind;
  complain(keysUnlike, { node, left: left.name, leftType: shown(left), right: right.name, rightType: shown(right), cast }, parameter);
}

/** A column of the right table under the name that it has in the result. */
export interface Brought {
  readonly column: Column;
  readonly name: string;
}

/** The right table's columns without those that are compared, under names of their own; `undefined` after a complaint. */
export function broughtColumns(node: string, left: Schema, right: Schema, compared: readonly Column[], suffix: string | undefined, complain: Complain): readonly Brought[] | undefined {
  const keys = new Set(compared.map(({ name }) => name));
  const taken = new Set(left.columns.map(({ name }) => foldName(name)));
  const columns = right.columns.filter(({ name }) => !keys.has(name));
  const meeting = columns.filter(({ name }) => taken.has(foldName(name))).map(({ name }) => name);
  if (meeting.length > 0 && suffix === undefined) return void complain(namesMeet, { node, columns: meeting }, "right");
  return columns.map((column) => ({ column, name: meeting.includes(column.name) ? `${column.name}${suffix ?? ""}` : column.name }));
}

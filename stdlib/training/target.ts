import { fail } from "../../language/diagnostics/diagnostic.ts";
import { classUnseen, positiveUnknown, targetHasGaps, targetMissing, targetUnfit } from "../../language/diagnostics/registry/features.ts";
import { compareText } from "../../language/expressions/order.ts";
import type { Literal } from "../../language/graph/graph.ts";
import { columnNamed, isNumeric, showColumnType, type Column, type ColumnType } from "../../language/types/schema.ts";
import type { ColumnValues } from "../../runtime/engine/engine.ts";
import type { Context } from "../../runtime/node.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { missingTarget } from "../features/missing-target.ts";
import type { ClassLabel, Target, Task } from "./estimator.ts";
import type { TargetInfo } from "./model.ts";

/** The task that a target's type alone decides; a number with two values is classes, so numbers decide nothing. */
export function taskOfType(type: ColumnType): Task | undefined {
  return type.kind === "bool" || type.kind === "string" || type.kind === "category" ? "classification" : undefined;
}

/** What a task learns, in words. */
export const wordsOfTask: Readonly<Record<Task, string>> = { classification: "classes", regression: "quantities" };

/** Why a column cannot be the target of a task, for the diagnostic. */
export function targetMistake({ name, type }: Column, task: Task | undefined): { target: string; type: string; task: string } | undefined {
  const fits = isNumeric(type) || type.kind === "unknown" || (task !== "regression" && taskOfType(type) === "classification");
  return fits ? undefined : { target: name, type: showColumnType({ type, nullable: false }), task: task ?? "" };
}

/** The values of a target column, in row order. Throws a diagnostic where the rows do not have it. */
export async function readTarget(rows: DatasetValue, target: string, context: Pick<Context, "engine" | "signal">, where: string): Promise<ColumnValues> {
  if (!columnNamed(rows.schema, target)) fail(targetMissing, missingTarget(target, rows.schema, where));
  const values = (await (await context.engine()).columns(rows, [target], context.signal)).get(target);
  return values ?? { kind: "numbers", values: new Float64Array() };
}

export function gapsIn(values: ColumnValues): number {
  let gaps = 0;
  if (values.kind === "codes") for (const code of values.codes) gaps += code < 0 ? 1 : 0;
  else for (const value of values.values) gaps += Number.isNaN(value) ? 1 : 0;
  return gaps;
}

export interface TargetChoice {
  readonly task?: Task | undefined;
  readonly positive?: Literal | undefined;
}

/** What the training rows say about the target: its task, and its classes in sort order, of which the later of two is positive. */
export function learnTarget(column: Column, values: ColumnValues, choice: TargetChoice): { readonly info: TargetInfo; readonly y: Target } {
  const gaps = gapsIn(values);
  if (gaps > 0) fail(targetHasGaps, { target: column.name, rows: gaps });
  const mistake = targetMistake(column, choice.task);
  if (mistake) fail(targetUnfit, mistake);
  const labels = values.kind === "numbers" && choice.task !== "classification" && column.type.kind !== "bool" ? atMostTwo(values.values) : labelsOf(column, values);
  const task = choice.task ?? taskOfType(column.type) ?? (values.kind === "codes" || labels?.length === 2 ? "classification" : "regression");
  if (task === "regression" || !labels) {
    if (choice.positive !== undefined) fail(positiveUnknown, { value: String(choice.positive), classes: [] });
    return { info: { column: column.name, type: column.type }, y: { task: "regression", values: values.kind === "numbers" ? values.values : new Float64Array() } };
  }
  const classes = [...labels].sort(compareLabels);
  const positive = positiveOf(classes, choice.positive);
  const info: TargetInfo = { column: column.name, type: column.type, classes, ...(positive !== undefined && { positive }) };
  return { info, y: { task: "classification", classes, codes: codesOf(info, values) } };
}

/** Rows' classes as places in the classes of a target. Throws a diagnostic for one that is not among them. */
export function codesOf({ column, type, classes = [] }: TargetInfo, values: ColumnValues): Int32Array {
  const place = new Map(classes.map((label, index) => [label, index]));
  const placeOf = (label: ClassLabel): number => place.get(label) ?? fail(classUnseen, { target: column, value: String(label) });
  if (values.kind === "numbers") return Int32Array.from(values.values, (value) => placeOf(type.kind === "bool" ? value !== 0 : value));
  const places = values.words.map(placeOf);
  return values.codes.map((code) => places[code] ?? -1);
}

function labelsOf({ type }: Column, values: ColumnValues): readonly ClassLabel[] {
  if (values.kind === "codes") return values.words;
  const found = [...new Set(values.values)];
  return type.kind === "bool" ? found.map((value) => value !== 0) : found;
}

/** The distinct numbers, where there are at most two. */
function atMostTwo(values: Float64Array): readonly number[] | undefined {
  const found = new Set<number>();
  for (const value of values) if (found.add(value).size > 2) return undefined;
  return [...found];
}

function compareLabels(a: ClassLabel, b: ClassLabel): number {
  return typeof a === "string" && typeof b === "string" ? compareText(a, b) : Number(a) - Number(b);
}

function positiveOf(classes: readonly ClassLabel[], given: Literal | undefined): ClassLabel | undefined {
  if (given === undefined) return classes.length === 2 ? classes[1] : undefined;
  const found = classes.length === 2 ? classes.find((label) => label === given) : undefined;
  return found ?? fail(positiveUnknown, { value: String(given), classes: classes.map(String) });
}

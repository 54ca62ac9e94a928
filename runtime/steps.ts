import { columnsIn } from "../language/graph/graph.ts";
import { isComputation, type Step } from "./values.ts";

/** For each column of a step's result, the columns before that it is computed from. */
export function sourcesIn(step: Step): ReadonlyMap<string, readonly string[]> {
  if (!isComputation(step)) return new Map(step.columns.map(({ name, expr }) => [name, [...columnsIn(expr)]]));
  const given = new Set(step.gives);
  const takes = step.takes.map(({ name }) => name);
  return new Map(step.schema.columns.map(({ name }) => [name, given.has(name) ? takes : [name]]));
}

/** The column before that a column of a step's result is a copy of. */
export function copiedBy(step: Step, name: string): string | undefined {
  if (isComputation(step)) return step.gives.includes(name) || !step.schema.columns.some((column) => column.name === name) ? undefined : name;
  const expr = step.columns.find((column) => column.name === name)?.expr;
  return expr && "column" in expr ? expr.column : undefined;
}

/** A step that gives only some of its columns. */
export function withOnly(step: Step, wanted: ReadonlySet<string>): Step {
  if (isComputation(step)) {
    const schema = { columns: step.schema.columns.filter(({ name }) => wanted.has(name)) };
    if (step.gives.some((name) => wanted.has(name))) return { ...step, schema };
    return { columns: schema.columns.map(({ name }) => ({ name, expr: { column: name } })), schema };
  }
  const places = step.columns.flatMap(({ name }, index) => (wanted.has(name) ? [index] : []));
  return { columns: places.flatMap((index) => step.columns[index] ?? []), schema: { columns: places.flatMap((index) => step.schema.columns[index] ?? []) } };
}

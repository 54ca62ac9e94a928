import { columnsIn } from "../../language/graph/graph.ts";
import { copiedBy, sourcesIn } from "../../runtime/steps.ts";
import type { RowPath, Step } from "../../runtime/values.ts";
import { only, prune } from "../features/fit-recipe.ts";

/** The part of a row's way that these columns depend on, from the raw columns that they are computed from, with what is promised of these alone. */
export function pathTo(path: RowPath, columns: readonly string[]): RowPath {
  if ("broken" in path) return path;
  const { steps, wanted } = prune(path.steps, columns);
  const rules = (path.rules ?? []).filter((rule) => [...columnsIn(rule)].every((name) => wanted.includes(name)));
  return { input: only(path.input, wanted), steps, ...(rules.length > 0 && { rules }) };
}

/** The first of these columns that is computed from the target, however the target was named on the way. */
export function columnReading(steps: readonly Step[], columns: readonly string[], target: string): string | undefined {
  let origins = new Map(columns.map((name) => [name, name]));
  let name: string | undefined = target;
  for (const step of [...steps].reverse()) {
    const before: string | undefined = copiedBy(step, name);
    const next = new Map<string, string>();
    for (const [column, sources] of sourcesIn(step)) {
      const origin = origins.get(column);
      if (origin === undefined) continue;
      for (const read of sources) {
        if (read === before) return origin;
        next.set(read, origin);
      }
    }
    if (before === undefined) return undefined;
    origins = next;
    name = before;
  }
  return undefined;
}

import { object, scalar, type ObjectFacts, type ObjectType } from "../../language/types/type.ts";
import type { Task } from "./estimator.ts";
import { metricsOfTask } from "./quality.ts";

/** An object whose members are the metrics of a task; where the task is not known, only the run knows which there are. */
export function measured(name: string, task: Task | undefined, facts: ObjectFacts): ObjectType {
  if (!task) return object(name, {}, { ...facts, open: true });
  return object(name, Object.fromEntries(metricsOfTask(task).map((metric) => [metric, scalar("float")])), { ...facts, task });
}

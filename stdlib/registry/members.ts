import { object, scalar, type ObjectFacts, type ObjectType } from "../../language/types/type.ts";
import { classificationMetrics, regressionMetrics } from "../training/report.ts";

/** The type of a registered model: its name, its version, and the metrics of its task (of both tasks, where that is not known). */
export function versionType(facts: ObjectFacts): ObjectType {
  const { task } = facts;
  const metrics = [...(task === "regression" ? [] : classificationMetrics), ...(task === "classification" ? [] : regressionMetrics)];
  const members = Object.fromEntries(metrics.map((metric) => [metric, scalar("float")]));
  return object("ModelVersion", { name: scalar("string"), version: scalar("int"), ...members }, facts);
}

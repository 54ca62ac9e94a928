import type { LoggedFeedback } from "../endpoint.ts";
import type { PredictionService } from "../prediction-service.ts";
import type { Problem } from "../request-rows.ts";
import { Refusal } from "./refusal.ts";

/** Reads `{"id", "actual"}`: what turned out to be true for a prediction. Throws a `Refusal` for anything else. */
export function readFeedback(body: unknown, service: PredictionService): LoggedFeedback {
  const fields = typeof body === "object" && body !== null && !Array.isArray(body) ? body : {};
  const given: Readonly<Record<string, unknown>> = Object.assign(Object.create(null), { id: undefined, actual: undefined }, fields);
  const { id, actual } = given;
  const problems: Problem[] = [];
  if (typeof id !== "string" || id.length === 0 || id.length > 100) problems.push({ column: "id", message: "`id` takes the id that came with the prediction" });
  const wrong = service.refuseActual(actual);
  if (wrong) problems.push(wrong);
  if (Object.keys(fields).some((key) => key !== "id" && key !== "actual")) problems.push({ message: "feedback has only `id` and `actual`" });
  if (problems.length > 0) throw new Refusal(422, "feedback_refused", 'feedback is {"id": …, "actual": …}', problems);
  return { time: new Date().toISOString(), id: id as string, actual: actual as LoggedFeedback["actual"] };
}

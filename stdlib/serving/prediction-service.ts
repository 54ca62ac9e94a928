import { randomUUID } from "node:crypto";
import { MlpError } from "../../language/diagnostics/diagnostic.ts";
import type { ModelVersionValue } from "../registry/version.ts";
import type { ClassLabel } from "../training/estimator.ts";
import type { Predictor, Scored } from "../training/model.ts";
import type { LoggedPrediction } from "./endpoint.ts";
import { RequestReader, type CellRow, type Problem } from "./request-rows.ts";
import { requestSchema, type JsonSchema } from "./request-schema.ts";
import { cellToJson } from "./temporal.ts";

export interface PredictionAnswer {
  readonly model: { readonly name: string; readonly version: number };
  readonly predictions: readonly AnsweredRow[];
}

export interface AnsweredRow {
  /** Feedback names it. */
  readonly id: string;
  readonly prediction: ClassLabel;
  /** Of a classification, by class. */
  readonly probabilities?: Readonly<Record<string, number>>;
}

/** Either all rows are answered, or none and there are problems. `logged` makes the lines of the prediction log. */
export type PredictionOutcome =
  | { readonly answer: PredictionAnswer; readonly logged: () => readonly LoggedPrediction[] }
  | { readonly problems: readonly Problem[] };

/** Answers requests with a registered model; knows nothing of HTTP. */
export class PredictionService {
  readonly release: ModelVersionValue;
  /** The JSON Schema of a request. */
  readonly schema: JsonSchema;
  readonly #predictor: Predictor;
  readonly #reader: RequestReader;

  constructor(release: ModelVersionValue, predictor: Predictor) {
    this.release = release;
    this.schema = requestSchema(predictor.input);
    this.#predictor = predictor;
    const { path } = predictor.model;
    this.#reader = new RequestReader(predictor.input, "broken" in path ? [] : path.rules);
  }

  /** Validates the body of a request and predicts its rows; what is wrong with them is told, never guessed at. */
  answer(body: unknown): PredictionOutcome {
    const read = this.#reader.read(body);
    if ("problems" in read) return read;
    const scored = this.#score(read.rows);
    if ("problems" in scored) return scored;
    const predictions = scored.rows.map((row) => this.#answered(row));
    const { name, version } = this.release;
    return { answer: { model: { name, version }, predictions }, logged: () => this.#logged(read.rows, scored.rows, predictions) };
  }

  /** What is wrong with a label that is given as feedback, if anything. */
  refuseActual(actual: unknown): Problem | undefined {
    const { task, target } = this.#predictor.model;
    if (task === "regression") {
      return typeof actual === "number" && Number.isFinite(actual) ? undefined : { column: "actual", message: "`actual` takes a finite number" };
    }
    const classes = target.classes ?? [];
    if (classes.some((label) => label === actual)) return undefined;
    const known = classes.slice(0, 20).map((label) => JSON.stringify(label)).join(", ");
    return { column: "actual", message: `\`actual\` takes one of the model's classes: ${known}${classes.length > 20 ? ", …" : ""}` };
  }

  #score(rows: readonly CellRow[]): { readonly rows: readonly Scored[] } | { readonly problems: readonly Problem[] } {
    let scored: readonly Scored[];
    try {
      scored = rows.length === 0 ? [] : this.#predictor.predict(rows);
    } catch (error) {
      if (!(error instanceof MlpError)) throw error;
      const { message, help } = error.diagnostic;
      return { problems: [{ message, ...(help !== undefined && { help }) }] };
    }
    const undefinedRows = scored.flatMap((row, index) => (isFiniteScore(row) ? [] : [index]));
    if (undefinedRows.length === 0) return { rows: scored };
    return { problems: undefinedRows.slice(0, 100).map((row) => ({ row, message: "the model gives no finite number for this row", help: "its values may be too large" })) };
  }

  #answered({ prediction, probabilities }: Scored): AnsweredRow {
    const classes = this.#predictor.model.target.classes;
    const byClass = probabilities && classes && Object.fromEntries(classes.map((label, index) => [String(label), probabilities[index] ?? 0]));
    return { id: randomUUID(), prediction, ...(byClass && { probabilities: byClass }) };
  }

  #logged(rows: readonly CellRow[], scored: readonly Scored[], answered: readonly AnsweredRow[]): readonly LoggedPrediction[] {
    const time = new Date().toISOString();
    const { columns } = this.#predictor.model.recipe.input;
    const prepared = rows.length === 0 ? [] : this.#predictor.prepare(rows);
    return prepared.map((row, index) => {
      const { prediction = "", probabilities } = scored[index] ?? {};
      return {
        time,
        id: answered[index]?.id ?? "",
        version: this.release.version,
        row: Object.fromEntries(columns.map(({ name, type }) => [name, cellToJson(row[name] ?? null, type)])),
        prediction,
        ...(probabilities && { probabilities }),
      };
    });
  }
}

function isFiniteScore({ prediction, probabilities }: Scored): boolean {
  if (typeof prediction === "number" && !Number.isFinite(prediction)) return false;
  return probabilities?.every(Number.isFinite) ?? true;
}

import type { Value } from "../../runtime/values.ts";
import type { ModelVersionValue } from "../registry/version.ts";

/** A served model. Its predictions are logged under `<home>/predictions/<name>/`. */
export interface EndpointValue extends Value {
  readonly kind: "endpoint";
  /** `<pipeline>.<node>`: names the log. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly release: ModelVersionValue;
}

/** One line of a prediction log (`*.ndjson`). */
export interface LoggedPrediction {
  readonly time: string;
  /** Given with the answer; feedback names it. */
  readonly id: string;
  readonly version: number;
  /** The row as the recipe takes it (`Predictor.prepare`); dates and timestamps as ISO text. */
  readonly row: Readonly<Record<string, string | number | boolean | null>>;
  readonly prediction: string | number | boolean;
  readonly probabilities?: readonly number[];
}

/** One line of a feedback log (`feedback-*.ndjson`): what turned out to be true. */
export interface LoggedFeedback {
  readonly time: string;
  readonly id: string;
  readonly actual: string | number | boolean;
}

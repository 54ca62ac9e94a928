import type { Value } from "../../runtime/values.ts";

/** A registered model. `model` is the digest of its value in the store. */
export interface ModelVersionValue extends Value {
  readonly kind: "model_version";
  readonly name: string;
  readonly version: number;
  readonly model: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly task: "classification" | "regression";
  readonly created: string;
}

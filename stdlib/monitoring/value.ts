import type { Value } from "../../runtime/values.ts";

/** What a monitor found in its last round; before the first one, nothing has drifted. */
export interface MonitorValue extends Value {
  readonly kind: "monitor";
  /** `<pipeline>.<node>`. */
  readonly name: string;
  /** Whether a drift check failed. */
  readonly drifted: boolean;
  /** Whether no check failed. */
  readonly passed: boolean;
}

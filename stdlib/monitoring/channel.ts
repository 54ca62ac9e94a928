import type { Context } from "../../runtime/node.ts";
import type { CheckResult } from "./check.ts";

/** What is sent: checks that began to fail (`firing`), or that pass again (`resolved`). */
export interface Alert {
  /** The monitor's full name, `<pipeline>.<node>`. */
  readonly alert: string;
  readonly status: "firing" | "resolved";
  readonly pipeline: string;
  readonly monitor: string;
  readonly checks: readonly CheckResult[];
  /** Of the round, ISO 8601. */
  readonly time: string;
  readonly run: string;
}

/** A channel that is ready to send. */
export interface OpenChannel {
  /** For the log; holds no secret. */
  readonly name: string;
  /** Rejects with a `DeliveryError` when the alert did not arrive; the monitor then tries again in the next round. */
  send(alert: Alert, signal: AbortSignal): Promise<void>;
}

/** The contract of every channel. */
export interface AlertChannel<Args = Readonly<Record<string, unknown>>> {
  /** Reveals its secrets; throws a diagnostic for a place that it will not send to. */
  open(args: Args, context: Pick<Context, "reveal" | "log">): OpenChannel;
}

/** An alert did not arrive. The message is safe to log. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
}

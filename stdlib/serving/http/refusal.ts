import type { Problem } from "../request-rows.ts";

/** A request that is not answered, and why: becomes `{"error": {"code", "message", "problems"}}`. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly code: RefusalCode;
  readonly problems: readonly Problem[];

  constructor(status: number, code: RefusalCode, message: string, problems: readonly Problem[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.problems = problems;
  }
}

export type RefusalCode =
  | "bad_json"
  | "body_too_large"
  | "busy"
  | "client_gone"
  | "feedback_refused"
  | "host_refused"
  | "internal"
  | "not_found"
  | "not_logged"
  | "request_refused"
  | "request_too_slow"
  | "rows_refused"
  | "stopping"
  | "unsupported_media_type";

/** The body of the answer to a refused request. */
export const refusalBody = ({ code, message, problems }: Pick<Refusal, "code" | "message" | "problems">) => ({ error: { code, message, problems } });

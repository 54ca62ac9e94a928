import { diagnose, type DiagnosticKind } from "../language/diagnostics/diagnostic.ts";
import type { Context } from "./node.ts";

/** Reports a warning of the registry that only the data could give. It is kept with the node's result, and shown again when that is reused. */
export function warn<Details extends object>(context: Pick<Context, "log">, kind: DiagnosticKind<Details>, details: Details): void {
  const { code, message, help } = diagnose(kind, undefined, details);
  context.log("warning", message, { code, ...(help !== undefined && { help }) });
}

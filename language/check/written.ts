import type { Span } from "../syntax/span.ts";
import type { CheckContext } from "./context.ts";

/** Longer text would make a message hard to read. */
const longest = 40;

/** What stands at a place, for messages that speak of it; nothing where it is long or goes over lines. */
export function writtenAt(cx: CheckContext, span: Span): string | undefined {
  const text = cx.textAt(span).trim();
  return text === "" || text.length > longest || text.includes("\n") ? undefined : text;
}

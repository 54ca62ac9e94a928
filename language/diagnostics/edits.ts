import type { Span } from "../syntax/span.ts";

/** A replacement of the text in a span. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A text that begins at the offset `start`, with edits made that do not overlap. */
export function withEdits(text: string, start: number, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { span, text: written } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    parts.push(text.slice(done, span.start - start), written);
    done = span.end - start;
  }
  return parts.join("") + text.slice(done);
}

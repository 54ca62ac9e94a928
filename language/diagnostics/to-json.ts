import { LineMap, type Position, type Span } from "../syntax/span.ts";
import type { Diagnostic } from "./diagnostic.ts";

interface JsonRange {
  readonly start: Position;
  readonly end: Position;
}

export interface JsonDiagnostic {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly help?: string;
  readonly file?: string;
  readonly range?: JsonRange;
  readonly related: readonly { readonly message: string; readonly file: string; readonly range: JsonRange }[];
  readonly fixes: readonly { readonly title: string; readonly edits: readonly { readonly file: string; readonly range: JsonRange; readonly text: string }[] }[];
}

/** Diagnostics for programs: lines and characters from 0, as in the language server protocol. */
export function toJson(diagnostics: readonly Diagnostic[], textOf: (file: string) => string | undefined): { diagnostics: JsonDiagnostic[] } {
  const maps = new Map<string, LineMap>();
  const range = (span: Span): JsonRange => {
    const map = maps.get(span.file) ?? new LineMap(textOf(span.file) ?? "");
    maps.set(span.file, map);
    return { start: map.position(span.start), end: map.position(span.end) };
  };
  return {
    diagnostics: diagnostics.map((diagnostic) => ({
      code: diagnostic.code,
      severity: diagnostic.severity,
      message: diagnostic.message,
      ...(diagnostic.help && { help: diagnostic.help }),
      ...(diagnostic.span && { file: diagnostic.span.file, range: range(diagnostic.span) }),
      related: diagnostic.related.map(({ span, message }) => ({ message, file: span.file, range: range(span) })),
      fixes: diagnostic.fixes.map(({ title, edits }) => ({ title, edits: edits.map(({ span, text }) => ({ file: span.file, range: range(span), text })) })),
    })),
  };
}

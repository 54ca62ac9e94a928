import type { Span } from "../syntax/span.ts";
import type { Edit } from "./edits.ts";

export type Severity = "error" | "warning" | "information";

/**
 * One kind of mistake, declared once in `registry/`. The number is public and is never reused.
 * `message` says what is wrong in the user's nouns; `help` says what to do, where it can be known.
 */
export interface DiagnosticKind<Details extends object = object> {
  readonly code: `MLP${number}`;
  readonly severity: Severity;
  /** A few words, the heading in the reference. */
  readonly title: string;
  readonly message: (details: Details) => string;
  readonly help?: (details: Details) => string | undefined;
  /** Markdown: why this is a mistake, and how to mend it. */
  readonly explain: string;
  /** A small pipeline that gives this diagnostic, and the same one mended. Absent where only data or the world can give it. */
  readonly bad?: string;
  readonly good?: string;
}

/** Lets `Details` be written once: `kind<{ name: string }>({ code, … })`. */
export function kind<Details extends object>(declaration: DiagnosticKind<Details>): DiagnosticKind<Details> {
  return declaration;
}

/** A secondary place, with its part in the story: "its medians are learned here". */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** A replacement of text that mends the mistake. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** What the checker and the runtime report; text, JSON and LSP are views of it. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Absent where no place in a file is at fault. */
  readonly span?: Span;
  /** What the caret says; the message is not repeated there. */
  readonly label?: string;
  readonly related: readonly Related[];
  readonly help?: string;
  readonly fixes: readonly Fix[];
}

export interface Placement {
  readonly label?: string;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
}

/** Makes a diagnostic of a kind: a wrong or missing detail does not compile. */
export function diagnose<Details extends object>(
  of: DiagnosticKind<Details>,
  span: Span | undefined,
  details: Details,
  placement: Placement = {},
): Diagnostic {
  const help = of.help?.(details);
  return {
    code: of.code,
    severity: of.severity,
    message: of.message(details),
    ...(span && { span }),
    ...(placement.label && { label: placement.label }),
    related: placement.related ?? [],
    ...(help && { help }),
    fixes: placement.fixes ?? [],
  };
}

/** A mistake of the user's file, data or surroundings, thrown where a diagnostic cannot be returned; it is shown without a stack. */
export class MlpError extends Error {
  override readonly name = "MlpError";
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic, options?: ErrorOptions) {
    super(diagnostic.message, options);
    this.diagnostic = diagnostic;
  }
}

/** Throws a diagnostic of a kind. */
export function fail<Details extends object>(of: DiagnosticKind<Details>, details: Details, span?: Span, cause?: unknown): never {
  throw new MlpError(diagnose(of, span, details), cause === undefined ? undefined : { cause });
}

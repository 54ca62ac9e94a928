import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { RowFunction } from "../nodes/functions.ts";
import type { NodeSignature } from "../nodes/signature.ts";

/** What the checker cannot know by itself. The host answers by the key, and checks again. */
export type Need =
  /** What a node sees outside the file: the schema of the data it loads. `args` are those known before the run. */
  | { readonly kind: "observe"; readonly key: string; readonly op: string; readonly args: Readonly<Record<string, unknown>>; readonly file: string }
  /** The text of an imported pipeline. `path` as written, relative to `file`. */
  | { readonly kind: "source"; readonly key: string; readonly path: string; readonly file: string }
  /** The nodes of an imported module. */
  | { readonly kind: "module"; readonly key: string; readonly path: string; readonly file: string };

/** An answer, or a diagnostic that says why there is none. */
export type Answer =
  /** `notes` is what the host has to say of it, at the place that asked; without `facts`, only where nothing else tells them. */
  | { readonly kind: "observation"; readonly identity: string; readonly facts: unknown; readonly notes?: readonly Diagnostic[] }
  | { readonly kind: "source"; readonly file: string; readonly text: string }
  | { readonly kind: "module"; readonly file: string; readonly nodes: readonly NodeSignature[]; readonly functions: readonly RowFunction[] }
  | { readonly kind: "failed"; readonly diagnostic: Diagnostic };

/** Answers by the need's key. What a host cannot answer at all it leaves out, with `offline` set: the check then moves to run time. */
export interface Facts {
  readonly answers: ReadonlyMap<string, Answer>;
}

export const noFacts: Facts = { answers: new Map() };

/** The same need has the same key, however its arguments were written. */
export function keyOf(kind: Need["kind"], subject: string, file: string, args: unknown = null): string {
  return JSON.stringify([kind, subject, file, canonical(args)]);
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== "object") return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => [name, canonical(item)]);
}

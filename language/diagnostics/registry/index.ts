import type { DiagnosticKind } from "../diagnostic.ts";
import { leakageDiagnostics } from "./leakage.ts";
import { namesDiagnostics } from "./names.ts";
import { typesDiagnostics } from "./types.ts";

/** Every diagnostic there is. What its message needs differs by kind, so here only its description is known. */
export type AnyDiagnosticKind = Omit<DiagnosticKind, "message" | "help">;

export const allDiagnostics: readonly AnyDiagnosticKind[] = [...namesDiagnostics, ...typesDiagnostics, ...leakageDiagnostics];

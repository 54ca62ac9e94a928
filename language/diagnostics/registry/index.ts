import type { DiagnosticKind } from "../diagnostic.ts";
import { aggregateDiagnostics } from "./aggregates.ts";
import { dataDiagnostics } from "./data.ts";
import { executionDiagnostics } from "./execution.ts";
import { featuresDiagnostics } from "./features.ts";
import { featuresComputedDiagnostics } from "./features-computed.ts";
import { filesDiagnostics } from "./files.ts";
import { leakageDiagnostics } from "./leakage.ts";
import { monitoringDiagnostics } from "./monitoring.ts";
import { namesDiagnostics } from "./names.ts";
import { registryDiagnostics } from "./registry.ts";
import { servingDiagnostics } from "./serving.ts";
import { soundnessDiagnostics } from "./soundness.ts";
import { stepsDiagnostics } from "./steps.ts";
import { testingDiagnostics } from "./testing.ts";
import { syntaxDiagnostics } from "./syntax.ts";
import { trainingDiagnostics } from "./training.ts";
import { typesDiagnostics } from "./types.ts";

/** Every diagnostic there is. What its message needs differs by kind, so here only its description is known. */
export type AnyDiagnosticKind = Omit<DiagnosticKind, "message" | "help">;

export const allDiagnostics: readonly AnyDiagnosticKind[] = [
  ...syntaxDiagnostics,
  ...namesDiagnostics,
  ...filesDiagnostics,
  ...typesDiagnostics,
  ...aggregateDiagnostics,
  ...leakageDiagnostics,
  ...dataDiagnostics,
  ...executionDiagnostics,
  ...trainingDiagnostics,
  ...featuresDiagnostics,
  ...featuresComputedDiagnostics,
  ...stepsDiagnostics,
  ...registryDiagnostics,
  ...servingDiagnostics,
  ...monitoringDiagnostics,
  ...soundnessDiagnostics,
  ...testingDiagnostics,
];

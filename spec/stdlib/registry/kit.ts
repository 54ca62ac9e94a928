import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { MlpError } from "../../../language/diagnostics/diagnostic.ts";
import type { NewVersion } from "../../../stdlib/registry/store.ts";

/** Runs with a folder for a project's state, and removes it. */
export async function withHome(work: (home: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "mlp-registry-"));
  try {
    await work(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** A version to register; `model` stands for the digest of its value. */
export const newVersion = (model: string, rest: Partial<NewVersion> = {}): NewVersion => ({
  name: "churn",
  model,
  task: "classification",
  estimator: "baseline",
  target: { column: "left", classes: ["No", "Yes"], positive: "Yes" },
  input: [{ name: "tenure", type: { kind: "float" }, nullable: false }],
  metrics: { roc_auc: 0.8 },
  rows: { trained: 10 },
  created: "2026-01-01T00:00:00.000Z",
  origin: { pipeline: "churn" },
  ...rest,
});

/** The diagnostic that some work ends in. */
export async function failureOf(work: () => unknown): Promise<MlpError["diagnostic"]> {
  try {
    await work();
  } catch (error) {
    if (error instanceof MlpError) return error.diagnostic;
    throw error;
  }
  return assert.unreachable("it should have failed") as never;
}

import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { nearest } from "../language/diagnostics/suggest.ts";
import type { Answer, Need } from "../language/check/needs.ts";
import { diagnose, MlpError, type Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { fileMissing } from "../language/diagnostics/registry/data-files.ts";
import { dataAbsent, lockDiffers, lockedDiffers, lockLacksFile } from "../language/diagnostics/registry/data-lock.ts";
import { sourceAway } from "../language/diagnostics/registry/data-sources.ts";
import { environmentMissing } from "../language/diagnostics/registry/monitoring.ts";
import { pathRefused } from "../language/diagnostics/registry/execution.ts";
import { isAddress, shownAddress } from "./addresses.ts";
import { changeOf, entryOf, keyOf, observationOf, readLock, subjectOf, writtenPath, type Lock, type LockEntry, type LockSubject } from "./lock.ts";
import type { Host, NodeDefinition, Observation } from "./node.ts";

/**
 * What `mlp.lock` is for in a check. `check`: it stands in for data that is not here, and differences are warnings. `locked`: it must know
 * every file, and differences are errors. `update`: it is about to be written. `run`: a run follows, so the data must be here.
 */
export type LockUse = "check" | "locked" | "update" | "run";

type ObserveNeed = Extract<Need, { readonly kind: "observe" }>;

/** Sets what was observed beside what the lock says of it. */
export class LockedObservations {
  readonly #folder: string;
  readonly #use: LockUse;
  readonly #lock: Lock;
  readonly #kept: Map<string, LockEntry>;
  /** Why the lock cannot be read. */
  readonly damage: Diagnostic | undefined;

  private constructor(folder: string, use: LockUse, lock: Lock | Diagnostic, kept: Map<string, LockEntry>) {
    this.#folder = folder;
    this.#use = use;
    this.#lock = "get" in lock ? lock : new Map();
    this.damage = "get" in lock ? undefined : lock;
    this.#kept = kept;
  }

  /** Reads the lock of a folder; `kept` takes what is observed, for a lock to be written. */
  static async open(folder: string, use: LockUse, kept: Map<string, LockEntry>): Promise<LockedObservations> {
    const lock = await readLock(folder).catch((error: unknown) => {
      if (error instanceof MlpError) return error.diagnostic;
      throw error;
    });
    return new LockedObservations(folder, use, lock, kept);
  }

  /** The answer to a need, from what was observed of the world or else from the lock. */
  async answer(need: ObserveNeed, definition: NodeDefinition | undefined, observed: Observation | Diagnostic, host: Pick<Host, "resolve">): Promise<Answer> {
    const written = writtenPath(definition, need.args);
    const path = written === undefined ? undefined : shownAddress(written);
    const subject = definition && subjectOf(definition, need.args, need.file, this.#folder);
    if (!("identity" in observed)) return path === undefined ? failed(observed) : this.#absent(need, path, subject, observed, host);
    const now = path === undefined ? undefined : entryOf(subject ?? { path, options: {} }, observed);
    if (path === undefined || !now) return { kind: "observation", ...observed };
    if (subject) this.#kept.set(keyOf(subject), now);
    const note = this.#compare(path, subject, now);
    return { kind: "observation", ...observed, ...(note && { notes: [note] }) };
  }

  #compare(path: string, subject: LockSubject | undefined, now: LockEntry): Diagnostic | undefined {
    const before = subject && this.#lock.get(keyOf(subject));
    if (this.#use === "update") return undefined;
    if (!before) return this.#use === "locked" ? diagnose(lockLacksFile, undefined, { path, absolute: !subject }) : undefined;
    const change = changeOf(before, now);
    return change === undefined ? undefined : diagnose(this.#use === "locked" ? lockedDiffers : lockDiffers, undefined, { path, change });
  }

  /** Data that is not on this machine: the lock knows its columns, or a run will. */
  async #absent(need: ObserveNeed, path: string, subject: LockSubject | undefined, found: Diagnostic, host: Pick<Host, "resolve">): Promise<Answer> {
    const away = isAddress(path) && (found.code === sourceAway.code || found.code === environmentMissing.code);
    const missing = away || found.code === fileMissing.code || (found.code === pathRefused.code && path.startsWith("npm:"));
    if (!missing || this.#use === "run") return failed(found);
    const before = subject && this.#lock.get(keyOf(subject));
    if (before) return { kind: "observation", ...observationOf(before) };
    if (this.#use === "locked") return failed(diagnose(lockLacksFile, undefined, { path, absolute: !subject }));
    if (!away && (found.code !== fileMissing.code || (await isMisspelt(host.resolve(path))))) return failed(found);
    return { kind: "observation", identity: need.key, facts: undefined, notes: [diagnose(dataAbsent, undefined, { path, why: away ? found.message : undefined })] };
  }
}

const failed = (diagnostic: Diagnostic): Answer => ({ kind: "failed", diagnostic });

async function isMisspelt(file: string): Promise<boolean> {
  const names = await readdir(dirname(file)).catch(() => []);
  return nearest(basename(file), names) !== undefined;
}

/** That columns are not known is said once, with the other places. */
export function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const notes = diagnostics.filter(({ code }) => code === dataAbsent.code);
  const [first, ...others] = notes;
  if (!first || others.length === 0) return diagnostics;
  const related = others.flatMap(({ span }) => (span ? [{ span, message: "nor are the columns of this one known" }] : []));
  return diagnostics.flatMap((diagnostic) => (diagnostic === first ? [{ ...first, related }] : others.includes(diagnostic) ? [] : [diagnostic]));
}

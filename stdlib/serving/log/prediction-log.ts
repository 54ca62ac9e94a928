import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { logUnwritable } from "../../../language/diagnostics/registry/serving.ts";
import type { LoggedFeedback, LoggedPrediction } from "../endpoint.ts";
import { BatchedLines, type BatchOptions } from "./batched-lines.ts";
import { DayFiles } from "./day-files.ts";

/** Where the predictions of an endpoint are logged. */
export const predictionFolder = (home: string, endpoint: string): string => join(home, "predictions", endpoint);

export interface PredictionLogOptions extends BatchOptions {
  /** Bytes after which a file is followed by the next one. */
  readonly largestFile?: number;
}

const standard: PredictionLogOptions = { delay: 200, most: 32 * 2 ** 20 };

/** What an endpoint was asked and answered, and what turned out to be true: NDJSON, by day. */
export class PredictionLog {
  readonly #predictions: BatchedLines;
  readonly #feedback: BatchedLines;

  /** Throws a diagnostic where the folder cannot be written. `warn` is told when lines begin to be lost. */
  static async open(folder: string, warn: (message: string) => void, options = standard): Promise<PredictionLog> {
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
    } catch (error) {
      fail(logUnwritable, { path: folder, why: reasonOf(error) }, undefined, error);
    }
    return new PredictionLog(folder, warn, options);
  }

  private constructor(folder: string, warn: (message: string) => void, options: PredictionLogOptions) {
    const lines = (prefix: string, what: string) => {
      const files = new DayFiles(folder, prefix, options.largestFile);
      return new BatchedLines((text) => files.append(text, new Date()), options, (error) => warn(`${what} are not logged: ${reasonOf(error)}`));
    };
    this.#predictions = lines("", "predictions");
    this.#feedback = lines("feedback-", "labels");
  }

  /** Lines lost so far. */
  get dropped(): number {
    return this.#predictions.dropped + this.#feedback.dropped;
  }

  predictions(lines: readonly LoggedPrediction[]): void {
    this.#predictions.add(lines);
  }

  /** False where it could not be taken. */
  feedback(line: LoggedFeedback): boolean {
    return this.#feedback.add([line]) === 1;
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    await Promise.all([this.#predictions.flush(), this.#feedback.flush()]);
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export interface BatchOptions {
  /** Milliseconds that a line may wait. */
  readonly delay: number;
  /** Bytes of lines that may wait, about; more are dropped, and counted. */
  readonly most: number;
}

/**
 * Lines that are written in batches, in the background and in order. Memory is bounded: what comes while too much waits is dropped,
 * and so is a batch that cannot be written. Dropped lines are counted, and the first of a series is told.
 */
export class BatchedLines {
  readonly #write: (lines: string) => Promise<void>;
  readonly #options: BatchOptions;
  readonly #failed: (error: unknown) => void;
  #waiting: string[] = [];
  #bytes = 0;
  #dropped = 0;
  #broken = false;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(write: (lines: string) => Promise<void>, options: BatchOptions, failed: (error: unknown) => void) {
    this.#write = write;
    this.#options = options;
    this.#failed = failed;
  }

  /** Lines lost so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes values to write, a line of JSON each; gives how many it took. */
  add(values: readonly unknown[]): number {
    let taken = 0;
    for (const value of values) {
      if (this.#bytes >= this.#options.most) break;
      const line = `${JSON.stringify(value)}\n`;
      this.#waiting.push(line);
      this.#bytes += line.length;
      taken++;
    }
    if (taken < values.length) this.#drop(values.length - taken, new Error("they come faster than they can be written"));
    if (taken > 0) this.#timer ??= setTimeout(() => void this.flush(), this.#options.delay);
    return taken;
  }

  /** Writes what waits, after what is being written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#writeAll());
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    const lines = this.#waiting;
    const bytes = this.#bytes;
    if (lines.length === 0) return;
    this.#waiting = [];
    try {
      await this.#write(lines.join(""));
      this.#broken = false;
    } catch (error) {
      this.#drop(lines.length, error);
    } finally {
      this.#bytes -= bytes;
    }
  }

  #drop(lines: number, error: unknown): void {
    this.#dropped += lines;
    if (!this.#broken) this.#failed(error);
    this.#broken = true;
  }
}

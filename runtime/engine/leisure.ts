import { setTimeout as after } from "node:timers/promises";

/** How long nothing must have been asked, in milliseconds. */
const quiet = 60;

/** Knows when nothing is asked of the engine: what can wait is done then, beside a long fit on another thread. */
export class Leisure {
  readonly #over = new AbortController();
  #running = 0;
  #last = 0;

  /** Says that something is asked; the result says that it is done. */
  busy(): () => void {
    this.#running++;
    return () => {
      this.#running--;
      this.#last = performance.now();
    };
  }

  /** Settles once nothing has been asked for a while, or `end` was called. */
  async wait(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted && (this.#running > 0 || performance.now() - this.#last < quiet)) {
      await after(quiet / 2, undefined, { signal }).catch(() => {});
    }
  }

  /** From now on nobody waits. */
  end(): void {
    this.#over.abort();
  }
}

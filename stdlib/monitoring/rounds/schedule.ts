import { setTimeout as sleep } from "node:timers/promises";

export interface Schedule {
  /** Aborts what is under way, and resolves once it has ended. */
  stop(): Promise<void>;
  /** Resolves after `stop`; rejects when the work rejects. */
  readonly ended: Promise<void>;
}

/** The longest wait a timer can take at once is about 24 days. */
const longestWait = 2 ** 30;

/**
 * Works at every whole multiple of `interval` (milliseconds) after now, by a clock that nobody sets. Rounds never overlap:
 * one that takes longer than the interval skips the multiples it has missed, and the rest keep their places.
 */
export function atEvery(interval: number, work: (signal: AbortSignal) => Promise<void>, outer?: AbortSignal): Schedule {
  const controller = new AbortController();
  const signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal;
  const begun = performance.now();
  const loop = async (): Promise<void> => {
    for (let tick = 1; !signal.aborted; tick = nextTick(tick, performance.now() - begun, interval)) {
      if (!(await waitUntil(begun + tick * interval, signal))) return;
      await work(signal);
    }
  };
  const ended = loop();
  return {
    ended,
    stop: async () => {
      controller.abort();
      await ended.catch(() => {});
    },
  };
}

/** The number of the next round, when round `tick` ended `elapsed` after the beginning: the first multiple that has not passed. */
export function nextTick(tick: number, elapsed: number, interval: number): number {
  return Math.max(tick + 1, Math.ceil(elapsed / interval));
}

/** False when it was stopped before the time came. */
async function waitUntil(time: number, signal: AbortSignal): Promise<boolean> {
  for (let left = time - performance.now(); left > 0; left = time - performance.now()) {
    try {
      await sleep(Math.min(left, longestWait), undefined, { signal });
    } catch {
      return false;
    }
  }
  return !signal.aborted;
}

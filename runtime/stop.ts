/** Lets a long computation learn, without leaving its thread, that it should end. */
export interface StopSignal {
  /** Throws when the computation should end. */
  check(): void;
}

export const neverStop: StopSignal = { check() {} };

export function stopFrom(signal: AbortSignal): StopSignal {
  return { check: () => signal.throwIfAborted() };
}

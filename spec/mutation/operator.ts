import type { Subject, Variant } from "./subject.ts";

/** A kind of change, and all variants that it makes of one pipeline: none where the pipeline has no place for it. */
export interface Operator {
  readonly name: string;
  /** What the checker gets wrong here today: its variants fail the measurement, and are left out of the tests. */
  readonly finding?: string;
  /** Why no checker of files can get it right. Its variants are counted, and may fail. */
  readonly beyond?: string;
  readonly variants: (subject: Subject) => readonly Variant[];
}

/** An operator whose variants are sound: every one must pass. */
export type SoundOperator = Operator;

/** An operator whose variants leak: every one must be told with one of these codes. */
export interface LeakOperator extends Operator {
  readonly codes: readonly string[];
}

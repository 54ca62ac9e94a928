/** One step of a pattern. Targets are relative, so that a part of a program can be put together several times. */
export type Instruction =
  | { readonly kind: "char"; readonly fits: (character: string) => boolean }
  /** Goes on at each of these, the preferred one first. */
  | { readonly kind: "split"; readonly to: readonly number[] }
  | { readonly kind: "assert"; readonly holds: (before: string | undefined, after: string | undefined) => boolean }
  /** Notes the place in the text: of group `n` the slots 2n and 2n + 1. */
  | { readonly kind: "save"; readonly slot: number };

/** A compiled pattern: a text fits where the end of the program is reached. */
export interface Pattern {
  readonly program: readonly Instruction[];
  readonly groups: number;
  /** Whether a part is repeated that may be empty. What is matched is then clear of a whole text only: which way is preferred differs from one library to the other. */
  readonly repeatsEmpty: boolean;
}

/** Whether a part may match without any character. */
export function mayBeEmpty(part: readonly Instruction[]): boolean {
  const [open, seen] = [[0], new Set<number>()];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at >= part.length) return true;
    const instruction = part[at];
    if (seen.has(at) || !instruction || instruction.kind === "char") continue;
    seen.add(at);
    const from = at;
    open.push(...(instruction.kind === "split" ? instruction.to.map((to) => from + to) : [from + 1]));
  }
  return false;
}

export const split = (...to: readonly number[]): Instruction => ({ kind: "split", to });

/** Once or not at all. `lazy` prefers fewer, here and below. */
export const optional = (once: readonly Instruction[], lazy: boolean): Instruction[] => [choice(1, once.length + 1, lazy), ...once];

/** Once or more often. */
export const repeated = (once: readonly Instruction[], lazy: boolean): Instruction[] => [...once, choice(-once.length, 1, lazy)];

const choice = (more: number, fewer: number, lazy: boolean): Instruction => (lazy ? split(fewer, more) : split(more, fewer));

/** The first of two that fits. */
export const either = (first: readonly Instruction[], second: readonly Instruction[]): Instruction[] => [split(1, first.length + 2), ...first, split(second.length + 1), ...second];

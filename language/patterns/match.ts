import type { Instruction, Pattern } from "./instructions.ts";

/** Places in a text, in characters: of the whole match at 0 and 1, of group `n` at 2n and 2n + 1; absent where a group took no part. */
export type Slots = readonly (number | undefined)[];

interface Thread {
  readonly state: number;
  readonly slots: Slots;
}

/** Whether a whole text matches. */
export const matchesWhole = ({ program }: Pattern, text: string): boolean => find(program, [...text], 0, true) !== undefined;

/** The first match from a place on, the one that RE2 and Perl prefer among those that begin there. */
export const firstMatch = ({ program }: Pattern, characters: readonly string[], from: number): Slots | undefined => find(program, characters, from, false);

/**
 * The text with every match replaced. `parts` are put together for each: text, and numbers of groups. As in RE2, an empty match right behind another is none.
 */
export function replaceMatches(pattern: Pattern, text: string, parts: readonly (string | number)[]): string {
  const characters = [...text];
  let [result, at, lastEnd] = ["", 0, -1];
  while (at <= characters.length) {
    const slots = firstMatch(pattern, characters, at);
    const [start, end] = slots ?? [];
    if (slots === undefined || start === undefined || end === undefined) break;
    result += characters.slice(at, start).join("");
    if (start === end && start === lastEnd) {
      result += characters[start] ?? "";
      at = start + 1;
      continue;
    }
    for (const part of parts) result += typeof part === "string" ? part : groupOf(characters, slots, part);
    lastEnd = at = end;
  }
  return result + characters.slice(at).join("");
}

/** What a group holds: the whole match for 0, nothing for a group that took no part. */
export const groupOf = (characters: readonly string[], slots: Slots, group: number): string => characters.slice(slots[2 * group] ?? 0, slots[2 * group + 1] ?? 0).join("");

/**
 * All ways through the pattern at once, in the order of preference, as Thompson and Pike have it: the time is linear in the text, whatever the
 * pattern. The engine of JavaScript may take time exponential in the text, and the text of a request is anybody's.
 */
function find(program: readonly Instruction[], text: readonly string[], from: number, whole: boolean): Slots | undefined {
  let found: Slots | undefined;
  let now = new Threads(program, text);
  for (let at = from; at <= text.length; at++) {
    if (!found && (!whole || at === from)) now.follow(0, [at], at);
    if (now.list.length === 0 && (found || whole)) break;
    const next = new Threads(program, text);
    for (const { state, slots } of now.list) {
      const instruction = program[state];
      if (instruction?.kind === "char") {
        const character = text[at];
        if (character !== undefined && instruction.fits(character)) next.follow(state + 1, slots, at + 1);
      } else if (!whole || at === text.length) {
        found = saved(slots, 1, at);
        break;
      }
    }
    now = next;
  }
  return found;
}

/** The ways that are open at one place of the text: each state once, by the way that is preferred. */
class Threads {
  readonly list: Thread[] = [];
  readonly #seen = new Set<number>();
  readonly #program: readonly Instruction[];
  readonly #text: readonly string[];

  constructor(program: readonly Instruction[], text: readonly string[]) {
    this.#program = program;
    this.#text = text;
  }

  /** Adds all states that are reached without a further character. */
  follow(from: number, given: Slots, at: number): void {
    const open: Thread[] = [{ state: from, slots: given }];
    for (let thread = open.pop(); thread !== undefined; thread = open.pop()) {
      const { state, slots } = thread;
      if (this.#seen.has(state)) continue;
      this.#seen.add(state);
      const instruction = this.#program[state];
      if (instruction?.kind === "split") for (const to of [...instruction.to].reverse()) open.push({ state: state + to, slots });
      else if (instruction?.kind === "save") open.push({ state: state + 1, slots: saved(slots, instruction.slot, at) });
      else if (instruction?.kind !== "assert") this.list.push(thread);
      else if (instruction.holds(this.#text[at - 1], this.#text[at])) open.push({ state: state + 1, slots });
    }
  }
}

function saved(slots: Slots, slot: number, at: number): Slots {
  const copy = [...slots];
  copy[slot] = at;
  return copy;
}

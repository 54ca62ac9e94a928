import { anyOf, between, categoryClass, exactly, namedClasses, noneOf, wordCharacter, type Fits } from "./classes.ts";
import { either, mayBeEmpty, optional, repeated, type Instruction, type Pattern } from "./instructions.ts";

/** As RE2 has it: a part may not be asked for more often, also not by counts within counts. */
const mostTimes = 1000;
/** RE2 gives up on larger programs; a class of Unicode takes many of its instructions. */
const largest = 20_000;
const sizeOfCategory = 600;
const longest = 2000;

const assertions: Readonly<Record<string, (before: string | undefined, after: string | undefined) => boolean>> = {
  "^": (before) => before === undefined,
  $: (_, after) => after === undefined,
  b: (before, after) => isWord(before) !== isWord(after),
};
const isWord = (character: string | undefined): boolean => character !== undefined && wordCharacter(character);

const controls: ReadonlyMap<string, string> = new Map([["t", "\t"], ["n", "\n"], ["r", "\r"], ["f", "\f"], ["v", "\v"]]);
const punctuation = /^[!-/:-@[-`{-~]$/;
const special = new Set([..."*+?{}[]()|\\"]);

/** Compiles a pattern. Throws an Error, in the user's words, for what is none or is not read alike everywhere. */
export function parsePattern(source: string): Pattern {
  if (source.length > longest) throw new Error(`it is longer than ${longest} characters`);
  return new Parser([...source]).pattern();
}

/** What is wrong with a pattern; `undefined` where nothing is. */
export function patternMistake(source: string): string | undefined {
  try {
    parsePattern(source);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The part of RE2's syntax that means the same in the engine and here: no flags, no references, no looking around, no scripts of Unicode. */
class Parser {
  readonly #source: readonly string[];
  #at = 0;
  #groups = 0;
  #size = 0;
  #timesAround = 1;
  #repeatsEmpty = false;

  constructor(source: readonly string[]) {
    this.#source = source;
  }

  pattern(): Pattern {
    const program = this.#alternatives();
    if (this.#at < this.#source.length) throw new Error(`\`${this.#source[this.#at]}\` stands where nothing begins`);
    return { program, groups: this.#groups, repeatsEmpty: this.#repeatsEmpty };
  }

  #alternatives(): Instruction[] {
    const first = this.#sequence();
    return this.#take("|") ? either(first, this.#alternatives()) : first;
  }

  #sequence(): Instruction[] {
    const whole: Instruction[] = [];
    while (this.#at < this.#source.length && this.#peek() !== "|" && this.#peek() !== ")") for (const one of this.#repeated()) whole.push(one);
    return whole;
  }

  #repeated(): Instruction[] {
    const [began, groups, size] = [this.#at, this.#groups, this.#size];
    const once = this.#atom();
    const times = this.#times();
    if (!times) return once;
    const [least, most] = times;
    const lazy = this.#take("?");
    // Counts around a part count with those in it, so it is read again knowing them.
    const copies = Math.max(least, most === Infinity ? 0 : most, 1);
    const ended = this.#at;
    if (copies > 1) {
      this.#within(copies, () => {
        [this.#at, this.#groups, this.#size] = [began, groups, size];
        this.#atom();
      });
      this.#at = ended;
    }
    if (most > 1 && mayBeEmpty(once)) this.#repeatsEmpty = true;
    if (least === 0 && most === Infinity) return optional(repeated(once, lazy), lazy);
    const needed = (count: number): Instruction[] => Array.from({ length: count }, () => once).flat();
    if (most === Infinity) return [...needed(least - 1), ...repeated(once, lazy)];
    let more: Instruction[] = [];
    for (let n = least; n < most; n++) more = optional([...once, ...more], lazy);
    return [...needed(least), ...more];
  }

  #within(times: number, read: () => void): void {
    const around = this.#timesAround;
    this.#timesAround = around * times;
    if (this.#timesAround > mostTimes) throw new Error(`a part is asked for more than ${mostTimes} times`);
    read();
    this.#timesAround = around;
  }

  /** How often at least and at most, where that is said. */
  #times(): readonly [number, number] | undefined {
    const counted = /^\{(\d{1,9})(,?)(\d{0,9})\}/.exec(this.#source.slice(this.#at, this.#at + 25).join(""));
    const [text, least = "0", comma = "", most = ""] = counted ?? [];
    const marks: Readonly<Record<string, readonly [number, number]>> = { "*": [0, Infinity], "+": [1, Infinity], "?": [0, 1] };
    const times = text === undefined ? marks[this.#peek() ?? ""] : ([Number(least), comma === "" ? Number(least) : most === "" ? Infinity : Number(most)] as const);
    if (!times) return undefined;
    if (times[0] > times[1]) throw new Error(`\`${text}\` counts backwards`);
    this.#at += text?.length ?? 1;
    return times;
  }

  #atom(): Instruction[] {
    if (this.#take("(")) return this.#group();
    if (this.#take("[")) return this.#char(this.#class());
    const character = this.#next();
    // There is no `\B`: RE2 finds it between the bytes of a character.
    const holds = character === "\\" && this.#peek() === "b" ? assertions[this.#next()] : character === "b" ? undefined : assertions[character];
    if (holds) return [{ kind: "assert", holds }];
    if (character === "\\") return this.#char(this.#escape());
    if (character === ".") return this.#char((one) => one !== "\n");
    if (special.has(character)) throw new Error(`\`${character}\` stands for itself only as \`\\${character}\``);
    return this.#char(exactly(character));
  }

  #char(fits: Fits): Instruction[] {
    this.#grow(1);
    return [{ kind: "char", fits }];
  }

  #grow(by: number): void {
    this.#size += by * this.#timesAround;
    if (this.#size > largest) throw new Error("it is too large");
  }

  #group(): Instruction[] {
    if (this.#take("?")) {
      const kind = /^(?::|P<([A-Za-z_]\w*)>)/.exec(this.#source.slice(this.#at, this.#at + 100).join(""));
      if (!kind) throw new Error("`(?` is followed by what is not the same everywhere: there are `(…)`, `(?:…)` and `(?P<name>…)`");
      this.#at += kind[0].length;
      if (kind[1] === undefined) return this.#closed();
    }
    const slot = 2 * ++this.#groups;
    return [{ kind: "save", slot }, ...this.#closed(), { kind: "save", slot: slot + 1 }];
  }

  #closed(): Instruction[] {
    const inner = this.#alternatives();
    if (!this.#take(")")) throw new Error("a `(` is not closed");
    return inner;
  }

  #class(): Fits {
    const negated = this.#take("^");
    const sets: Fits[] = [];
    while (!this.#take("]")) {
      if (this.#at >= this.#source.length) throw new Error("a `[` is not closed");
      sets.push(this.#range());
    }
    if (sets.length === 0) throw new Error("`[]` holds nothing; write `\\]` for the bracket itself");
    return negated ? noneOf(sets) : anyOf(sets);
  }

  #range(): Fits {
    const from = this.#classCharacter();
    if (this.#peek() !== "-" || this.#source[this.#at + 1] === "]") return typeof from === "string" ? exactly(from) : from;
    this.#at++;
    const to = this.#classCharacter();
    if (typeof from !== "string" || typeof to !== "string") throw new Error("a range ends in a class; write `\\-` for the sign itself");
    if ((from.codePointAt(0) ?? 0) > (to.codePointAt(0) ?? 0)) throw new Error(`the range \`${from}-${to}\` goes backwards`);
    return between(from, to);
  }

  #classCharacter(): string | Fits {
    const character = this.#next();
    if (character === "[") throw new Error("in a class, `[` stands for itself only as `\\[`");
    return character === "\\" ? this.#escaped() : character;
  }

  #escape(): Fits {
    const escaped = this.#escaped();
    return typeof escaped === "string" ? exactly(escaped) : escaped;
  }

  /** What follows a `\`: one character, or a class of them. */
  #escaped(): string | Fits {
    const letter = this.#next();
    const named = namedClasses.get(letter);
    if (named) return named;
    if (letter === "p" || letter === "P") return this.#category(letter === "P");
    if (letter === "x") return this.#hexadecimal();
    const control = controls.get(letter);
    if (control !== undefined) return control;
    if (!punctuation.test(letter)) throw new Error(letter === "" ? "it ends in `\\`" : `\`\\${letter}\` is not the same everywhere`);
    return letter;
  }

  #category(negated: boolean): Fits {
    const name = /^\{(\w+)\}/.exec(this.#source.slice(this.#at, this.#at + 20).join(""))?.[1];
    const fits = name === undefined ? undefined : categoryClass(name);
    if (name === undefined || !fits) throw new Error("`\\p{…}` takes a category of Unicode, such as `\\p{L}` for letters");
    this.#at += name.length + 2;
    this.#grow(sizeOfCategory);
    return negated ? noneOf([fits]) : fits;
  }

  #hexadecimal(): string {
    const [text, long, short] = /^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/.exec(this.#source.slice(this.#at, this.#at + 8).join("")) ?? [];
    const code = Number.parseInt(long ?? short ?? "", 16);
    if (text === undefined || code > 0x10ffff) throw new Error("`\\x` is followed by two hexadecimal digits, or by some in curly brackets");
    this.#at += text.length;
    return String.fromCodePoint(code);
  }

  #peek(): string | undefined {
    return this.#source[this.#at];
  }

  #next(): string {
    return this.#source[this.#at++] ?? "";
  }

  #take(character: string): boolean {
    const is = this.#peek() === character;
    if (is) this.#at++;
    return is;
  }
}

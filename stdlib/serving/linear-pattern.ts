/**
 * Regular expressions in time linear in the text, as Thompson has it: all ways through the pattern are followed at once. The engine of JavaScript
 * may take time exponential in the text, and the text of a request is anybody's. Patterns are those of RE2 that JavaScript reads, too.
 */
type Instruction =
  | { readonly kind: "char"; readonly fits: (character: string) => boolean }
  | { readonly kind: "split"; readonly to: readonly number[] }
  | { readonly kind: "assert"; readonly holds: (before: string | undefined, after: string | undefined) => boolean };

/** Whether a whole text matches a pattern. Throws an Error for what RE2 does not know, such as a reference to a group. */
export function linearPattern(source: string): (text: string) => boolean {
  const program = new Compiler([...source]).program();
  return (text) => {
    const characters = [...text];
    let states = follow(program, [0], undefined, characters[0]);
    for (let at = 0; at < characters.length && states.size > 0; at++) {
      const character = characters[at] ?? "";
      const next: number[] = [];
      for (const state of states) {
        const instruction = program[state];
        if (instruction?.kind === "char" && instruction.fits(character)) next.push(state + 1);
      }
      states = follow(program, next, character, characters[at + 1]);
    }
    return states.has(program.length);
  };
}

/** All states that are reached without a further character. */
function follow(program: readonly Instruction[], from: readonly number[], before: string | undefined, after: string | undefined): Set<number> {
  const reached = new Set<number>();
  const open = [...from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (reached.has(state)) continue;
    reached.add(state);
    const instruction = program[state];
    if (instruction?.kind === "split") for (const to of instruction.to) open.push(state + to);
    else if (instruction?.kind === "assert" && instruction.holds(before, after)) open.push(state + 1);
  }
  return reached;
}

const isWord = (character: string | undefined): boolean => character !== undefined && /^\w$/.test(character);
const atWordEdge = (before: string | undefined, after: string | undefined): boolean => isWord(before) !== isWord(after);

const assertions: Readonly<Record<string, (before: string | undefined, after: string | undefined) => boolean>> = {
  "^": (before) => before === undefined,
  $: (_, after) => after === undefined,
  "\\b": atWordEdge,
  "\\B": (before, after) => !atWordEdge(before, after),
};

/** Reads a pattern into instructions whose targets are relative, so that a part of it can be put together several times. */
class Compiler {
  readonly #source: readonly string[];
  #at = 0;

  constructor(source: readonly string[]) {
    this.#source = source;
  }

  program(): readonly Instruction[] {
    const program = this.#alternatives();
    if (this.#at < this.#source.length) throw new Error(`\`${this.#source[this.#at]}\` stands where nothing begins`);
    return program;
  }

  #alternatives(): Instruction[] {
    let whole = this.#sequence();
    while (this.#take("|")) {
      const other = this.#sequence();
      whole = [split(1, whole.length + 2), ...whole, split(other.length + 1), ...other];
    }
    return whole;
  }

  #sequence(): Instruction[] {
    const whole: Instruction[] = [];
    while (this.#at < this.#source.length && this.#peek() !== "|" && this.#peek() !== ")") for (const one of this.#repeated()) whole.push(one);
    return whole;
  }

  #repeated(): Instruction[] {
    const once = this.#atom();
    const [least, most] = this.#times();
    const all = Array.from({ length: least }, () => once).flat();
    if (most === Infinity) return [...all, split(1, once.length + 2), ...once, split(-once.length - 1)];
    for (let more = least; more < most; more++) all.push(split(1, once.length + 1), ...once);
    return all;
  }

  /** How often at least and at most; whether it prefers more or fewer is nothing to a match of the whole text. */
  #times(): readonly [number, number] {
    const counted = /^\{(\d+)(,?)(\d*)\}/.exec(this.#source.slice(this.#at, this.#at + 20).join(""));
    const [text, least = "0", comma = "", most = ""] = counted ?? [];
    const marks: Readonly<Record<string, readonly [number, number]>> = { "*": [0, Infinity], "+": [1, Infinity], "?": [0, 1] };
    const times = text === undefined ? marks[this.#peek() ?? ""] : ([Number(least), comma === "" ? Number(least) : most === "" ? Infinity : Number(most)] as const);
    if (!times) return [1, 1];
    this.#at += text?.length ?? 1;
    this.#take("?");
    return times;
  }

  #atom(): Instruction[] {
    if (this.#take("(")) return this.#group();
    const source = this.#peek() === "[" ? this.#class() : this.#peek() === "\\" ? this.#escape() : this.#next();
    const holds = assertions[source];
    if (holds) return [{ kind: "assert", holds }];
    if (source === ".") return [{ kind: "char", fits: (character) => character !== "\n" }];
    const pattern = new RegExp(`^${source}$`, "u");
    return [{ kind: "char", fits: (character) => pattern.test(character) }];
  }

  #group(): Instruction[] {
    if (this.#take("?")) {
      if (!/^(?::|P?<[A-Za-z_]\w*>)/.test(this.#source.slice(this.#at, this.#at + 100).join(""))) throw new Error("a group looks ahead or behind");
      while (this.#peek() !== ":" && this.#peek() !== ">") this.#at++;
      this.#at++;
    }
    const inner = this.#alternatives();
    if (!this.#take(")")) throw new Error("a group is not closed");
    return inner;
  }

  #class(): string {
    let text = this.#next();
    while (this.#at < this.#source.length && this.#peek() !== "]") text += this.#peek() === "\\" ? this.#escape().replace(/^\[(.*)\]$/, "$1") : this.#next();
    return text + this.#next();
  }

  #escape(): string {
    const kind = `${this.#next()}${this.#next()}`;
    if (/^\\[1-9k]$/.test(kind)) throw new Error("a group is referred to");
    // RE2 counts fewer characters as blanks.
    if (kind === "\\s") return "[\\t\\n\\f\\r ]";
    if (kind === "\\x") return kind + this.#next() + this.#next();
    if (!/^\\[pPu]$/.test(kind) || this.#peek() !== "{") return kind === "\\u" ? kind + this.#next() + this.#next() + this.#next() + this.#next() : kind;
    let text = kind;
    while (this.#at < this.#source.length && this.#peek() !== "}") text += this.#next();
    return text + this.#next();
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

const split = (...to: readonly number[]): Instruction => ({ kind: "split", to });

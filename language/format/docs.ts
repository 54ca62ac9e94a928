/**
 * A small algebra of documents after Wadler's “A prettier printer”: a group is printed on one line if it fits,
 * and otherwise each of its own lines becomes a line break.
 */
export type Doc = string | Concat | Indent | Line | Group | WhenBroken | Suffix | Fresh;

interface Concat {
  readonly kind: "concat";
  readonly parts: readonly Doc[];
  /** It holds a line break, so the groups around it break. */
  readonly forced: boolean;
  /** It ends with a comment: a group breaks if anything comes behind that in it. */
  readonly ends: boolean;
}

interface Indent {
  readonly kind: "indent";
  readonly doc: Doc;
  readonly forced: boolean;
  readonly ends: boolean;
}

interface Line {
  readonly kind: "line";
  /** What stands for it in a group on one line. */
  readonly flat: string;
  readonly forced: boolean;
}

interface Group {
  readonly kind: "group";
  readonly doc: Doc;
  readonly forced: boolean;
  readonly ends: boolean;
}

/** Text that is there only if the group around it is broken: a trailing comma. */
interface WhenBroken {
  readonly kind: "when-broken";
  readonly text: string;
  readonly forced: false;
}

/** Text put behind whatever else the line holds: a comment. */
interface Suffix {
  readonly kind: "suffix";
  readonly text: string;
  readonly forced: false;
  readonly ends: boolean;
}

/** A line break, unless nothing stands on the line yet. */
interface Fresh {
  readonly kind: "fresh";
  readonly forced: true;
}

const isForced = (doc: Doc): boolean => typeof doc !== "string" && doc.forced;
const endsWithComment = (doc: Doc | undefined): boolean => typeof doc === "object" && "ends" in doc && doc.ends;

export function concat(all: readonly Doc[]): Doc {
  const parts = all.filter((part) => part !== "");
  const forced = parts.some((part, index) => isForced(part) || (index < parts.length - 1 && endsWithComment(part)));
  return { kind: "concat", parts, forced, ends: endsWithComment(parts.at(-1)) };
}

export const indent = (doc: Doc): Doc => ({ kind: "indent", doc, forced: isForced(doc), ends: endsWithComment(doc) });
export const group = (doc: Doc): Doc => ({ kind: "group", doc, forced: isForced(doc), ends: endsWithComment(doc) });
/** `stays`: a group in which something comes behind it breaks, so that the comment stays near what it is about. */
export const suffix = (text: string, stays: boolean): Doc => ({ kind: "suffix", text, forced: false, ends: stays });
export const whenBroken = (text: string): Doc => ({ kind: "when-broken", text, forced: false });
/** A blank where its group fits on a line. */
export const line: Doc = { kind: "line", flat: " ", forced: false };
/** Nothing where its group fits on a line. */
export const softLine: Doc = { kind: "line", flat: "", forced: false };
/** A line break that also breaks the groups around it. */
export const hardLine: Doc = { kind: "line", flat: "", forced: true };
export const fresh: Doc = { kind: "fresh", forced: true };

interface Item {
  readonly doc: Doc;
  readonly level: number;
  readonly broken: boolean;
}

/** The first part comes to lie on top. */
function pushParts(stack: Item[], { parts }: Concat, level: number, broken: boolean): void {
  for (let index = parts.length - 1; index >= 0; index--) stack.push({ doc: parts[index] ?? "", level, broken });
}

/** Lays a document out in `width` columns, with two blanks a level; lines end without blanks. */
export function printDoc(doc: Doc, width: number): string {
  const page = new Page();
  const stack: Item[] = [{ doc, level: 0, broken: true }];
  for (let item = stack.pop(); item; item = stack.pop()) {
    const { doc: here, level, broken } = item;
    if (typeof here === "string") page.write(here, level);
    else if (here.kind === "concat") pushParts(stack, here, level, broken);
    else if (here.kind === "indent") stack.push({ doc: here.doc, level: level + 1, broken });
    else if (here.kind === "group") stack.push({ doc: here.doc, level, broken: here.forced || !fits(here.doc, width - page.column(level), stack) });
    else if (here.kind === "when-broken") page.write(broken ? here.text : "", level);
    else if (here.kind === "suffix") page.later(here.text);
    else if (here.kind === "fresh") page.freshLine(level);
    else if (broken || here.forced) page.newLine(level);
    else page.write(here.flat, level);
  }
  return page.finish();
}

class Page {
  readonly #lines: string[] = [];
  #line = "";
  #suffixes: string[] = [];
  #suffixLevel = 0;

  column(level: number): number {
    return this.#line === "" ? level * 2 : this.#line.length - (this.#line.lastIndexOf("\n") + 1);
  }

  write(text: string, level: number): void {
    if (text === "" || (this.#line === "" && text === " ")) return;
    this.#line = this.#line === "" ? "  ".repeat(level) + text : this.#line + text;
  }

  later(text: string): void {
    this.#suffixes.push(text);
  }

  newLine(level: number): void {
    const [first, ...more] = this.#suffixes;
    this.#lines.push(this.#line.trimEnd() + (first === undefined ? "" : ` ${first}`));
    // A comment ends with its line: a second one needs a line of its own.
    for (const text of more) this.#lines.push("  ".repeat(this.#suffixLevel) + text);
    this.#suffixes = [];
    this.#suffixLevel = level;
    this.#line = "";
  }

  freshLine(level: number): void {
    if (this.#line.trim() !== "" || this.#suffixes.length > 0) this.newLine(level);
  }

  finish(): string {
    this.freshLine(0);
    return this.#lines.join("\n");
  }
}

/** Whether a document, on one line, and what follows it up to the next line break, fit into `room` columns. */
function fits(doc: Doc, room: number, rest: readonly Item[]): boolean {
  const stack: Item[] = [{ doc, level: 0, broken: false }];
  let left = room;
  let below = rest.length;
  while (left >= 0) {
    const item = stack.pop() ?? rest[--below];
    if (!item) return true;
    const { doc: here, broken } = item;
    if (typeof here === "string") {
      const end = here.indexOf("\n");
      left -= end < 0 ? here.length : end;
      if (end >= 0) return left >= 0;
    } else if (here.kind === "concat") pushParts(stack, here, 0, broken);
    else if (here.kind === "indent") stack.push({ doc: here.doc, level: 0, broken });
    else if (here.kind === "group") stack.push({ doc: here.doc, level: 0, broken: here.forced });
    else if (here.kind === "when-broken") left -= broken ? here.text.length : 0;
    else if (here.kind === "suffix") continue;
    else if (here.kind === "fresh" || broken || here.forced) return true;
    else left -= here.flat.length;
  }
  return false;
}

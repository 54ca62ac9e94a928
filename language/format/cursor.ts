import type { IToken } from "chevrotain";
import { Column, Comma, nameSource } from "../syntax/tokens.ts";
import { concat, fresh, hardLine, suffix, type Doc } from "./docs.ts";

const plainName = new RegExp(`^${nameSource}$`, "u");

/** Comments in front of a token: those on a line of their own, and those that end the line of the token before. */
interface Gap {
  readonly own: IToken[];
  readonly trailing: IToken[];
}

/**
 * Hands out the tokens of a file in their order, each with the comments around it. All text that is printed comes from here,
 * so nothing can be lost or changed; commas alone are left to the layout.
 */
export class Cursor {
  readonly #text: string;
  readonly #tokens: readonly IToken[];
  readonly #gaps: readonly Gap[];
  readonly #starts: ReadonlySet<number>;
  #at = 0;
  #waiting: IToken[] = [];

  /** `starts` are the offsets at which statements begin. */
  constructor(text: string, tokens: readonly IToken[], comments: readonly IToken[], starts: ReadonlySet<number>) {
    this.#starts = starts;
    this.#text = text;
    this.#tokens = tokens;
    const gaps: Gap[] = Array.from({ length: tokens.length + 1 }, () => ({ own: [], trailing: [] }));
    let index = 0;
    for (const comment of comments) {
      while ((tokens[index]?.startOffset ?? Infinity) < comment.startOffset) index++;
      const before = tokens[index - 1];
      const sameLine = before && !text.slice(endOf(before), comment.startOffset).includes("\n");
      gaps[index]?.[sameLine ? "trailing" : "own"].push(comment);
    }
    this.#gaps = gaps;
    this.#skipCommas();
  }

  /** The next token as it is spelt, with its comments. */
  take(): Doc {
    const token = this.#tokens[this.#at];
    if (!token) return "";
    const before = this.comments();
    this.#at++;
    const trailing = [...(this.#gaps[this.#at]?.trailing ?? [])];
    this.#skipCommas((gap) => trailing.push(...gap.trailing));
    const next = this.#tokens[this.#at];
    const isLast = !next || this.#starts.has(next.startOffset);
    return concat([...before, spelling(token), ...trailing.map((comment) => suffix(textOf(comment), !isLast))]);
  }

  nextIs(image: string): boolean {
    return this.#tokens[this.#at]?.image === image;
  }

  /** Whether comments stand on lines of their own before the next token. */
  get commented(): boolean {
    return this.#waiting.length > 0 || (this.#gaps[this.#at]?.own.length ?? 0) > 0;
  }

  /** Those comments, a line each; they are not handed out again. */
  comments(): Doc[] {
    return this.#takeOwn().flatMap((comment) => [fresh, textOf(comment), hardLine]);
  }

  /** The same between statements, where blank lines are kept: one at most. */
  spacedComments(isFirst: boolean): Doc[] {
    const comments = this.#takeOwn();
    const next = this.#tokens[this.#at];
    return [...comments, ...(next ? [next] : [])].flatMap((token, index) => {
      const gap = (isFirst && index === 0) || !this.#blankBefore(token) ? [] : [hardLine];
      return comments.includes(token) ? [...gap, textOf(token), hardLine] : gap;
    });
  }

  #takeOwn(): IToken[] {
    const own = [...this.#waiting, ...(this.#gaps[this.#at]?.own ?? [])];
    this.#waiting = [];
    this.#gaps[this.#at]?.own.splice(0);
    return own;
  }

  #blankBefore(token: IToken): boolean {
    const before = this.#text.slice(0, token.startOffset);
    return /\n[^\S\n]*\n[^\S\n]*$/.test(before.slice(before.trimEnd().length));
  }

  #skipCommas(each?: (gap: Gap) => void): void {
    while (this.#tokens[this.#at]?.tokenType === Comma) {
      this.#waiting.push(...(this.#gaps[this.#at]?.own ?? []));
      this.#at++;
      const gap = this.#gaps[this.#at];
      if (gap) each?.(gap);
    }
  }
}

const endOf = (token: IToken): number => token.startOffset + token.image.length;
const textOf = (comment: IToken): string => comment.image.trimEnd();

/** Backticks stand only where a column's name needs them. */
function spelling(token: IToken): string {
  const quoted = token.tokenType === Column ? /^\.`(.*)`$/s.exec(token.image)?.[1] : undefined;
  return quoted !== undefined && plainName.test(quoted) ? `.${quoted}` : token.image;
}

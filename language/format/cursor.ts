import type { IToken } from "chevrotain";
import type { Comment } from "../syntax/parse.ts";
import { Column, Comma, nameSource } from "../syntax/tokens.ts";
import { concat, fresh, hardLine, suffix, type Doc } from "./docs.ts";

const plainName = new RegExp(`^${nameSource}$`, "u");

/** Comments in front of a token: those on a line of their own, and those that end the line of the token before. */
interface Gap {
  readonly own: readonly Comment[];
  readonly trailing: readonly Comment[];
}

/**
 * Hands out the tokens of a file in their order, each with the comments around it. All text that is printed comes from here,
 * so nothing can be lost or changed; commas alone are left to the layout.
 */
export class Cursor {
  readonly #text: string;
  readonly #tokens: readonly IToken[];
  readonly #gaps: ReadonlyMap<number, Gap>;
  readonly #starts: ReadonlySet<IToken>;
  #at = 0;
  /** Comments on lines of their own before the next token, until they are handed out. */
  #waiting: Comment[] = [];

  /** `starts` are the tokens at which statements begin. */
  constructor(text: string, tokens: readonly IToken[], comments: readonly Comment[], starts: ReadonlySet<IToken>) {
    this.#starts = starts;
    this.#text = text;
    this.#tokens = tokens;
    this.#gaps = gapsOf(text, tokens, comments);
    this.#enterGap();
  }

  /** The next token as it is spelt, with its comments. */
  take(): Doc {
    const token = this.#tokens[this.#at];
    if (!token) return "";
    const before = this.comments();
    this.#at++;
    const trailing = this.#enterGap();
    if (before.length === 0 && trailing.length === 0) return spelling(token);
    const next = this.#tokens[this.#at];
    const isLast = !next || this.#starts.has(next);
    return concat([...before, spelling(token), ...trailing.map((comment) => suffix(comment.text, !isLast))]);
  }

  nextIs(image: string): boolean {
    return this.#tokens[this.#at]?.image === image;
  }

  /** Whether comments stand on lines of their own before the next token. */
  get commented(): boolean {
    return this.#waiting.length > 0;
  }

  /** Those comments, a line each; they are not handed out again. */
  comments(): Doc[] {
    return this.#takeOwn().flatMap((comment) => [fresh, comment.text, hardLine]);
  }

  /** The same between statements, where blank lines are kept: one at most. */
  spacedComments(isFirst: boolean): Doc[] {
    const comments = this.#takeOwn();
    const next = this.#tokens[this.#at];
    const gap = (start: number, index: number): Doc[] => ((isFirst && index === 0) || !this.#blankBefore(start) ? [] : [hardLine]);
    const docs = comments.flatMap((comment, index) => [...gap(comment.span.start, index), comment.text, hardLine]);
    return next ? [...docs, ...gap(next.startOffset, comments.length)] : docs;
  }

  #takeOwn(): readonly Comment[] {
    const own = this.#waiting;
    this.#waiting = [];
    return own;
  }

  #blankBefore(start: number): boolean {
    let at = start - 1;
    let breaks = 0;
    for (; at >= 0 && isBlank.test(this.#text[at] ?? ""); at--) if (this.#text[at] === "\n") breaks++;
    return breaks > 1;
  }

  /** Goes past commas to the next token; gives the comments that end the line of the token before. */
  #enterGap(): readonly Comment[] {
    const trailing: Comment[] = [];
    for (;;) {
      const gap = this.#gaps.get(this.#at);
      if (gap) {
        for (const comment of gap.trailing) trailing.push(comment);
        this.#waiting = [...this.#waiting, ...gap.own];
      }
      if (this.#tokens[this.#at]?.tokenType !== Comma) return trailing;
      this.#at++;
    }
  }
}

function gapsOf(text: string, tokens: readonly IToken[], comments: readonly Comment[]): Map<number, Gap> {
  const gaps = new Map<number, { own: Comment[]; trailing: Comment[] }>();
  let index = 0;
  for (const comment of comments) {
    while ((tokens[index]?.startOffset ?? Infinity) < comment.span.start) index++;
    const before = tokens[index - 1];
    const gap = gaps.get(index) ?? { own: [], trailing: [] };
    // Only the first can stand on the line of the token before.
    const sameLine = before && gap.own.length + gap.trailing.length === 0 && !text.slice(endOf(before), comment.span.start).includes("\n");
    gap[sameLine ? "trailing" : "own"].push(comment);
    gaps.set(index, gap);
  }
  return gaps;
}

const isBlank = /\s/;
const endOf = (token: IToken): number => token.startOffset + token.image.length;

/** Backticks stand only where a column's name needs them. */
function spelling(token: IToken): string {
  const quoted = token.tokenType === Column ? /^\.`(.*)`$/s.exec(token.image)?.[1] : undefined;
  return quoted !== undefined && plainName.test(quoted) ? `.${quoted}` : token.image;
}

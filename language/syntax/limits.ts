import type { IToken } from "chevrotain";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { tooDeep } from "../diagnostics/registry/syntax.ts";
import * as t from "./tokens.ts";

/** Brackets, signs and exponents that are open at one place: what the parser calls itself for. */
const deepest = 100;
/** The height of the tree, and so of every walk over it. */
export const highest = 1000;

const openers = new Set([t.OpenRound, t.OpenSquare, t.OpenCurly]);
const closers = new Set([t.CloseRound, t.CloseSquare, t.CloseCurly]);
const separators = new Set([t.Comma, t.PipeSign, t.Assign, t.Colon, t.When]);
const operators = new Set([t.Plus, t.Times, t.Divide, t.And, t.Or, t.Default, t.Range, t.Equal, t.Unequal, t.Less, t.AtMost, t.Greater, t.AtLeast, t.In]);
/** Behind one of these, a minus subtracts and a bracket indexes. */
const operandEnds = new Set([...closers, t.Name, t.NumberToken, t.StringLiteral, t.RawString, t.Column, t.True, t.False, t.Null]);

/** What is known of the expression between two brackets, up to some token. */
interface Level {
  /** Signs and exponents whose operand is not over. */
  open: number;
  /** Operators, members and indexes since the last separator: each may make the tree one higher. */
  chained: number;
  /** The highest tree among the operands since the last separator. */
  inner: number;
  /** The highest tree before the last separator. */
  tallest: number;
}

const fresh = (): Level => ({ open: 0, chained: 0, inner: 0, tallest: 0 });

/** A statement that would make a tree too high to walk is refused before it is read; the height is bounded from above, by its tokens alone. */
export function depthMistake(file: string, tokens: readonly IToken[]): Diagnostic | undefined {
  let level = fresh();
  const outer: Level[] = [];
  let nested = 0;
  let before: IToken | undefined;
  for (const token of tokens) {
    const type = token.tokenType;
    const follows = before !== undefined && isOperandEnd(before);
    if (openers.has(type)) {
      if (follows && type === t.OpenSquare) level.chained++;
      nested += level.open + 1;
      outer.push(level);
      level = fresh();
    } else if (closers.has(type)) {
      const height = Math.max(level.tallest, level.inner + level.chained) + 1;
      level = outer.pop() ?? fresh();
      nested = Math.max(0, nested - level.open - 1);
      level.inner = Math.max(level.inner, height);
    } else if (separators.has(type)) {
      level.tallest = Math.max(level.tallest, level.inner + level.chained);
      Object.assign(level, { open: 0, chained: 0, inner: 0 });
    } else if (type === t.Power || type === t.Not || (type === t.Minus && !follows)) {
      level.open++;
      level.chained++;
    } else if (operators.has(type) || type === t.Minus) {
      level.open = 0;
      level.chained++;
    } else if (type === t.Column && follows) level.chained++;
    if (nested + level.open > deepest) return refuse(file, token, deepest);
    if (level.inner + level.chained > highest) return refuse(file, token, highest);
    before = token;
  }
  return undefined;
}

const isOperandEnd = ({ tokenType }: IToken): boolean => operandEnds.has(tokenType) || (tokenType.CATEGORIES ?? []).includes(t.NameLike);

function refuse(file: string, token: IToken, limit: number): Diagnostic {
  return diagnose(tooDeep, { file, start: token.startOffset, end: token.startOffset + token.image.length }, { limit });
}

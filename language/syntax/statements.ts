import { EOF, type IToken } from "chevrotain";
import * as t from "./tokens.ts";

/** The tokens of one statement, and where it lies in the text. */
export interface StatementTokens {
  readonly tokens: readonly IToken[];
  readonly start: number;
  readonly end: number;
}

const keywords = new Set([t.Pipeline, t.Param, t.Seed, t.SchemaWord, t.Import, t.Fn]);

/**
 * Cuts the tokens where a statement must begin: at a token that is the first on its line and, with the next one or two, can start
 * nothing else. It does not ask for brackets, so an unclosed one spoils only its own statement.
 */
export function cutStatements(text: string, tokens: readonly IToken[]): StatementTokens[] {
  const starts: number[] = [];
  tokens.forEach((_, index) => {
    if (index === 0 || (beginsLine(text, tokens, index) && beginsStatement(tokens, index))) starts.push(index);
  });
  const cuts = withoutArguments(tokens, withoutBlocks(text, tokens, starts));
  return cuts.map((start, index) => {
    const part = tokens.slice(start, cuts[index + 1] ?? tokens.length);
    const last = part.at(-1);
    return { tokens: part, start: part[0]?.startOffset ?? 0, end: last ? last.startOffset + last.image.length : 0 };
  });
}

/**
 * What stands in the curly brackets of a function or a test is a part of it. Where the brackets are not closed, it ends where something
 * begins at the left edge.
 */
function withoutBlocks(text: string, tokens: readonly IToken[], starts: readonly number[]): number[] {
  const kept: number[] = [];
  let end = -1;
  for (const start of starts) {
    if (start < end && !(end === Infinity && atEdge(text, tokens[start]))) continue;
    kept.push(start);
    const type = tokens[start]?.tokenType;
    end = type === t.Fn ? endOfBlock(tokens, start, 2) : type === t.Test ? endOfBlock(tokens, start, 1) : -1;
  }
  return kept;
}

const atEdge = (text: string, token: IToken | undefined): boolean => token?.startOffset === 0 || text[(token?.startOffset ?? 0) - 1] === "\n";

/** The index behind the bracket that closes a block, which is the first or the second pair of brackets; -1 where there is no block, infinite where it is not closed. */
function endOfBlock(tokens: readonly IToken[], start: number, pairs: 1 | 2): number {
  let depth = 0;
  let closed = 0;
  for (let at = start; at < tokens.length; at++) {
    const type = tokens[at]?.tokenType;
    if (type && openers.has(type)) depth++;
    else if (type && closers.has(type)) depth--;
    if (depth > 0 || !type || !closers.has(type)) continue;
    if (++closed === pairs) return at + 1;
    if (!is(tokens[at + 1], t.OpenCurly)) return -1;
  }
  return closed === pairs - 1 ? Infinity : -1;
}

const openers = new Set([t.OpenRound, t.OpenSquare, t.OpenCurly]);
const closers = new Set([t.CloseRound, t.CloseSquare, t.CloseCurly]);

/**
 * `on = train,` in a call of several lines is an argument with `=` for `:`, and is told as one. It is no binding, because it ends with a comma
 * or closes a bracket that it did not open.
 */
function withoutArguments(tokens: readonly IToken[], starts: readonly number[]): number[] {
  const kept: number[] = [];
  let open = 0;
  starts.forEach((start, index) => {
    const end = starts[index + 1] ?? tokens.length;
    const { lowest, depth } = bracketsOf(tokens, start, end);
    const before = tokens[start - 1];
    const mayBeArgument = open > 0 && (is(before, t.Comma) || is(before, t.OpenRound)) && is(tokens[start + 1], t.Assign);
    const isArgument = mayBeArgument && (lowest < 0 || is(tokens[end - 1], t.Comma));
    if (!isArgument) kept.push(start);
    open = Math.max(0, (isArgument ? open : 0) + depth);
  });
  return kept;
}

/** How deep the brackets are at the end of some tokens, and at the lowest. */
function bracketsOf(tokens: readonly IToken[], start: number, end: number): { lowest: number; depth: number } {
  let depth = 0;
  let lowest = 0;
  for (let at = start; at < end; at++) {
    const type = tokens[at]?.tokenType;
    if (type && openers.has(type)) depth++;
    else if (type && closers.has(type)) depth--;
    lowest = Math.min(lowest, depth);
  }
  return { lowest, depth };
}

function beginsLine(text: string, tokens: readonly IToken[], index: number): boolean {
  const before = tokens[index - 1];
  const here = tokens[index];
  return before !== undefined && here !== undefined && text.slice(before.startOffset + before.image.length, here.startOffset).includes("\n");
}

const is = (token: IToken | undefined, type: IToken["tokenType"]): boolean =>
  token !== undefined && (token.tokenType === type || (token.tokenType.CATEGORIES ?? []).includes(type));

function beginsStatement(tokens: readonly IToken[], index: number): boolean {
  const [first, second] = [tokens[index], tokens[index + 1]];
  if (is(first, t.AnyWord) && is(second, t.Assign)) return true;
  if (is(first, t.OpenCurly)) return beginsParts(tokens, index);
  if (is(first, t.Test)) return is(second, t.StringLiteral) || is(second, t.RawString);
  if (first && keywords.has(first.tokenType)) return is(second, t.AnyWord) || is(second, t.NumberToken) || is(second, t.OpenCurly) || is(second, t.StringLiteral);
  // A misspelt keyword: two names in a row stand nowhere in an expression.
  return is(first, t.Name) && (is(second, t.Name) || is(second, t.NumberToken)) && !is(tokens[index - 1], t.AnyWord);
}

/** `{ a, b } =`, and nothing else. */
function beginsParts(tokens: readonly IToken[], index: number): boolean {
  let at = index + 1;
  while (is(tokens[at], t.AnyWord) || is(tokens[at], t.Comma)) at++;
  return at > index + 1 && is(tokens[at], t.CloseCurly) && is(tokens[at + 1], t.Assign);
}

export const isEnd = (token: IToken): boolean => token.tokenType === EOF;

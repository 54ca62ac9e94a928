import type { IToken } from "chevrotain";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { tooDeep } from "../diagnostics/registry/syntax.ts";
import * as t from "./tokens.ts";

const deepest = 100;
const longest = 1000;
const openers = new Set([t.OpenRound, t.OpenSquare, t.OpenCurly]);
const closers = new Set([t.CloseRound, t.CloseSquare, t.CloseCurly]);
/** What makes the tree deeper by one at each sign. */
const rightward = new Set([t.Minus, t.Not, t.Power]);
const chaining = new Set([t.Plus, t.Minus, t.Times, t.Divide, t.And, t.Or, t.Default, t.Power, t.Not, t.Column]);

/** A statement that would make a tree too deep to walk is refused before it is read: by brackets, by signs in a row, or by a long chain. */
export function depthMistake(file: string, tokens: readonly IToken[]): Diagnostic | undefined {
  const chains: number[] = [0];
  let inRow = 0;
  const refuse = (token: IToken, limit: number) => diagnose(tooDeep, { file, start: token.startOffset, end: token.startOffset + token.image.length }, { limit });
  for (const token of tokens) {
    const type = token.tokenType;
    if (openers.has(type)) chains.push(0);
    else if (closers.has(type) && chains.length > 1) chains.pop();
    else if (type === t.Comma || type === t.PipeSign) chains[chains.length - 1] = 0;
    if (chains.length > deepest) return refuse(token, deepest);
    inRow = rightward.has(type) ? inRow + 1 : type === t.NumberToken || type === t.Name ? inRow : 0;
    if (inRow > deepest) return refuse(token, deepest);
    if (!chaining.has(type)) continue;
    const length = (chains[chains.length - 1] ?? 0) + 1;
    chains[chains.length - 1] = length;
    if (length > longest) return refuse(token, longest);
  }
  return undefined;
}

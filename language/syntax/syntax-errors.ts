import { MismatchedTokenException, NoViableAltException, type IRecognitionException, type IToken } from "chevrotain";
import { nearest } from "../check/suggest.ts";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { chainedComparison, foreign, misspeltKeyword, reservedName, unclosed, unexpected } from "../diagnostics/registry/syntax.ts";
import type { Span } from "./span.ts";
import { isEnd } from "./statements.ts";
import * as t from "./tokens.ts";

const closing = new Map([
  [t.OpenRound, ")"],
  [t.OpenSquare, "]"],
  [t.OpenCurly, "}"],
]);
const comparisons = new Set([t.Equal, t.Unequal, t.Less, t.AtMost, t.Greater, t.AtLeast, t.In]);
const words = ["pipeline", "param", "seed", "schema", "import"];

/** The first error of a statement in the user's words; Chevrotain's own texts are never shown. */
export function syntaxMistake(file: string, tokens: readonly IToken[], errors: readonly IRecognitionException[], whole?: Span): Diagnostic | undefined {
  const [error] = errors;
  if (!error) return undefined;
  const last = tokens.at(-1);
  // At the end of the statement the parser has a token without a place: what is missing is missing behind the last one.
  const atEnd = isEnd(error.token);
  const token = atEnd ? last : error.token;
  const span = token ? { file, start: token.startOffset, end: token.startOffset + token.image.length } : (whole ?? { file, start: 0, end: 0 });
  return atEnd ? endMistake(tokens, error, span, whole ? "the interpolation" : "the statement") : tokenMistake(tokens, error, span);
}

function endMistake(tokens: readonly IToken[], error: IRecognitionException, span: Span, whole: string): Diagnostic {
  const bracket = openBrackets(tokens).at(-1);
  if (bracket) return neverClosed(bracket, span);
  const misspelt = tokens.length === 1 ? misspeltStart(tokens, span) : undefined;
  if (misspelt) return misspelt;
  const at = { ...span, start: span.end };
  if (tokens.at(-1)?.tokenType === t.PipeSign) return diagnose(unexpected, at, { found: `${whole} ends`, wanted: "a call", hint: pipeHint });
  return diagnose(unexpected, at, { found: `${whole} ends`, wanted: wantedBy(error), hint: undefined });
}

const pipeHint = "behind `|>` stands a call: `rows |> filter(.age > 3)`";

/** The brackets that are open behind these tokens, outermost first. */
function openBrackets(tokens: readonly IToken[]): IToken[] {
  const open: IToken[] = [];
  for (const token of tokens) {
    if (closing.has(token.tokenType)) open.push(token);
    else if (isCloser(token)) open.pop();
  }
  return open;
}

const isCloser = (token: IToken): boolean => [t.CloseRound, t.CloseSquare, t.CloseCurly].includes(token.tokenType);

function neverClosed(bracket: IToken, { file }: Span): Diagnostic {
  const at = { file, start: bracket.startOffset, end: bracket.startOffset + 1 };
  return diagnose(unclosed, at, { bracket: bracket.image, closer: closing.get(bracket.tokenType) ?? ")" });
}

function tokenMistake(tokens: readonly IToken[], error: IRecognitionException, span: Span): Diagnostic {
  const { token } = error;
  const before = tokens[tokens.indexOf(token) - 1];
  const misspelt = misspeltStart(tokens, span);
  if (misspelt && (token === tokens[0] || token === tokens[1])) return misspelt;
  if (comparisons.has(token.tokenType) && tokens.slice(0, tokens.indexOf(token)).some((other) => comparisons.has(other.tokenType))) return diagnose(chainedComparison, span, {});
  if (token.tokenType === t.Assign && before && insideBrackets(tokens, token)) return diagnose(foreign, span, { written: "=", instead: `a parameter is given by a colon: \`${before.image}: …\`` });
  if (token.tokenType === t.Minus && tokens[tokens.indexOf(token) + 1]?.tokenType === t.Greater) return diagnose(foreign, span, { written: "->", instead: "a pipe is `|>`" });
  const bracket = openBrackets(tokens.slice(0, tokens.indexOf(token))).at(-1);
  // A closer of another kind, or a word that no list goes on with: the bracket before it was forgotten.
  if (bracket && (isCloser(token) ? closing.get(bracket.tokenType) !== token.image : token.tokenType === t.From)) return neverClosed(bracket, span);
  if (isWordOfTheLanguage(token)) return diagnose(reservedName, span, { word: token.image });
  if (before && token === tokens[1] && isWordOfTheLanguage(before)) return diagnose(reservedName, { ...span, start: before.startOffset, end: before.startOffset + before.image.length }, { word: before.image });
  return diagnose(unexpected, span, { found: `\`${shorten(token.image)}\` stands`, wanted: wantedBy(error), hint: hintFor(tokens, token) });
}

const shorten = (image: string) => (image.length > 40 ? `${image.slice(0, 40)}…` : image);

function isWordOfTheLanguage(token: IToken): boolean {
  const categories = token.tokenType.CATEGORIES ?? [];
  return categories.includes(t.Reserved) || (categories.includes(t.AnyWord) && !categories.includes(t.NameLike) && token.tokenType !== t.When);
}

function insideBrackets(tokens: readonly IToken[], until: IToken): boolean {
  let depth = 0;
  for (const token of tokens) {
    if (token === until) return depth > 0;
    if (closing.has(token.tokenType)) depth++;
    else if ([t.CloseRound, t.CloseSquare, t.CloseCurly].includes(token.tokenType)) depth--;
  }
  return false;
}

/** `parm x: …`: the first word is near a keyword, and is followed by what no binding has. */
function misspeltStart(tokens: readonly IToken[], span: Span): Diagnostic | undefined {
  const [first, second] = tokens;
  if (first?.tokenType !== t.Name || second?.tokenType === t.Assign) return undefined;
  const near = nearest(first.image, words);
  return near === undefined ? undefined : diagnose(misspeltKeyword, { ...span, start: first.startOffset, end: first.startOffset + first.image.length }, { word: first.image, nearest: near });
}

function hintFor(tokens: readonly IToken[], token: IToken): string | undefined {
  const before = tokens[tokens.indexOf(token) - 1];
  if (before?.tokenType === t.PipeSign) return pipeHint;
  if (token.tokenType === t.PipeSign) return "put the pipe in parentheses, or give its result a name";
  const follows = before && [t.CloseRound, t.CloseSquare, t.StringLiteral, t.NumberToken, t.Column, t.Name, t.True, t.False, t.Null].includes(before.tokenType);
  return follows && insideBrackets(tokens, token) ? "is a comma missing before it?" : undefined;
}

function wantedBy(error: IRecognitionException): string {
  const rule = error.context.ruleStack.at(-1) ?? "";
  if (error instanceof MismatchedTokenException) {
    // Chevrotain knows which token it wanted, but not in its public type.
    const expected = (error as unknown as { expecting?: unknown }).expecting ?? /-->\s*(.*?)\s*<--/.exec(error.message)?.[1];
    const label = typeof expected === "string" ? expected : undefined;
    if (label === "NameLike" || label === "AnyWord") return "a name";
    if (label?.startsWith("`") || label?.startsWith("a ")) return label;
  }
  if (error instanceof NoViableAltException && rule === "statement") return "a statement (`name = …`, or `pipeline`, `param`, `seed`, `schema`, `import`)";
  if (rule === "importing") return "a name, or names in braces";
  return error.name === "NotAllInputParsedException" ? "the end of the statement" : "a value";
}

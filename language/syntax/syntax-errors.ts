import { MismatchedTokenException, NoViableAltException, type IRecognitionException, type IToken } from "chevrotain";
import { meant, nearest } from "../diagnostics/suggest.ts";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { chainedComparison, foreign, misspeltKeyword, reservedName, unclosed, unexpected } from "../diagnostics/registry/syntax.ts";
import { unknownUnit } from "./numbers.ts";
import type { Span } from "./span.ts";
import { isEnd } from "./statements.ts";
import * as t from "./tokens.ts";

const closing = new Map([
  [t.OpenRound, ")"],
  [t.OpenSquare, "]"],
  [t.OpenCurly, "}"],
]);
const comparisons = new Set([t.Equal, t.Unequal, t.Less, t.AtMost, t.Greater, t.AtLeast, t.In]);
const words = ["pipeline", "param", "seed", "schema", "import", "fn", "test"];

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
  const misspelt = tokens.length === 1 ? (misspeltStart(tokens, span) ?? startMistake(tokens, span)) : undefined;
  if (misspelt) return misspelt;
  const at = { ...span, start: span.end };
  const before = tokens.at(-1);
  const wanted = before?.tokenType === t.PipeSign ? "a call" : wantedBy(error, tokens, tokens.length);
  const isStep = before?.tokenType === t.PipeSign || tokens.at(-2)?.tokenType === t.PipeSign;
  return diagnose(unexpected, at, { found: `${whole} ends`, wanted, hint: isStep ? pipeHint : undefined });
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
  const start = error.context.ruleStack.length === 1 && error instanceof NoViableAltException ? startMistake(tokens, span) : undefined;
  if (start) return start;
  const { token } = error;
  const index = tokens.indexOf(token);
  const before = tokens[index - 1];
  const misspelt = misspeltStart(tokens, span);
  if (misspelt && (token === tokens[0] || token === tokens[1])) return misspelt;
  if (comparisons.has(token.tokenType) && sameBrackets(tokens, index).some((other) => comparisons.has(other.tokenType))) return diagnose(chainedComparison, span, {});
  if (token.tokenType === t.Assign && before && insideBrackets(tokens, token)) return assignedArgument(tokens, index, span);
  const bracket = openBrackets(tokens.slice(0, index)).at(-1);
  // A closer of another kind, or a word that no list goes on with: the bracket before it was forgotten.
  if (bracket && (isCloser(token) ? closing.get(bracket.tokenType) !== token.image : token.tokenType === t.From)) return neverClosed(bracket, span);
  if (isWordOfTheLanguage(token) || (token.tokenType === t.When && index === 0)) return diagnose(reservedName, span, { word: token.image });
  if (before && token === tokens[1] && isWordOfTheLanguage(before)) return diagnose(reservedName, { ...span, start: before.startOffset, end: before.startOffset + before.image.length }, { word: before.image });
  return diagnose(unexpected, span, { found: `\`${shorten(token.image)}\` stands`, wanted: wantedBy(error, tokens, index), hint: hintFor(tokens, index) });
}

/** `train = 50%` in brackets: behind a name that begins an argument of a call, a colon is meant. */
function assignedArgument(tokens: readonly IToken[], index: number, span: Span): Diagnostic {
  const [call, open, name] = [tokens[index - 3], tokens[index - 2], tokens[index - 1]];
  const bracket = openBrackets(tokens.slice(0, index)).at(-1);
  const begins = open?.tokenType === t.Comma || (open === bracket && call !== undefined && isName(call));
  const isArgument = bracket?.tokenType === t.OpenRound && begins && name !== undefined && isName(name);
  const gap = tokens[index + 1]?.startOffset === span.end ? " " : "";
  const isApart = name !== undefined && span.start === name.startOffset + name.image.length + 1;
  const fixes = isArgument ? [{ title: "write `:`", edits: [{ span: { ...span, start: span.start - (isApart ? 1 : 0) }, text: `:${gap}` }] }] : [];
  return diagnose(foreign, span, { written: "=", instead: `a parameter is given by a colon: \`${name?.image}: …\`` }, { fixes });
}

const shorten = (image: string) => (image.length > 40 ? `${image.slice(0, 40)}…` : image);

function isWordOfTheLanguage(token: IToken): boolean {
  const categories = token.tokenType.CATEGORIES ?? [];
  return categories.includes(t.Reserved) || (categories.includes(t.AnyWord) && !categories.includes(t.NameLike) && token.tokenType !== t.When && token.tokenType !== t.Fn);
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
  if (near === undefined) return undefined;
  const at = { ...span, start: first.startOffset, end: first.startOffset + first.image.length };
  const sure = meant(first.image, words);
  const fixes = sure === undefined ? [] : [{ title: `write \`${sure}\``, edits: [{ span: at, text: sure }] }];
  return diagnose(misspeltKeyword, at, { word: first.image, nearest: near }, { fixes });
}

/** What is wrong right at the beginning of a statement, where the parser only knows that none of the statements fits. */
function startMistake(tokens: readonly IToken[], span: Span): Diagnostic | undefined {
  const [first, second] = tokens;
  if (!first || second?.tokenType === t.Assign || !isName(first) || misspeltStart(tokens, span)) return undefined;
  const { file } = span;
  const at = second ? { file, start: second.startOffset, end: second.startOffset + second.image.length } : { file, start: first.startOffset + first.image.length, end: first.startOffset + first.image.length };
  const found = second ? `\`${shorten(second.image)}\` stands` : "the statement ends";
  const wanted = wantedBehind.get(first.tokenType) ?? "`=`";
  return diagnose(unexpected, at, { found, wanted, hint: startHint(first, second) });
}

const wantedBehind = new Map([
  [t.Pipeline, "a name"],
  [t.Param, "a name"],
  [t.SchemaWord, "a name"],
  [t.Seed, "a number"],
  [t.Import, "a name, or names in braces,"],
  [t.Test, "the test's name in quotes"],
]);

function startHint(first: IToken, second: IToken | undefined): string | undefined {
  if (wantedBehind.has(first.tokenType)) return undefined;
  if (second?.tokenType === t.Comma) return "names for the parts of a value stand in braces: `{ train, test } = …`";
  if (second?.tokenType === t.Column || second?.tokenType === t.OpenSquare) return "a binding names a whole value by one word";
  if (second?.tokenType === t.OpenRound) return "a value needs a name: `x = …`";
  return "a statement is `name = …`, or begins with `pipeline`, `param`, `seed`, `schema`, `import`, `fn` or `test`";
}

/** The tokens before one, back to the bracket or comma that its expression begins at. */
function sameBrackets(tokens: readonly IToken[], until: number): IToken[] {
  const own: IToken[] = [];
  let depth = 0;
  for (let at = until - 1; at >= 0; at--) {
    const token = tokens[at];
    if (!token) break;
    if (isCloser(token)) depth++;
    else if (closing.has(token.tokenType) && --depth < 0) break;
    if (depth > 0) continue;
    if ([t.Comma, t.And, t.Or, t.PipeSign, t.When].includes(token.tokenType)) break;
    own.push(token);
  }
  return own;
}

const isName = ({ tokenType }: IToken): boolean => (tokenType.CATEGORIES ?? []).includes(t.NameLike);
const operandEnds = [t.CloseRound, t.CloseSquare, t.StringLiteral, t.RawString, t.NumberToken, t.Column, t.True, t.False, t.Null];

function hintFor(tokens: readonly IToken[], index: number): string | undefined {
  const [before, token] = [tokens[index - 1], tokens[index]];
  if (before?.tokenType === t.PipeSign || (before && tokens[index - 2]?.tokenType === t.PipeSign && isName(before))) return pipeHint;
  if (token?.tokenType === t.PipeSign) return "put the pipe in parentheses, or give its result a name";
  if (token?.tokenType === t.Optional) return "`??` says what counts where a value is absent; `when` gates a node on a condition";
  if (token?.tokenType === t.Minus && tokens[index + 1]?.tokenType === t.Minus) return "comments are `// …`";
  const opener = openBrackets(tokens.slice(0, index)).at(-1);
  if (tokens[0]?.tokenType === t.Param && token?.tokenType === t.Assign && index === 2) return "a param has a type: `param limit: float = 0.5`";
  const inSchema = tokens[0]?.tokenType === t.SchemaWord && opener !== undefined && opener === tokens[2] ? schemaHint(tokens, index) : undefined;
  if (inSchema !== undefined) return inSchema;
  const follows = before && (operandEnds.includes(before.tokenType) || isName(before));
  if (!follows) return undefined;
  if (token?.tokenType === t.OpenRound && before.tokenType !== t.Name) return "only a name can be called: `f(x)`";
  if (before.tokenType === t.NumberToken && token && isName(token) && unknownUnit(`1${token.image}`) === undefined) return `a unit stands right behind its number: \`${shorten(before.image)}${shorten(token.image)}\``;
  return opener && token && !isCloser(token) ? "is a comma missing before it?" : undefined;
}

/** What stands between the commas of a schema is a column, a key or a rule. */
function schemaHint(tokens: readonly IToken[], index: number): string | undefined {
  const [first, before, token] = [tokens[index - 2], tokens[index - 1], tokens[index]];
  const begins = first?.tokenType === t.OpenCurly || first?.tokenType === t.Comma;
  const key = "columns that together stand in no two rows are `unique(.a, .b)`, behind a comma";
  if (!before || !isName(before)) return undefined;
  if (begins && token && (token.tokenType === t.Colon || isName(token))) return `a field is a column: \`.${shorten(before.image)}: …\``;
  if (begins) return nearest(before.image, ["unique"]) === undefined ? "what holds for each row is `expect .ended >= .started`" : key;
  if (token?.tokenType === t.OpenRound) return key;
  return before.tokenType === t.Expect ? "is a comma missing before `expect`?" : undefined;
}

function wantedBy(error: IRecognitionException, tokens: readonly IToken[], index: number): string {
  const rule = error.context.ruleStack.at(-1) ?? "";
  const before = tokens[index - 1];
  // Where an item of a list may stand, the parser wants the end of the list.
  if (before && tokens[index]?.tokenType === t.Comma && (before.tokenType === t.Comma || closing.has(before.tokenType))) return "a value";
  if (rule === "schema" && (before?.tokenType === t.OpenCurly || before?.tokenType === t.Comma)) return "a column, `unique(…)` or `expect …`";
  if (rule === "testing" && index > 2) return "`given`, `expect` or `}`";
  if (error instanceof MismatchedTokenException) {
    // Chevrotain knows which token it wanted, but not in its public type.
    const expected = /-->\s*(.*?)\s*<--/.exec(error.message)?.[1];
    if (expected === "NameLike" || expected === "AnyWord") return "a name";
    if (expected?.startsWith("`") || expected?.startsWith("a ")) return expected;
  }
  if (error instanceof NoViableAltException && rule === "statement") return "a statement (`name = …`, or `pipeline`, `param`, `seed`, `schema`, `import`, `fn`, `test`)";
  if (rule === "importing") return before?.tokenType === t.From ? "a string" : "a name, or names in braces,";
  return error.name === "NotAllInputParsedException" ? "the end of the statement" : "a value";
}

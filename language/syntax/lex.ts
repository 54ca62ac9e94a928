import { Lexer, type IToken } from "chevrotain";
import { nearest } from "../check/suggest.ts";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { foreign, unclosedString, unexpectedCharacter, unknownUnit as unknownUnitKind } from "../diagnostics/registry/syntax.ts";
import { unknownUnit, units } from "./numbers.ts";
import type { Span } from "./span.ts";
import { allTokens, NumberToken } from "./tokens.ts";

let lexer: Lexer | undefined;

export interface Lexed {
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  /** At most one for each place; they belong to the statement they stand in. */
  readonly mistakes: readonly Diagnostic[];
}

/** Spellings of other languages, longest first, with what stands for them here. */
const foreignSpellings: readonly (readonly [string, string])[] = [
  ["&&", "write `and`"],
  ["||", "write `or`"],
  ["=>", "a pipe is `|>`, a parameter is given by `name: value`"],
  ["/*", "comments are `// …`, to the end of the line"],
  ["|", "a pipe is `|>`"],
  ["&", "write `and`"],
  ["!", "write `not`"],
  ["'", 'strings stand in double quotes: "…"'],
  ["`", "backticks name a column, behind a dot: .`Beak Length (mm)`"],
  ["#", "comments are `// …`"],
  [";", "statements need no sign between them"],
  ["%", "`%` stands right behind a number: `80%`"],
  [".", "a column is a dot and its name; a number begins with a digit: `0.5`"],
  ["$", "a param is named without a sign"],
  ["@", "a version is named in a string: `\"churn@champion\"`"],
];

/** Cuts a text into tokens. `offset` shifts all places, for the inside of a string. */
export function lex(file: string, text: string, offset = 0): Lexed {
  lexer ??= new Lexer([...allTokens], { positionTracking: "onlyOffset", ensureOptimizations: false, skipValidations: false });
  const result = lexer.tokenize(text);
  const comments = result.groups["comments"] ?? [];
  for (const token of [...result.tokens, ...comments]) shift(token, offset);
  const span = (start: number, end: number): Span => ({ file, start, end });
  const mistakes: Diagnostic[] = [];
  for (const error of result.errors) {
    const at = error.offset + offset;
    const rest = text.slice(error.offset, error.offset + Math.max(1, error.length));
    mistakes.push(...characterMistakes(rest, at, span));
  }
  for (const token of result.tokens) {
    if (token.tokenType !== NumberToken) continue;
    const unit = unknownUnit(token.image);
    if (unit === undefined) continue;
    const end = token.startOffset + token.image.length;
    const near = /^min/.test(unit) ? "m" : /^(sec|s)/.test(unit) ? "s" : /^(hour|hr)/.test(unit) ? "h" : /^day/.test(unit) ? "d" : nearest(unit, units);
    mistakes.push(diagnose(unknownUnitKind, span(end - unit.length, end), { unit, hint: near ? `did you mean \`${near}\`?` : "units are % ms s m h d w B KB MB GB TB" }));
  }
  return { tokens: result.tokens, comments, mistakes };
}

function shift(token: IToken, offset: number): void {
  token.startOffset += offset;
  token.endOffset = token.startOffset + token.image.length - 1;
}

function characterMistakes(rest: string, at: number, span: (start: number, end: number) => Span): Diagnostic[] {
  if (rest.startsWith('"') || rest.startsWith('r"')) {
    const line = rest.indexOf("\n");
    return [diagnose(unclosedString, span(at, at + (line < 0 ? rest.length : line)), {})];
  }
  const known = foreignSpellings.find(([written]) => rest.startsWith(written));
  if (known) return [diagnose(foreign, span(at, at + known[0].length), { written: known[0], instead: known[1] })];
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0xfffd);
  return [diagnose(unexpectedCharacter, span(at, at + character.length), { character })];
}

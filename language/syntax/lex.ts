import { Lexer, type IToken } from "chevrotain";
import { nearest } from "../diagnostics/suggest.ts";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { unexpectedCharacter, unkeptNumber, unknownUnit as unknownUnitKind } from "../diagnostics/registry/syntax.ts";
import { readNumber, unknownUnit, units } from "./numbers.ts";
import type { Span } from "./span.ts";
import { allTokens, NumberToken } from "./tokens.ts";
import { troubleOf, type Trouble } from "./troubles.ts";

let lexer: Lexer | undefined;

export interface Lexed {
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  /** In the order of their places. */
  readonly mistakes: readonly Trouble[];
}

/** Cuts a text into tokens. `offset` shifts all places, for the inside of a string. */
export function lex(file: string, text: string, offset = 0): Lexed {
  lexer ??= new Lexer([...allTokens], { positionTracking: "onlyOffset", ensureOptimizations: true, skipValidations: true });
  const result = lexer.tokenize(text);
  const { comments = [], troubles = [] } = result.groups;
  for (const token of [...result.tokens, ...comments, ...troubles]) shift(token, offset);
  const mistakes: Trouble[] = troubles.map((token) => troubleOf(token.image, spanOf(file, token), text, token.startOffset - offset));
  const tell = (span: Span, diagnostic: Diagnostic) => mistakes.push({ diagnostic, span, harmless: false });
  for (const error of result.errors) {
    const character = String.fromCodePoint(text.codePointAt(error.offset) ?? 0xfffd);
    const span = { file, start: error.offset + offset, end: error.offset + offset + character.length };
    tell(span, diagnose(unexpectedCharacter, span, { character }));
  }
  for (const token of result.tokens) {
    if (token.tokenType === NumberToken) numberMistake(file, token, tell);
  }
  mistakes.sort((a, b) => a.span.start - b.span.start);
  return { tokens: result.tokens, comments, mistakes };
}

export function shift(token: IToken, offset: number): void {
  token.startOffset += offset;
  token.endOffset = token.startOffset + token.image.length - 1;
}

const spanOf = (file: string, token: IToken): Span => ({ file, start: token.startOffset, end: token.startOffset + token.image.length });

function numberMistake(file: string, token: IToken, tell: (span: Span, diagnostic: Diagnostic) => void): void {
  const span = spanOf(file, token);
  const unit = unknownUnit(token.image);
  if (unit !== undefined) {
    const at = { ...span, start: span.end - unit.length };
    const near = nearestUnit(unit);
    const meant = spelledOut(unit);
    const fixes = meant === undefined ? [] : [{ title: `write \`${meant}\``, edits: [{ span: at, text: meant }] }];
    tell(at, diagnose(unknownUnitKind, at, { unit, hint: near ? `did you mean \`${near}\`?` : "units are % ms s m h d w B KB MB GB TB" }, { fixes }));
    return;
  }
  const { value, unit: read } = readNumber(token.image);
  if (!Number.isFinite(value)) tell(span, diagnose(unkeptNumber, span, { written: token.image, kept: "the largest number is about 1.8e308" }));
  else if (read === "int" && !Number.isSafeInteger(value)) tell(span, diagnose(unkeptNumber, span, { written: token.image, kept: "integers are exact up to 9007199254740991; write an identifier as a string" }));
}

const longUnits: readonly (readonly [RegExp, string])[] = [
  [/^min/, "m"],
  [/^(?:milli|msec)/, "ms"],
  [/^sec/, "s"],
  [/^(?:hour|hr)/, "h"],
  [/^day/, "d"],
  [/^week/, "w"],
  [/^[kK]$/, "KB"],
  [/^[gG]$/, "GB"],
];

/** A unit that is written out, or in another case: that it is meant is certain. */
function spelledOut(unit: string): string | undefined {
  const long = /^(?:mins?|minutes?|secs?|seconds?|hours?|hrs?|days?|weeks?|millis|milliseconds?|msecs?)$/.test(unit) ? nearestUnit(unit) : undefined;
  return long ?? units.find((known) => known.toLowerCase() === unit.toLowerCase() && known.endsWith("B"));
}

/** Of one letter nothing can be guessed but its case. */
function nearestUnit(unit: string): string | undefined {
  const long = longUnits.find(([written]) => written.test(unit));
  if (long) return long[1];
  return unit.length === 1 ? units.find((known) => known.toLowerCase() === unit.toLowerCase()) : nearest(unit, units.filter((known) => known.length > 1));
}

import type { IToken } from "chevrotain";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { unknownEscape } from "../diagnostics/registry/syntax.ts";
import type { Expression, Identifier, SourceFile, Statement } from "./ast.ts";
import { grammarFor } from "./grammar.ts";
import { lex } from "./lex.ts";
import { depthMistake } from "./limits.ts";
import type { Span } from "./span.ts";
import { cutStatements, type StatementTokens } from "./statements.ts";
import { stringPieces } from "./strings.ts";
import { syntaxMistake } from "./syntax-errors.ts";
import * as t from "./tokens.ts";

export interface Comment {
  readonly text: string;
  readonly span: Span;
}

export interface Parsed {
  readonly ast: SourceFile;
  /** At most one for each statement. */
  readonly diagnostics: readonly Diagnostic[];
  readonly comments: readonly Comment[];
  /** One for each statement of the text, also for those that could not be read. */
  readonly statements: readonly ParsedStatement[];
}

export interface ParsedStatement {
  readonly span: Span;
  readonly statement: Statement | undefined;
}

/** Reads a file. Never throws: what cannot be read is told, statement by statement. */
export function parse(file: string, text: string): Parsed {
  const { tokens, comments, mistakes } = lex(file, text);
  const diagnostics: Diagnostic[] = [];
  const statements = cutStatements(text, tokens).map((part): ParsedStatement => {
    const span = { file, start: part.start, end: part.end };
    const own = mistakes.filter(({ span: at }) => at && at.start >= part.start && at.start <= part.end);
    const reader = new StatementReader(file, text, docBefore(text, comments, part.start));
    const { statement, mistake } = reader.read(part);
    const told = own[0] ?? reader.mistakes[0] ?? mistake;
    if (told) diagnostics.push(told);
    return { span, statement: told && statement ? withoutValue(statement, told) : (statement ?? remains(part, file)) };
  });
  // What the lexer could not read before, between and behind statements.
  for (const mistake of mistakes) {
    const at = mistake.span?.start ?? 0;
    if (!statements.some(({ span }) => at >= span.start && at <= span.end)) diagnostics.push(mistake);
  }
  return {
    ast: { kind: "file", file, statements: statements.map(({ statement }) => statement).filter((statement) => statement !== undefined) },
    diagnostics,
    comments: comments.map((comment) => ({ text: comment.image.replace(/\s+$/, ""), span: { file, start: comment.startOffset, end: comment.startOffset + comment.image.length } })),
    statements,
  };
}

/** Reads one statement, and the expressions inside its strings. */
class StatementReader {
  readonly mistakes: Diagnostic[] = [];
  readonly #file: string;
  readonly #text: string;
  readonly #doc: string | undefined;
  #depth = 0;

  constructor(file: string, text: string, doc: string | undefined) {
    this.#file = file;
    this.#text = text;
    this.#doc = doc;
  }

  read({ tokens }: StatementTokens): { statement?: Statement; mistake?: Diagnostic } {
    const deep = depthMistake(this.#file, tokens);
    if (deep) return { mistake: deep };
    const strings: { token: IToken; parts: Extract<Expression, { kind: "string" }>["parts"] }[] = [];
    // The grammar is one object: strings are read after the statement that holds them.
    const grammar = grammarFor(tokens, {
      file: this.#file,
      doc: this.#doc,
      text: (token) => {
        const parts: (string | Expression)[] = [];
        strings.push({ token, parts });
        return { kind: "string", parts, span: this.#spanOf(token) };
      },
    });
    const statement = grammar.statement();
    const mistake = syntaxMistake(this.#file, tokens, grammar.errors);
    for (const { token, parts } of strings) (parts as (string | Expression)[]).push(...this.#string(token));
    return mistake ? { mistake } : { statement };
  }

  #spanOf(token: IToken): Span {
    return { file: this.#file, start: token.startOffset, end: token.startOffset + token.image.length };
  }

  #string(token: IToken): (string | Expression)[] {
    const { pieces, mistakes } = stringPieces(token.image, token.startOffset);
    for (const { start, end, escape } of mistakes) this.mistakes.push(diagnose(unknownEscape, { file: this.#file, start, end }, { escape }));
    return pieces.map((piece) => ("text" in piece ? piece.text : this.#hole(piece.start, piece.end)));
  }

  /** The expression in `${…}`. */
  #hole(start: number, end: number): Expression {
    const span = { file: this.#file, start, end };
    const { tokens, mistakes } = lex(this.#file, this.#text.slice(start, end), start);
    this.mistakes.push(...mistakes);
    const deep = this.#depth > 20 ? undefined : depthMistake(this.#file, tokens);
    if (deep) this.mistakes.push(deep);
    if (deep || mistakes.length > 0 || this.#depth > 20) return { kind: "missing", span };
    const strings: { token: IToken; parts: (string | Expression)[] }[] = [];
    const grammar = grammarFor(tokens, {
      file: this.#file,
      doc: undefined,
      text: (token) => {
        const parts: (string | Expression)[] = [];
        strings.push({ token, parts });
        return { kind: "string", parts, span: this.#spanOf(token) };
      },
    });
    const expression = grammar.expression();
    const mistake = syntaxMistake(this.#file, tokens, grammar.errors, span);
    this.#depth++;
    for (const { token, parts } of strings) parts.push(...this.#string(token));
    this.#depth--;
    if (mistake) this.mistakes.push(mistake);
    return mistake || !expression ? { kind: "missing", span } : expression;
  }
}

/** A statement with a mistake in it keeps its names, so that they are known elsewhere; its value is not looked at. */
function withoutValue(statement: Statement, told: Diagnostic): Statement {
  if (statement.kind !== "binding") return statement;
  const { when: _, ...rest } = statement;
  return { ...rest, value: { kind: "missing", span: told.span ?? statement.value.span } };
}

/** What a statement that could not be read declares all the same. */
function remains({ tokens, start, end }: StatementTokens, file: string): Statement | undefined {
  const span = { file, start, end };
  const identifier = (token: IToken): Identifier => ({ text: token.image, span: { file, start: token.startOffset, end: token.startOffset + token.image.length } });
  const sign = tokens.findIndex((token) => token.tokenType === t.Assign);
  const head = sign < 0 ? [] : tokens.slice(0, sign);
  const names = head.filter((token) => token.tokenType === t.Name || (token.tokenType.CATEGORIES ?? []).includes(t.NameLike));
  const parts = head[0]?.tokenType === t.OpenCurly;
  const value: Expression = { kind: "missing", span };
  if (tokens[0]?.tokenType === t.Param && tokens[1]) {
    return { kind: "param", name: identifier(tokens[1]), type: { name: { text: "error", span }, args: [], optional: false, span }, span };
  }
  if (names.length === 0 || (!parts && head.length !== 1)) return undefined;
  return { kind: "binding", names: names.map(identifier), parts, value, span };
}

/** The `///` lines right in front of a declaration. */
function docBefore(text: string, comments: readonly IToken[], start: number): string | undefined {
  const lines: string[] = [];
  let below = start;
  for (let index = lastBefore(comments, start); index >= 0; index--) {
    const comment = comments[index];
    if (!comment?.image.startsWith("///")) break;
    const gap = text.slice(comment.startOffset + comment.image.length, below);
    if (gap.trim() !== "" || gap.split("\n").length > 2) break;
    lines.unshift(comment.image.slice(3).replace(/^ /, "").trimEnd());
    below = comment.startOffset;
  }
  return lines.length > 0 ? lines.join("\n") : undefined;
}

function lastBefore(comments: readonly IToken[], offset: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.startOffset ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

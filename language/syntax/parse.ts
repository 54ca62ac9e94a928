import type { IToken } from "chevrotain";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { stringNotPlain, unexpected, unknownEscape } from "../diagnostics/registry/syntax.ts";
import { nthAddress, type Piece } from "./addresses.ts";
import type { Expression, Identifier, SourceFile, Statement } from "./ast.ts";
import { blame } from "./blame.ts";
import { withCertainFixes } from "./certain.ts";
import { grammarFor } from "./grammar.ts";
import { lex, shift } from "./lex.ts";
import { depthMistake } from "./limits.ts";
import type { Span } from "./span.ts";
import { cutStatements, type StatementTokens } from "./statements.ts";
import { stringPieces, type HolePiece } from "./strings.ts";
import { syntaxMistake } from "./syntax-errors.ts";
import * as t from "./tokens.ts";
import type { Trouble } from "./troubles.ts";

export interface Comment {
  readonly text: string;
  readonly span: Span;
}

/** The comment that a token holds, without blanks at its end. */
export function commentOf(file: string, { image, startOffset }: IToken): Comment {
  return { text: image.trimEnd(), span: { file, start: startOffset, end: startOffset + image.length } };
}

export interface Parsed {
  readonly ast: SourceFile;
  /** At most one for each statement, and one for each place between statements that cannot be read. */
  readonly diagnostics: readonly Diagnostic[];
  readonly comments: readonly Comment[];
  /** One for each statement of the text, also for those that could not be read. */
  readonly statements: readonly ParsedStatement[];
  readonly tokens: readonly IToken[];
}

export interface ParsedStatement {
  readonly span: Span;
  readonly statement: Statement | undefined;
}

/** Reads a file. Never throws: what cannot be read is told, statement by statement. */
export function parse(file: string, text: string): Parsed {
  return readFile(file, text, (part) => ({ part }));
}

/** What the statements of the last version of a text were read as, by what is written, and how many were read in all versions. */
export interface ReadStatements {
  readonly byText: ReadonlyMap<string, readonly ReadStatement[]>;
  readonly count: number;
}

export const nothingRead: ReadStatements = { byText: new Map(), count: 0 };

interface ReadStatement extends Read<Statement> {
  readonly address: number;
}

export interface ParsedAgain {
  readonly parsed: Parsed;
  readonly pieces: readonly Piece[];
  readonly read: ReadStatements;
}

/** Reads a file at addresses (see `addresses.ts`); a statement that was read before is the same object again. */
export function parseAgain(file: string, text: string, earlier: ReadStatements): ParsedAgain {
  const left = new Map([...earlier.byText].map(([written, list]) => [written, [...list]]));
  const byText = new Map<string, ReadStatement[]>();
  let { count } = earlier;
  const pieces: Piece[] = [];
  const parsed = readFile(file, text, (part, comments) => {
    const written = `${docBefore(text, comments, part.start) ?? ""}\0${text.slice(part.start, part.end)}`;
    const known = left.get(written)?.shift();
    const address = known?.address ?? nthAddress(++count);
    const piece = { address, start: part.start, end: part.end };
    pieces.push(piece);
    if (!known?.node) for (const token of part.tokens) shift(token, address - part.start);
    return {
      part: { tokens: part.tokens, start: address, end: address + part.end - part.start },
      ...(known && { known }),
      keep: (own) => {
        const list = byText.get(written);
        if (list) list.push({ ...own, address });
        else byText.set(written, [{ ...own, address }]);
      },
    };
  });
  return { parsed, pieces, read: { byText, count } };
}

/** A statement where it is read, and how it was read before. */
interface Placed {
  readonly part: StatementTokens;
  readonly known?: Read<Statement>;
  readonly keep?: (read: Read<Statement>) => void;
}

function readFile(file: string, text: string, place: (part: StatementTokens, comments: readonly IToken[]) => Placed): Parsed {
  const { tokens, comments, mistakes } = lex(file, text);
  const parts = cutStatements(text, tokens);
  const { within, between } = blame(text, parts, mistakes);
  const diagnostics = (between[0] ?? []).map(toldAlone);
  const statements = parts.map((written, index): ParsedStatement => {
    const own = certain(file, text, written, within[index] ?? []);
    const behind = between[index + 1] ?? [];
    const { part, known, keep } = place(written, comments);
    const read = known ?? new Reader(file, text, comments, part.start - written.start).statement(part);
    keep?.(read);
    const { node: statement, mistake } = read;
    const told = own[0]?.diagnostic ?? mistake;
    if (told) diagnostics.push(told);
    // A statement that breaks off goes on at what could not be read on the next lines: that is one mistake.
    diagnostics.push(...behind.filter(({ harmless }) => harmless || !mistake).map(toldAlone));
    const isSound = !mistake && own.every(({ harmless }) => harmless);
    const kept = isSound || !statement ? statement : withoutValue(statement, told);
    return { span: { file, start: part.start, end: part.end }, statement: kept ?? remains(part, file) };
  });
  return {
    ast: { kind: "file", file, statements: statements.map(({ statement }) => statement).filter((statement) => statement !== undefined) },
    diagnostics,
    comments: comments.map((token) => commentOf(file, token)),
    statements,
    tokens,
  };
}

/** What stands on lines of its own says nothing there, however it is spelt. */
const toldAlone = ({ diagnostic, harmless }: Trouble): Diagnostic => (harmless ? diagnostic : { ...diagnostic, fixes: [] });

/** The mistakes of the lexer in a statement and on its lines. */
function certain(file: string, text: string, { start, end }: StatementTokens, own: readonly Trouble[]): readonly Trouble[] {
  const from = Math.min(start, own[0]?.span.start ?? start);
  const to = Math.max(end, own.at(-1)?.span.end ?? end);
  return own.length === 0 ? own : withCertainFixes(own, text.slice(from, to), from, (mended) => canBeRead(file, mended));
}

const canBeRead = (file: string, text: string): boolean => lex(file, text).mistakes.length === 0 && parse(file, text).diagnostics.length === 0;

interface Read<Node> {
  /** Also where there is a mistake inside one of its strings. */
  readonly node?: Node;
  readonly mistake?: Diagnostic;
}

/** Reads a statement, and the expressions inside its strings. */
class Reader {
  readonly #file: string;
  readonly #text: string;
  /** From a place in the text to its address. */
  readonly #moved: number;
  readonly #comments: readonly IToken[];

  constructor(file: string, text: string, comments: readonly IToken[], moved: number) {
    this.#file = file;
    this.#text = text;
    this.#comments = comments;
    this.#moved = moved;
  }

  statement({ tokens }: StatementTokens): Read<Statement> {
    const read = this.#read(tokens, (grammar) => grammar.statement());
    const plain = read.node?.kind === "import" ? read.node.from : read.node?.kind === "test" ? read.node.name : undefined;
    const isText = plain && this.#text[plain.span.start - this.#moved] === '"';
    if (plain && isText && /[\\$]/.test(plain.text)) return { mistake: diagnose(stringNotPlain, plain.span, { what: read.node?.kind === "test" ? "the name of a test" : "the path of an import" }) };
    const seed = read.node?.kind === "seed" ? read.node.value : undefined;
    if (!seed || seed.unit === "int") return read;
    return { mistake: diagnose(unexpected, seed.span, { found: `\`${seed.text}\` stands`, wanted: "a whole number", hint: undefined }) };
  }

  /** `hole`: the place of the interpolation that is read. */
  #read<Node>(tokens: readonly IToken[], rule: (grammar: ReturnType<typeof grammarFor>) => Node, hole?: Span): Read<Node> {
    const deep = depthMistake(this.#file, tokens);
    if (deep) return { mistake: deep };
    const strings: { readonly token: IToken; readonly parts: (string | Expression)[] }[] = [];
    // The grammar is one object: strings are read after what holds them.
    const grammar = grammarFor(tokens, {
      file: this.#file,
      docBefore: (offset) => docBefore(this.#text, this.#comments, offset - this.#moved),
      text: (token) => {
        const parts: (string | Expression)[] = [];
        strings.push({ token, parts });
        return { kind: "string", parts, span: { file: this.#file, start: token.startOffset, end: token.startOffset + token.image.length } };
      },
    });
    const node = rule(grammar);
    const mistake = syntaxMistake(this.#file, tokens, grammar.errors, hole);
    if (mistake) return { mistake };
    const mistakes = strings.flatMap(({ token, parts }) => this.#string(token, parts));
    return { node, ...(mistakes[0] && { mistake: mistakes[0] }) };
  }

  /** Fills in the parts of a string literal; gives what is wrong in them. */
  #string(token: IToken, parts: (string | Expression)[]): Diagnostic[] {
    const { pieces, mistakes } = stringPieces(token.image, token.startOffset);
    const told = mistakes.map(({ start, end, escape }) => diagnose(unknownEscape, { file: this.#file, start, end }, { escape }));
    for (const piece of pieces) {
      if ("text" in piece) parts.push(piece.text);
      else {
        const { node, mistake } = this.#hole(piece);
        parts.push(node);
        if (mistake) told.push(mistake);
      }
    }
    return told;
  }

  /** The expression in `${…}`. */
  #hole({ start, end }: HolePiece): { readonly node: Expression; readonly mistake?: Diagnostic } {
    const span = { file: this.#file, start, end };
    const missing: Expression = { kind: "missing", span };
    const written = this.#text.slice(start - this.#moved, end - this.#moved);
    const { tokens, mistakes } = lex(this.#file, written, start);
    const { node, mistake } = this.#read(tokens, (grammar) => grammar.expression(), span);
    const [first] = withCertainFixes(mistakes, written, start, (mended) => canBeRead(this.#file, `hole = (${mended})`));
    const told = first?.diagnostic ?? mistake;
    return told ? { node: missing, mistake: told } : { node: node ?? missing };
  }
}

/** A statement with a mistake in it keeps its names, so that they are known elsewhere; its value is not looked at. */
function withoutValue(statement: Statement, told: Diagnostic | undefined): Statement {
  if (statement.kind !== "binding") return statement;
  const { when: _, ...rest } = statement;
  return { ...rest, value: { kind: "missing", span: told?.span ?? statement.value.span } };
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

import { isUtf8 } from "node:buffer";

/** How the records of a text are told apart; all in UTF-8 whose bytes are letters. `quote` may be empty: then nothing is quoted. */
export interface RecordSyntax {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
}

/** A record, from where it begins to where the next one does. `problem` says why its fields cannot be told. */
export interface TextRecord {
  readonly fields: readonly string[];
  /** As it stands in the file, without the end of its line. */
  readonly raw: string;
  /** From 1, where it begins. */
  readonly line: number;
  readonly problem?: string;
}

/** A quoted value that is not closed within so many bytes is taken for a quote too many. */
const longestValue = 64 << 20;

/**
 * The records of a text, in order. Lines without anything are left out, unless `keepsBlank`. A record with a quote that is not closed,
 * or with text behind a closed one, is its first line only: what stands on the next line is read as if it began there.
 */
export async function* recordsIn(content: AsyncIterable<string>, syntax: RecordSyntax, keepsBlank: boolean): AsyncGenerator<TextRecord> {
  const records = new Records(syntax, keepsBlank);
  for await (const chunk of content) yield* records.take(chunk, false);
  yield* records.take("", true);
}

/** Cuts records off a text that comes in chunks. */
export class Records {
  readonly #syntax: RecordSyntax;
  readonly #keepsBlank: boolean;
  readonly #bareEnd: RegExp;
  #text = "";
  #line = 1;

  constructor(syntax: RecordSyntax, keepsBlank: boolean) {
    this.#syntax = syntax;
    this.#keepsBlank = keepsBlank;
    this.#bareEnd = new RegExp(`${syntax.delimiter.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}|[\r\n]`, "g");
  }

  *take(chunk: string, isEnd: boolean): Generator<TextRecord> {
    const text = this.#text + chunk;
    let at = 0;
    while (at < text.length) {
      const scan = scanRecord(text, at, { ...this.#syntax, bareEnd: this.#bareEnd, isEnd });
      if (!scan) break;
      const raw = text.slice(at, scan.end);
      const line = this.#line;
      this.#line += linesIn(raw) + 1;
      at = scan.next;
      if (raw === "" && !this.#keepsBlank) continue;
      const problem = scan.problem ?? (isUtf8(Buffer.from(raw, "latin1")) ? undefined : notUtf8);
      yield { fields: scan.fields, raw, line, ...(problem !== undefined && { problem }) };
    }
    this.#text = text.slice(at);
  }
}

export const notUtf8 = "has bytes that are not UTF-8";

interface Scanning extends RecordSyntax {
  /** Finds where a value without quotes ends. */
  readonly bareEnd: RegExp;
  /** No more of the text will come. */
  readonly isEnd: boolean;
}

interface Scan {
  readonly fields: readonly string[];
  readonly end: number;
  readonly next: number;
  readonly problem?: string;
}

/** One record; `undefined` where more of the text is needed to tell where it ends. */
function scanRecord(text: string, start: number, syntax: Scanning): Scan | undefined {
  const { isEnd } = syntax;
  const fields: string[] = [];
  let at = start;
  for (;;) {
    const quoted = quoteAt(text, at, syntax);
    const field = quoted === undefined ? bareField(text, at, syntax) : quotedField(text, quoted, syntax);
    if (field.kind === "open" || field.kind === "torn") {
      if (field.kind === "open" && !isEnd && text.length - start < longestValue) return undefined;
      return firstLine(text, start, isEnd, field.kind === "open" ? "has a quote that is not closed" : "has text behind a closed quote");
    }
    // An end of line may go on in what is not read yet.
    if (!isEnd && field.end >= text.length - syntax.delimiter.length) return undefined;
    fields.push(field.value);
    if (text.startsWith(syntax.delimiter, field.end)) at = field.end + syntax.delimiter.length;
    else return { fields, end: field.end, next: behindLine(text, field.end) };
  }
}

function firstLine(text: string, start: number, isEnd: boolean, problem: string): Scan | undefined {
  const end = lineEnd(text, start);
  if (!isEnd && end >= text.length - 1) return undefined;
  return { fields: [], end, next: behindLine(text, end), problem };
}

type Field = { readonly kind: "whole"; readonly value: string; readonly end: number } | { readonly kind: "open" } | { readonly kind: "torn" };

/** Where a quoted value begins, behind blanks at most. */
function quoteAt(text: string, at: number, { quote }: RecordSyntax): number | undefined {
  if (quote === "") return undefined;
  let behind = at;
  while (text[behind] === " ") behind++;
  return text.startsWith(quote, behind) ? behind + quote.length : undefined;
}

function bareField(text: string, at: number, { bareEnd }: Scanning): Field {
  bareEnd.lastIndex = at;
  const end = bareEnd.exec(text)?.index ?? text.length;
  return { kind: "whole", value: text.slice(at, end), end };
}

function quotedField(text: string, start: number, { delimiter, quote, escape }: RecordSyntax): Field {
  let value = "";
  let at = start;
  for (;;) {
    const close = text.indexOf(quote, at);
    const escaped = escape === quote ? -1 : text.indexOf(escape, at);
    if (escaped >= 0 && (close < 0 || escaped < close)) {
      if (escaped + 1 >= text.length) return { kind: "open" };
      value += text.slice(at, escaped) + text.charAt(escaped + 1);
      at = escaped + 2;
      continue;
    }
    if (close < 0) return { kind: "open" };
    value += text.slice(at, close);
    at = close + quote.length;
    if (escape !== quote || !text.startsWith(quote, at)) break;
    value += quote;
    at += quote.length;
  }
  while (text[at] === " ") at++;
  const ends = at >= text.length || text[at] === "\n" || text[at] === "\r" || text.startsWith(delimiter, at);
  return ends ? { kind: "whole", value, end: at } : { kind: "torn" };
}

const lineBreak = /[\r\n]/g;

function lineEnd(text: string, from: number): number {
  lineBreak.lastIndex = from;
  return lineBreak.exec(text)?.index ?? text.length;
}

const behindLine = (text: string, end: number): number => (text.startsWith("\r\n", end) ? end + 2 : Math.min(end + 1, text.length));

function linesIn(raw: string): number {
  return /[\r\n]/.test(raw) ? (raw.match(/\r\n|\r|\n/g)?.length ?? 0) : 0;
}

/** What a text of letters that are bytes says. */
export const textOf = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");
/** The bytes of a text as letters. */
export const bytesOf = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

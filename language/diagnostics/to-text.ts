import { LineMap, type Span } from "../syntax/span.ts";
import type { Diagnostic, Fix, Severity } from "./diagnostic.ts";

type Paint = (text: string) => string;

/** How the parts of a message are coloured, and how a file is called; the defaults leave everything plain. */
export interface TextStyle extends Readonly<Record<Severity, Paint>> {
  readonly frame: Paint;
  readonly strong: Paint;
  readonly fileName: (file: string) => string;
}

const plain: Paint = (text) => text;
export const plainStyle: TextStyle = { error: plain, warning: plain, information: plain, frame: plain, strong: plain, fileName: plain };

/** A place with what is said about it. */
interface Mark {
  readonly span: Span;
  readonly label: string;
  readonly primary: boolean;
}

const widest = 120;

/**
 * A diagnostic as people read it: the message, the lines it is about with the places underlined, and the way out.
 * `textOf` gives the text of a file, or nothing where it cannot be had.
 */
export function renderDiagnostic(diagnostic: Diagnostic, textOf: (file: string) => string | undefined, style: TextStyle = plainStyle): string {
  const paint = style[diagnostic.severity];
  const word = diagnostic.severity === "information" ? "info" : diagnostic.severity;
  const lines = [`${paint(`${word}[${diagnostic.code}]`)}${style.strong(`: ${said(diagnostic.message)}`)}`];
  const marks: Mark[] = [
    ...(diagnostic.span ? [{ span: diagnostic.span, label: diagnostic.label ?? "", primary: true }] : []),
    ...diagnostic.related.map((related) => ({ span: related.span, label: related.message, primary: false })),
  ];
  const files = [...new Set(marks.map((mark) => mark.span.file))];
  const snippets = files.map((file) => ({ file, text: textOf(file), marks: marks.filter((mark) => mark.span.file === file) }));
  const last = Math.max(1, ...snippets.flatMap(({ text, marks: own }) => (text === undefined ? [] : own.map((mark) => linesOf(text).position(mark.span.start).line + 1))));
  const gutter = String(last).length;
  for (const snippet of snippets) lines.push(...renderSnippet(snippet, gutter, style, paint));
  const pad = " ".repeat(gutter);
  if (snippets.length > 0) lines.push(style.frame(`${pad} │`));
  if (diagnostic.help) lines.push(`${pad} ${style.frame("=")} ${style.strong("help")}: ${said(diagnostic.help)}`);
  // "did you mean `load`?" says what the fix writes.
  const isSaid = (fix: Fix) => diagnostic.help?.startsWith("did you mean") || fix.edits.every(({ text }) => diagnostic.help?.includes(`\`${text.trim()}\``));
  for (const fix of diagnostic.fixes.filter((one) => !isSaid(one))) lines.push(`${pad} ${style.frame("=")} ${style.strong("fix")}: ${said(fix.title)}`);
  lines.push(`${pad} ${style.frame("=")} see: mlp explain ${diagnostic.code}`, "");
  return lines.join("\n");
}

function renderSnippet(
  { file, text, marks }: { readonly file: string; readonly text: string | undefined; readonly marks: readonly Mark[] },
  gutter: number,
  style: TextStyle,
  paint: Paint,
): string[] {
  const pad = " ".repeat(gutter);
  if (text === undefined) return [`${pad} ${style.frame("┌─")} ${style.fileName(file)}`];
  const map = linesOf(text);
  const head = marks.find((mark) => mark.primary) ?? marks[0];
  const at = map.position(head?.span.start ?? 0);
  const lines = [`${pad} ${style.frame("┌─")} ${style.fileName(file)}:${at.line + 1}:${at.character + 1}`, style.frame(`${pad} │`)];
  const sorted = [...marks].sort((a, b) => a.span.start - b.span.start);
  let previous: number | undefined;
  let shift = 0;
  for (const mark of sorted) {
    const start = map.position(mark.span.start);
    if (previous !== undefined && start.line > previous + 1) lines.push(style.frame(`${pad} ·`));
    const source = map.line(start.line);
    if (previous !== start.line) {
      shift = shiftOf(start.character);
      lines.push(`${style.frame(`${String(start.line + 1).padStart(gutter)} │`)} ${cut(source, shift)}`);
    }
    lines.push(`${style.frame(`${pad} │`)} ${underline(mark, { map, source, shift }, paint, style)}`);
    previous = start.line;
  }
  return lines;
}

/** Long lines are shown from a little before the place that matters. */
const shiftOf = (character: number): number => (character > widest - 40 ? character - 40 : 0);

function cut(source: string, shift: number): string {
  const end = endOfShown(source, shift);
  return `${shift > 0 ? "…" : ""}${visible(source.slice(shift, end))}${source.length > end ? "…" : ""}`;
}

/** Where a line that is shown from its `shift`th character on is as wide as may be. */
function endOfShown(source: string, shift: number): number {
  let width = 0;
  let end = shift;
  for (const sign of source.slice(shift, shift + widest)) {
    width += widthOf(sign);
    if (width > widest) break;
    end += sign.length;
  }
  return end;
}

/** A line as it is shown: from its `shift`th character on. */
interface ShownLine {
  readonly map: LineMap;
  readonly source: string;
  readonly shift: number;
}

function underline(mark: Mark, { map, source, shift }: ShownLine, paint: Paint, style: TextStyle): string {
  const start = map.position(mark.span.start);
  const end = map.position(mark.span.end);
  const until = end.line === start.line ? end.character : source.length;
  // A place behind the end of what is shown is marked at that end.
  const shownEnd = endOfShown(source, shift);
  const from = Math.min(start.character, shownEnd);
  const before = widthOf(source.slice(shift, from)) + (shift > 0 ? 1 : 0);
  const under = Math.max(1, Math.min(widest, widthOf(source.slice(from, Math.min(until, shownEnd)))));
  const sign = (mark.primary ? "^" : "-").repeat(under);
  const colour = mark.primary ? paint : style.frame;
  return `${" ".repeat(before)}${colour(`${sign}${mark.label ? ` ${said(mark.label)}` : ""}`)}`;
}

/** The lines of the texts that were shown last: many diagnostics are of one text. */
const known = new Map<string, LineMap>();

function linesOf(text: string): LineMap {
  const map = known.get(text) ?? new LineMap(text);
  known.delete(text);
  known.set(text, map);
  const [oldest] = known.keys();
  if (known.size > 4 && oldest !== undefined) known.delete(oldest);
  return map;
}

/** Columns on a terminal, as `visible` shows it: East Asian wide characters and emoji take two, marks that combine take none. */
function widthOf(text: string): number {
  let width = 0;
  for (const sign of visible(text)) {
    if (/\p{M}/u.test(sign)) continue;
    else width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(sign) && !/[\d#*]/.test(sign) ? 2 : 1;
  }
  return width;
}

/** What is said about a place. A name may be as long as the file: of one longer than any line, its beginning and its end are said. */
function said(text: string): string {
  return visible(text.replace(/\S{400,}/g, (word) => `${word.slice(0, 80)}…${word.slice(-20)}`));
}

/** Control characters and marks that turn the direction of text are shown, not obeyed. */
function visible(text: string): string {
  return text
    .replaceAll("\t", "  ")
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);
}

import { check, type CheckOptions, type Source } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { parse } from "../syntax/parse.ts";
import type { Span } from "../syntax/span.ts";

/** A file as it would be read without the mistake in one statement. */
export interface Recovered {
  readonly model: CheckContext;
  /** A place in the repaired text, as a place in the text itself. */
  readonly placeOf: (span: Span) => Span;
}

/**
 * What is known inside a statement that cannot be read: the file is checked once more with that statement mended by a guess, or cut off
 * where the rest of it can be read. Offsets up to `offset` stay what they are.
 * `undefined` where the statement at the offset is sound, or nothing of it can be saved.
 */
export function recoverAt(source: Source, offset: number, options: CheckOptions): Recovered | undefined {
  const { file, text } = source;
  const parsed = parse(file, text);
  const broken = parsed.statements.find(({ span }) => span.start <= offset && offset <= span.end);
  if (!broken || !isUnread(broken.statement)) return undefined;
  const { start, end } = broken.span;
  const mistake = parsed.diagnostics.find(({ span }) => span && start <= span.start && span.start <= end)?.span ?? { file, start: end, end };
  for (const repaired of repairs(text.slice(start, end), mistake.start - start, mistake.end - start, offset - start)) {
    const [read, ...more] = parse(file, repaired).statements;
    if (!read || more.length > 0 || isUnread(read.statement)) continue;
    const whole = text.slice(0, start) + repaired + text.slice(end);
    const grown = repaired.length - (end - start);
    const placeOf = (span: Span): Span => (span.file === file && span.start >= start + repaired.length ? { ...span, start: span.start - grown, end: span.end - grown } : span);
    return { model: check({ file, text: whole }, options).model, placeOf };
  }
  return undefined;
}

/** Whether a statement has lost its value, or is none at all. */
function isUnread(statement: ReturnType<typeof parse>["ast"]["statements"][number] | undefined): boolean {
  return statement === undefined || (statement.kind === "binding" && statement.value.kind === "missing");
}

/** What can be made of a statement with a mistake, the nearest to the text first; all keep the text up to the cursor where it is. */
function* repairs(text: string, start: number, end: number, cursor: number): Generator<string> {
  yield completed(text);
  // A comma or a value may be missing where there is a blank; or what stands at the mistake is too much.
  for (const sign of text[start - 1] === " " ? [",", "0"] : []) yield completed(text.slice(0, start - 1) + sign + text.slice(start));
  yield completed(text.slice(0, start) + " ".repeat(end - start) + text.slice(end));
  for (let cut = text.length; cut >= cursor; cut--) {
    const head = text.slice(0, cut).replace(/(?:\s|,|\|>|\w+:\s*$)+$/u, "");
    if (head.length >= cursor && (cut === cursor || !/\w/.test(text[cut] ?? " "))) yield completed(head);
  }
}

const completed = (text: string): string => text + closersFor(text);

/** The brackets that close what a text has left open. */
export function closersFor(text: string): string {
  const open: string[] = [];
  const pairs: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
  const plain = text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|`[^`\n]*`/g, "");
  for (const sign of plain) {
    const closer = pairs[sign];
    if (closer) open.push(closer);
    else if (sign === open.at(-1)) open.pop();
  }
  return open.reverse().join("");
}

import type { CustomPatternMatcherFunc } from "chevrotain";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { foreign, tooDeep, unclosed, unclosedColumn, unclosedString } from "../diagnostics/registry/syntax.ts";
import type { Span } from "./span.ts";
import { deepestHole, scanString } from "./strings.ts";

/** What people write that belongs to other languages, with what stands for it here. */
interface Spelling {
  /** Source of a pattern. It must match nothing that is right in any place. */
  readonly written: string;
  readonly instead: string;
  /** How it is called in the message, where that is not how it is written. */
  readonly called?: string;
  /** The statement around it means the same without it. */
  readonly harmless?: true;
  /** What mends it, where that is certain once the whole can be read with it. */
  readonly mended?: (image: string, around: Around) => string | undefined;
}

/** What stands in front of it, a character, and behind it, to the end of the line. */
interface Around {
  readonly before: string;
  readonly behind: string;
}

/** Words stand apart from what is beside them. */
const word =
  (text: string) =>
  (_: string, { before, behind }: Around) =>
    `${/^\s?$/.test(before) ? "" : " "}${text}${/^(?:\s|$)/.test(behind) ? "" : " "}`;
const sign = (text: string) => () => text;

const comments = "comments are `// …`, to the end of the line";
const quotes = 'strings stand in straight double quotes: `"…"`';

const spellings: readonly Spelling[] = [
  { written: "#[^\\n]*", called: "#", instead: comments, harmless: true, mended: (image) => `//${image.slice(1)}` },
  { written: "/\\*", instead: comments, harmless: true },
  { written: "'[^'\\n]*'?", called: "'", instead: quotes, mended: (image) => (/^'[^'"\\\\$]*'$/.test(image) ? `"${image.slice(1, -1)}"` : undefined) },
  { written: "[“”„][^“”\\n]*[“”]?", called: "“", instead: quotes },
  { written: "[‘’][^‘’\\n]*[‘’]?", called: "‘", instead: quotes },
  { written: "`[^`\\n]*`?", called: "a backtick", instead: "backticks name a column, behind a dot: .`Beak Length (mm)`" },
  { written: "===", instead: "equal is `==`", mended: sign("==") },
  { written: "!==|<>|≠", instead: "unequal is `!=`", mended: sign("!=") },
  { written: "=>|->|→", instead: "a pipe is `|>`, at least is `>=`" },
  { written: "≤|≥", instead: "at most is `<=`, at least is `>=`", mended: (image) => (image === "≤" ? "<=" : ">=") },
  { written: "\\*\\*", instead: "a power is `^`", mended: sign("^") },
  { written: "×", instead: "a product is `*`", mended: sign("*") },
  { written: "÷", instead: "a quotient is `/`", mended: sign("/") },
  { written: ":=", instead: "a binding is `name = value`", mended: sign("=") },
  { written: "[-+*/]=", instead: "a name has one value: give the new value a name of its own" },
  { written: "&&?", instead: "write `and`", mended: word("and") },
  { written: "\\|\\|", instead: "write `or`", mended: word("or") },
  { written: "\\|(?!>)", instead: "a pipe is `|>`" },
  { written: "!(?!=)", instead: "write `not`" },
  { written: ";[ \\t]*", called: ";", instead: "statements need no sign between them", harmless: true, mended: endOfStatement },
  { written: "%", instead: "`%` stands right behind a number: `80%`" },
  { written: "\\$", instead: "a param is named without a sign" },
  { written: "@", instead: "a version is named in a string: `\"churn@champion\"`" },
  { written: "\\.\\d[\\d_]*", instead: "a number begins with a digit: `0.5`", mended: (image) => `0${image}` },
  { written: "\\.(?![.`])", instead: "a column is a dot and its name: `.age`" },
];

const pattern = new RegExp(["\\.`[^`\\n]*`?", '"[^\\n]*', 'r"[^"\\n]*', ...spellings.map(({ written }) => written)].join("|"), "uy");
const known = spellings.map((spelling) => ({ ...spelling, whole: new RegExp(`^(?:${spelling.written})$`, "u") }));

/** What follows on the line may be a statement of its own. */
function endOfStatement(image: string, { behind }: Around): string | undefined {
  if (/^\r?$/.test(behind)) return "";
  if (/^(?:\/\/|#|;)/.test(behind)) return image.slice(1);
  return /^[\p{L}_{]/u.test(behind) ? "\n" : undefined;
}

/** How far the end of a block comment is looked for. */
const longestComment = 10_000;

/** What a token may begin with, for the lexer's table: it has a place for each of the first 256 characters, and one for each block of 255 behind them. */
export function charactersThat(begin: RegExp): number[] {
  const first = Array.from({ length: 256 }, (_, code) => code).filter((code) => begin.test(String.fromCharCode(code)));
  const blocks = Array.from({ length: 257 }, (_, block) => Math.min(255 * (block + 1) + 1, 65535));
  return [...first, ...blocks];
}

/** Matches what is known to be wrong wherever it stands. Tried behind the strings and columns that end. */
export const troubleToken: CustomPatternMatcherFunc = (text, offset) => {
  pattern.lastIndex = offset;
  const found = pattern.exec(text);
  if (found?.[0] !== "/*") return found as RegExpExecArray | null;
  const near = text.slice(offset, offset + longestComment);
  const end = near.indexOf("*/", 2);
  const line = near.indexOf("\n");
  found[0] = near.slice(0, end >= 0 ? end + 2 : line >= 0 ? line : undefined);
  return found as RegExpExecArray;
};

export interface Trouble {
  readonly diagnostic: Diagnostic;
  readonly span: Span;
  /** The text around it means the same without it. */
  readonly harmless: boolean;
}

/** What is wrong with a piece of text that `troubleToken` has matched; it begins at `at` in `whole`. */
export function troubleOf(image: string, span: Span, whole: string, at: number): Trouble {
  const tell = (diagnostic: Diagnostic): Trouble => ({ diagnostic, span, harmless: false });
  const part = (start: number, end: number): Span => ({ ...span, start: span.start + start, end: span.start + end });
  if (image.startsWith(".`")) return tell(diagnose(unclosedColumn, span, { empty: image === ".``" }));
  if (image.startsWith('r"')) return tell(diagnose(unclosedString, span, {}));
  if (image.startsWith('"')) {
    const scanned = scanString(image, 0);
    if (scanned.tooDeep) return tell(diagnose(tooDeep, span, { limit: deepestHole }));
    const hole = scanned.openHole === undefined ? undefined : part(scanned.openHole, scanned.openHole + 2);
    return hole ? tell(diagnose(unclosed, hole, { bracket: "${", closer: "}" })) : tell(diagnose(unclosedString, span, {}));
  }
  const spelling = image.startsWith("/*") ? known.find(({ written }) => written === "/\\*") : known.find(({ whole }) => whole.test(image));
  const harmless = spelling?.harmless === true;
  const shown = harmless && spelling.called !== undefined ? part(0, 1) : harmless ? part(0, Math.min(2, image.length)) : span;
  const written = spelling?.called ?? (image.startsWith("/*") ? "/*" : image);
  const text = spelling?.mended?.(image, aroundOf(whole, at, image.length));
  const title = text === "\n" ? "begin a line" : text?.trim() === "" ? "take it away" : `write \`${text?.trim()}\``;
  const fixes = text === undefined ? [] : [{ title, edits: [{ span, text }] }];
  return { diagnostic: diagnose(foreign, shown, { written, instead: spelling?.instead ?? comments }, { fixes }), span, harmless };
}

/** No more of a line is looked at than its beginning. */
const nearBy = 40;

function aroundOf(text: string, at: number, length: number): Around {
  const [behind = ""] = text.slice(at + length, at + length + nearBy).split("\n");
  return { before: text.slice(Math.max(0, at - 1), at), behind };
}

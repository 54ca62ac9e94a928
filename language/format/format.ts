import type { IToken } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../syntax/ast.ts";
import { lex } from "../syntax/lex.ts";
import { commentOf, parse, type Comment, type ParsedStatement } from "../syntax/parse.ts";
import { Comma } from "../syntax/tokens.ts";
import { Cursor } from "./cursor.ts";
import { concat, hardLine, printDoc, type Doc } from "./docs.ts";
import { sameTree } from "./same-tree.ts";
import { statementDoc } from "./statements.ts";

const width = 100;
/** A comment that moves to the end of its line may belong to another bracket there; the layout then settles in the next round. */
const rounds = 8;

export interface Formatted {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Lays a file out in the one style of the language: 100 columns, two blanks a level, `\n` at the end of each line. It has no options.
 * Keeps every comment and every literal as it is spelt; formatting twice gives what formatting once gives.
 * A file with syntax errors comes back unchanged, with its diagnostics.
 */
export function format(file: string, text: string): Formatted {
  const source = text.replaceAll("\r\n", "\n");
  const { ast, diagnostics, tokens, comments, statements } = parse(file, source);
  if (diagnostics.length > 0) return { text, diagnostics: source === text ? diagnostics : parse(file, text).diagnostics };
  const starts = statementStarts(tokens, new Set(statements.map(({ span }) => span.start)));
  let current = layOut(ast, starts, source, tokens, comments);
  const settles = !holdsComment(statements, comments);
  for (let round = 1; round < rounds && !settles; round++) {
    // Commas aside, the tokens stay what they were, and so does the tree.
    const again = lex(file, current);
    const next = layOut(ast, starts, current, again.tokens, again.comments.map((token) => commentOf(file, token)));
    if (next === current) break;
    current = next;
  }
  if (current === text) return { text, diagnostics: [] };
  // A word such as `seed` that comes to stand first on a line can begin a statement: then the file is better left alone.
  const after = parse(file, current);
  return { text: after.diagnostics.length === 0 && sameTree(after.ast, ast) ? current : text, diagnostics: [] };
}

/** Whether a comment stands inside a statement. */
function holdsComment(statements: readonly ParsedStatement[], comments: readonly Comment[]): boolean {
  let at = 0;
  return comments.some(({ span }) => {
    while ((statements[at]?.span.end ?? Infinity) <= span.start) at++;
    return (statements[at]?.span.start ?? Infinity) < span.start;
  });
}

/** The places, among the tokens without commas, of those at which statements begin. */
function statementStarts(tokens: readonly IToken[], offsets: ReadonlySet<number>): ReadonlySet<number> {
  return new Set(withoutCommas(tokens).flatMap(({ startOffset }, index) => (offsets.has(startOffset) ? [index] : [])));
}

const withoutCommas = (tokens: readonly IToken[]): readonly IToken[] => tokens.filter(({ tokenType }) => tokenType !== Comma);

function layOut({ statements }: SourceFile, starts: ReadonlySet<number>, text: string, tokens: readonly IToken[], comments: readonly Comment[]): string {
  const cursor = new Cursor(text, tokens, comments, new Set(withoutCommas(tokens).filter((_, index) => starts.has(index))));
  const docs: Doc[] = [];
  statements.forEach((statement, index) => docs.push(concat(cursor.spacedComments(index === 0)), statementDoc(statement, cursor), hardLine));
  docs.push(concat(cursor.spacedComments(statements.length === 0)));
  const printed = printDoc(concat(docs), width);
  return printed === "" ? "" : `${printed}\n`;
}

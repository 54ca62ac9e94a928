import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../syntax/ast.ts";
import { lex } from "../syntax/lex.ts";
import { parse } from "../syntax/parse.ts";
import { Cursor } from "./cursor.ts";
import { concat, hardLine, printDoc, type Doc } from "./docs.ts";
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
  const { ast, diagnostics } = parse(file, text);
  if (diagnostics.length > 0) return { text, diagnostics };
  const shape = shapeOf(ast);
  let current = text.replaceAll("\r\n", "\n");
  for (let round = 0; round < rounds; round++) {
    const parsed = parse(file, current);
    // A word such as `seed` that comes to stand first on a line can begin a statement: then the file is better left alone.
    if (parsed.diagnostics.length > 0 || shapeOf(parsed.ast) !== shape) return { text, diagnostics: [] };
    const next = layOut(file, current, parsed.ast, parsed.statements.map(({ span }) => span.start));
    if (next === current) break;
    current = next;
  }
  return { text: current, diagnostics: [] };
}

function layOut(file: string, text: string, { statements }: SourceFile, starts: readonly number[]): string {
  const { tokens, comments } = lex(file, text);
  const cursor = new Cursor(text, tokens, comments, new Set(starts));
  const docs: Doc[] = [];
  statements.forEach((statement, index) => docs.push(...cursor.spacedComments(index === 0), statementDoc(statement, cursor), hardLine));
  docs.push(...cursor.spacedComments(statements.length === 0));
  const printed = printDoc(concat(docs), width);
  return printed === "" ? "" : `${printed}\n`;
}

/** The tree without its places. */
const shapeOf = (ast: SourceFile): string => JSON.stringify(ast, (key, value: unknown) => (key === "span" ? undefined : value));

import type { StatementTokens } from "./statements.ts";
import type { Trouble } from "./troubles.ts";

export interface Blamed {
  /** For each statement, in order, what stands in it or on one of its lines. */
  readonly within: readonly (readonly Trouble[])[];
  /** For each statement, what stands on lines of its own behind it; the first list is of what stands before all statements. */
  readonly between: readonly (readonly Trouble[])[];
}

/** Gives each mistake that the lexer found to the statement that it spoils. `mistakes` are in the order of their places. */
export function blame(text: string, parts: readonly StatementTokens[], mistakes: readonly Trouble[]): Blamed {
  const within: Trouble[][] = parts.map(() => []);
  const between: Trouble[][] = [[], ...parts.map(() => [])];
  let index = -1;
  for (const mistake of mistakes) {
    const { start } = mistake.span;
    while ((parts[index + 1]?.start ?? Infinity) <= start) index++;
    const [before, after] = [parts[index], parts[index + 1]];
    if (before && (start < before.end || isOneLine(text, before.end, start))) within[index]?.push(mistake);
    else if (after && !mistake.harmless && isOneLine(text, start, after.start)) within[index + 1]?.push(mistake);
    else between[index + 1]?.push(mistake);
  }
  return { within, between };
}

function isOneLine(text: string, start: number, end: number): boolean {
  const lineEnd = text.indexOf("\n", start);
  return lineEnd < 0 || lineEnd >= end;
}

import { fitsText, operand, wordsOf } from "../../../language/expressions/operands.ts";
import type { Cell, Operand, RowFunction } from "../../../language/nodes/functions.ts";

/** Why operands are not as many strings as a function takes; `undefined` where they are. */
export function textsOnly(name: string, operands: readonly Operand[], count: number): string | undefined {
  if (operands.length !== count) return `\`${name}\` takes ${["no value", "one string", "two strings", "three strings"][count]}`;
  const wrong = operands.find((each) => !fitsText(each));
  return wrong && `\`${name}\` takes strings, and this is ${wordsOf(wrong.type)}; \`to_string(…)\` makes text of it`;
}

interface TextFunction {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  readonly gives: "string" | "int" | "bool";
  /** How many strings it takes. */
  readonly takes: 1 | 2 | 3;
  /** Whether some texts have no value. */
  readonly partial?: true;
  readonly sql: (...args: string[]) => string;
  readonly row: (...texts: string[]) => Cell;
}

/** A function of strings: null where one of them is null. */
export function ofText({ name, summary, example, gives, takes, partial, sql, row }: TextFunction): RowFunction {
  return {
    name,
    summary,
    example,
    infer: (operands) => textsOnly(name, operands, takes) ?? operand(gives, partial === true || operands.some(({ nullable }) => nullable)),
    sql: (args) => sql(...args.map((arg) => (arg === "NULL" ? "CAST(NULL AS VARCHAR)" : arg))),
    row: (cells) => {
      const texts = cells.filter((cell) => typeof cell === "string");
      return texts.length === takes ? row(...texts) : null;
    },
  };
}

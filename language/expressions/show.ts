import type { Expr } from "../graph/graph.ts";

/** Operators from weakest to strongest; the two sides of one bind more strongly. */
const levels: readonly (readonly string[])[] = [["or"], ["and"], ["not"], ["==", "!=", "<", "<=", ">", ">=", "in"], ["??"], ["+", "-"], ["*", "/"], ["negate"], ["^"]];
const highest = levels.length;

/** A row expression as it would be written in a pipeline, with no more parentheses than it needs. */
export function showRow(expr: Expr): string {
  return show(expr).text;
}

interface Shown {
  readonly text: string;
  readonly level: number;
}

const whole = (text: string): Shown => ({ text, level: highest });

function show(expr: Expr): Shown {
  if ("literal" in expr) return whole(JSON.stringify(expr.literal));
  if ("param" in expr) return whole(expr.param);
  if ("column" in expr) return whole(showColumn(expr.column));
  if ("list" in expr) return whole(`[${expr.list.map(showRow).join(", ")}]`);
  if (!("call" in expr)) return whole("…");
  const { call, args } = expr;
  const level = levels.findIndex((names) => names.includes(call));
  const [left, right] = args;
  if (call === "interpolate") return whole(`"${args.map((part) => ("literal" in part && typeof part.literal === "string" ? JSON.stringify(part.literal).slice(1, -1) : `\${${showRow(part)}}`)).join("")}"`);
  // A number that was written with a point: JSON has one kind of number.
  if (call === "to_float" && left && "literal" in left && typeof left.literal === "number") return whole(Number.isInteger(left.literal) ? left.literal.toFixed(1) : String(left.literal));
  if (level < 0 || !left) return whole(`${call}(${args.map(showRow).join(", ")})`);
  if (!right) return { text: `${call === "negate" ? "-" : "not "}${inside(left, level)}`, level };
  // Comparisons do not chain; `^` groups from the right, all others from the left.
  const isComparison = call === "in" || levels[3]?.includes(call) === true;
  const leftLevel = isComparison || call === "^" ? level + 1 : level;
  const rightLevel = call === "^" ? level : level + 1;
  return { text: `${inside(left, leftLevel)} ${call} ${inside(right, rightLevel)}`, level };
}

function inside(expr: Expr, atLeast: number): string {
  const { text, level } = show(expr);
  return level >= atLeast ? text : `(${text})`;
}

const showColumn = (name: string): string => (/^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u.test(name) ? `.${name}` : `.\`${name}\``);

import type { CallFacts } from "./call-facts.ts";
import { isRow } from "./call-facts.ts";
import type { CallSite, CheckedArguments } from "./calls.ts";
import type { CheckContext } from "./context.ts";
import type { KnownArgument } from "./arguments.ts";
import { constantOf } from "./constant.ts";
import { lowerRow } from "./row-lowering.ts";
import { lowerSchema } from "../graph/lower-schema.ts";

/**
 * Names what a step does to rows, so that the same step of another run, or of an edited file, has the same name: its definition, its
 * arguments, and the seed where it draws. `undefined` where an argument is known only in the run.
 */
export function labelOfCall(cx: CheckContext, { signature }: CallSite, checked: CheckedArguments, facts: CallFacts): string | undefined {
  const args: [string, unknown][] = [];
  for (const [name, known] of [...checked.known, ...checked.rest.map(({ name, known }) => [name, known] as const)]) {
    if (!known || known.type.kind === "dataset") continue;
    const value = valueOf(known, facts) ?? schemaOf(cx, known);
    if (value === undefined) return undefined;
    args.push([name, value]);
  }
  args.sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([signature.name, signature.version, args, ...(signature.random ? [cx.seed] : [])]);
}

function valueOf(known: KnownArgument, facts: CallFacts): unknown {
  if (isRow(known) || known.aggregate) return facts.lowered(known);
  if (known.value.kind === "selector") return known.value.selector;
  return known.constant ?? known.constants ?? known.column;
}

/** A schema says the same wherever it is declared. */
function schemaOf(cx: CheckContext, { value }: KnownArgument): unknown {
  const symbol = value.kind === "value" && value.expression.kind === "name" ? cx.symbols.get(value.expression) : undefined;
  if (symbol?.kind !== "schema") return undefined;
  let isSettled = true;
  const lowered = lowerSchema(symbol, (condition) =>
    lowerRow(cx, condition, symbol.file, (outside) => {
      const literal = constantOf(cx, outside, symbol.file);
      isSettled &&= literal !== undefined;
      return { literal: literal ?? null };
    }),
  );
  return isSettled ? lowered : undefined;
}

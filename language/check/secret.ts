import type { Described } from "../nodes/parameter.ts";
import type { Expression } from "../syntax/ast.ts";
import { constantOf } from "./constant.ts";
import type { CheckContext } from "./context.ts";

/** The description of a secret, which names a variable of the environment: what is behind it no check knows. `undefined` where it is only known in the run. */
export function secretOf(cx: CheckContext, expression: Expression, file: string): Described | undefined {
  if (expression.kind === "group") return secretOf(cx, expression.inner, file);
  if (expression.kind === "call") {
    const [argument] = expression.args;
    const name = argument && constantOf(cx, argument.value, file);
    return name === undefined || expression.args.length > 1 ? undefined : describedSecret(cx, name);
  }
  const symbol = expression.kind === "name" ? cx.scopes.get(file)?.symbols.get(expression.name) : undefined;
  if (symbol?.kind === "binding" && !symbol.statement.parts && !symbol.statement.when) return secretOf(cx, symbol.statement.value, symbol.file);
  if (symbol?.kind !== "param") return undefined;
  const given = cx.params[symbol.name];
  if (given !== undefined) return describedSecret(cx, given);
  return symbol.statement.value && secretOf(cx, symbol.statement.value, symbol.file);
}

/** What gives secrets, as it is when the graph is run. */
function describedSecret(cx: CheckContext, name: unknown): Described | undefined {
  const gives = [...cx.catalog.nodes.values()].find(({ returns }) => returns === "Secret");
  const [parameter] = gives?.positional ?? [];
  return gives && parameter !== undefined ? { describe: gives.name, version: gives.version, args: { [parameter]: name } } : undefined;
}

import { sweepTooLarge, unknownVariant } from "../../diagnostics/registry/names.ts";
import type { Accepts } from "../../nodes/parameter.ts";
import type { NodeSignature } from "../../nodes/signature.ts";
import type { Argument, BindingStatement, CallExpression, Expression } from "../../syntax/ast.ts";
import type { Span } from "../../syntax/span.ts";
import { childrenOf } from "../../syntax/visit.ts";
import type { CheckContext } from "../context.ts";
import { orderBindings } from "../order.ts";
import type { BindingSymbol, FileScope } from "../scope.ts";

/** One member of a family: what it differs in from the others, as it is written, and what it is. */
interface Variant {
  readonly key: string;
  readonly value: Expression;
}

/** More members than any family has. */
const mostVariants = 1000;

/**
 * Sweeps: where a parameter takes one value and is given a list, the call becomes a family of calls, one for each value, and what takes
 * the family in turn becomes one too: `train([ridge(), lasso()], …)`. A family that is bound is a list of bindings, named after the values
 * (`models[ridge()]`); a parameter that takes a list takes them all. Functions are expanded already.
 */
export function expandSweeps(cx: CheckContext): void {
  for (const scope of [...cx.scopes.values()]) new Sweeps(cx, scope).all();
}

class Sweeps {
  readonly #cx: CheckContext;
  readonly #scope: FileScope;
  readonly #done = new Set<BindingStatement>();
  readonly #families = new Map<BindingStatement, readonly Variant[]>();

  constructor(cx: CheckContext, scope: FileScope) {
    this.#cx = cx;
    this.#scope = scope;
  }

  all(): void {
    // Without a list among arguments there is no family: most files are done here.
    const statements = new Set([...this.#scope.symbols.values()].flatMap((symbol) => (symbol.kind === "binding" && symbol.file === this.#scope.file ? [symbol.statement] : [])));
    if (![...statements].some(mayHoldFamily)) return;
    // In the order in which they need each other: ten thousand in a row are no deeper than one.
    for (const symbol of orderBindings(this.#cx, this.#scope.file)) if (symbol.file === this.#scope.file) this.#statement(symbol);
  }

  #statement(symbol: BindingSymbol): void {
    const { statement } = symbol;
    if (this.#done.has(statement)) return;
    this.#done.add(statement);
    const base = statement.names.map(({ text }) => text).join("/");
    const family = statement.parts ? undefined : this.#family(statement.value, base, true);
    const value = family ? this.#bound(family, base, statement) : this.#single(statement.value, base);
    if (value === statement.value) return;
    // The gate is at each member of the family.
    const { when, ...rest } = statement;
    const expanded = family ? { ...rest, value } : { ...statement, value };
    this.#done.add(expanded);
    if (family) this.#families.set(expanded, family.map(({ key }, index) => ({ key, value: (value as Extract<Expression, { kind: "list" }>).items[index] ?? value })));
    for (const other of this.#scope.symbols.values()) if (other.kind === "binding" && other.statement === statement) other.statement = expanded;
  }

  /** A binding for each member; the family is the list of their names. */
  #bound(family: readonly Variant[], base: string, { when, span }: Pick<BindingStatement, "when" | "span">): Expression {
    const items = family.map(({ key, value }): Expression => {
      const name = `${base}[${key}]`;
      this.#declare(name, value, when, "local");
      return { kind: "name", name, span: value.span };
    });
    return { kind: "list", items, span };
  }

  #declare(name: string, value: Expression, when: Expression | undefined, generated: "local" | "argument"): void {
    const statement: BindingStatement = { kind: "binding", names: [{ text: name, span: value.span }], parts: false, value, span: value.span, ...(when && { when }) };
    this.#done.add(statement);
    this.#scope.symbols.set(name, { kind: "binding", name, file: this.#scope.file, span: value.span, statement, generated });
  }

  /** The members of a family; `undefined` for what is one value. `listed`: a list as it stands is a family of what it lists. */
  #family(expression: Expression, base: string, listed = false): readonly Variant[] | undefined {
    switch (expression.kind) {
      case "group":
        return this.#family(expression.inner, base, listed);
      case "list":
        return listed && expression.items.some(isWork) ? this.#listed(expression.items, base) : undefined;
      case "name":
        return this.#named(expression.name);
      case "call":
        return this.#call(expression, undefined, base);
      case "pipe":
        return this.#pipe(expression, base);
      default:
        return undefined;
    }
  }

  #listed(items: readonly Expression[], base: string): readonly Variant[] {
    return items.flatMap((item): readonly Variant[] => {
      const inner = this.#family(item, base);
      if (!inner) return [{ key: this.#textOf(item.span), value: this.#single(item, base) }];
      return item.kind === "call" ? inner.map(({ key, value }) => ({ key: `${item.callee.text}(${key})`, value })) : inner;
    });
  }

  #named(name: string): readonly Variant[] | undefined {
    const symbol = this.#scope.symbols.get(name);
    if (symbol?.kind !== "binding" || symbol.file !== this.#scope.file) return undefined;
    this.#statement(symbol);
    return this.#families.get(symbol.statement);
  }

  #pipe(pipe: Extract<Expression, { kind: "pipe" }>, base: string): readonly Variant[] | undefined {
    let heads: readonly Variant[] = this.#family(pipe.head, base) ?? [{ key: "", value: this.#single(pipe.head, base) }];
    for (const step of pipe.steps) {
      heads = heads.flatMap((head): readonly Variant[] => {
        const steps = this.#call(step, head.value, base) ?? [{ key: "", value: this.#withArguments(step, base) }];
        return steps.map(({ key, value }) => ({ key: [head.key, key].filter((part) => part !== "").join(", "), value: piped(head.value, value, pipe.span) }));
      });
    }
    return heads.length > 1 ? heads : undefined;
  }

  /** The calls that a call with a list for a single value stands for. */
  #call(call: CallExpression, head: Expression | undefined, base: string): readonly Variant[] | undefined {
    const signature = this.#cx.node(call.callee.text, this.#scope.file);
    if (!signature) return undefined;
    const choices = call.args.map((argument, index) => this.#choices(signature, call, argument, index, head !== undefined, base));
    const count = choices.reduce((product, choice) => product * (choice?.length ?? 1), 1);
    if (!choices.some((choice) => choice !== undefined)) return undefined;
    if (count > mostVariants) {
      this.#cx.report(sweepTooLarge, call.callee.span, { count, most: mostVariants });
      return [{ key: "", value: { kind: "missing", span: call.span } }];
    }
    const shared = choices.map((choice, index) => (choice && count > choice.length ? this.#shared(choice, `${base}.${parameterName(signature, call, index, head !== undefined)}`) : choice));
    let combinations: { readonly keys: readonly string[]; readonly args: readonly Argument[] }[] = [{ keys: [], args: [] }];
    call.args.forEach((argument, index) => {
      const choice = shared[index];
      const plain = choice ? undefined : this.#argument(argument, base);
      combinations = combinations.flatMap(({ keys, args }) =>
        choice
          ? choice.map(({ key, value }) => ({ keys: [...keys, argument.name ? `${argument.name.text}: ${key}` : key], args: [...args, { ...argument, value }] }))
          : [{ keys, args: [...args, plain ?? argument] }],
      );
    });
    return combinations.map(({ keys, args }) => ({ key: keys.join(", "), value: { ...call, args } }));
  }

  /** The values that one argument may have, where there are several. */
  #choices(signature: NodeSignature, call: CallExpression, argument: Argument, index: number, isPiped: boolean, base: string): readonly Variant[] | undefined {
    const parameter = parameterName(signature, call, index, isPiped);
    const accepts = parameter === undefined ? undefined : signature.takes[parameter]?.accepts;
    if (!accepts || !takesOne(accepts)) return undefined;
    const { value } = argument;
    if (value.kind === "list") return value.items.length > 0 ? this.#listed(value.items, base) : undefined;
    const inner = this.#family(value, base);
    return inner && value.kind === "call" ? inner.map((variant) => ({ ...variant, key: `${value.callee.text}(${variant.key})` })) : inner;
  }

  /** Each value bound once, for several members that use it. */
  #shared(choice: readonly Variant[], base: string): readonly Variant[] {
    return choice.map(({ key, value }) => {
      if (!isWork(value)) return { key, value };
      const name = `${base}[${key}]`;
      if (!this.#scope.symbols.has(name)) this.#declare(name, value, undefined, "argument");
      return { key, value: { kind: "name", name, span: value.span } };
    });
  }

  /** One value, with the families inside it as lists of their members. */
  #single(expression: Expression, base: string): Expression {
    switch (expression.kind) {
      case "call":
        return this.#withArguments(expression, base);
      case "pipe": {
        const [head, steps] = [this.#single(expression.head, base), expression.steps.map((step) => this.#withArguments(step, base))];
        return head === expression.head && steps.every((step, index) => step === expression.steps[index]) ? expression : { ...expression, head, steps };
      }
      case "group": {
        const inner = this.#single(expression.inner, base);
        return inner === expression.inner ? expression : { ...expression, inner };
      }
      case "list": {
        const items = expression.items.map((item) => this.#single(item, base));
        return items.every((item, index) => item === expression.items[index]) ? expression : { ...expression, items };
      }
      case "index":
        return this.#indexed(expression);
      case "member": {
        const object = this.#single(expression.object, base);
        return object === expression.object ? expression : { ...expression, object };
      }
      case "binary": {
        const [left, right] = [this.#single(expression.left, base), this.#single(expression.right, base)];
        return left === expression.left && right === expression.right ? expression : { ...expression, left, right };
      }
      default:
        return expression;
    }
  }

  #withArguments(call: CallExpression, base: string): CallExpression {
    const args = call.args.map((argument) => this.#argument(argument, base));
    return args.every((argument, index) => argument === call.args[index]) ? call : { ...call, args };
  }

  #argument(argument: Argument, base: string): Argument {
    const { value } = argument;
    const family = value.kind === "name" || value.kind === "list" ? undefined : this.#family(value, base);
    const single: Expression = family ? { kind: "list", items: family.map((variant) => variant.value), span: value.span } : this.#single(value, base);
    return single === value ? argument : { ...argument, value: single };
  }

  /** `models["ridge()"]`: the member of a family whose key that is. */
  #indexed(expression: Extract<Expression, { kind: "index" }>): Expression {
    const { object, index } = expression;
    const family = object.kind === "name" ? this.#named(object.name) : undefined;
    if (!family || index.kind !== "string") return expression;
    const wanted = index.parts.join("");
    const found = family.find(({ key }) => key === wanted);
    if (found) return { ...found.value, span: expression.span };
    const name = object.kind === "name" ? object.name : "";
    this.#cx.misspelt(unknownVariant, index.span, { name, key: wanted }, { name: wanted, among: family.map(({ key }) => key), what: "it has" });
    return { kind: "missing", span: expression.span };
  }

  #textOf(span: Span): string {
    return this.#cx.textAt(span).replace(/\s+/g, " ");
  }
}

/** Whether a parameter takes one value: a list of columns is one choice, and an expression over rows may hold lists. */
const takesOne = ({ kind }: Accepts): boolean => !["list", "columns", "expression", "aggregate", "column"].includes(kind);

function parameterName(signature: NodeSignature, call: CallExpression, index: number, isPiped: boolean): string | undefined {
  const argument = call.args[index];
  if (argument?.name) return argument.name.text;
  const place = call.args.slice(0, index).filter(({ name }) => !name).length + (isPiped ? 1 : 0);
  return signature.positional?.[place];
}

function piped(head: Expression, step: Expression, span: Span): Expression {
  if (step.kind !== "call") return step;
  return head.kind === "pipe" ? { ...head, steps: [...head.steps, step], span } : { kind: "pipe", head, steps: [step], span };
}

const isWork = (expression: Expression): boolean => expression.kind === "call" || expression.kind === "pipe" || (expression.kind === "group" && childrenOf(expression).some(isWork));

/** Whether a list stands where an argument does, or an index behind a name: only then may there be a family. */
const holdsFamily = (expression: Expression): boolean =>
  expression.kind === "index" || (expression.kind === "call" && expression.args.some(({ value }) => value.kind === "list")) || (expression.kind === "list" && expression.items.some(isWork)) || childrenOf(expression).some(holdsFamily);

const withFamilies = new WeakMap<BindingStatement, boolean>();

/** Asked of every statement in every check, so the answer is kept beside it. */
function mayHoldFamily(statement: BindingStatement): boolean {
  const known = withFamilies.get(statement) ?? holdsFamily(statement.value);
  withFamilies.set(statement, known);
  return known;
}

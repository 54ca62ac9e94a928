import { EmbeddedActionsParser, type IToken } from "chevrotain";
import type { Argument, BinaryOperator, CallExpression, Expression, Identifier, NumberLiteral, SchemaField, Statement, TypeExpression } from "./ast.ts";
import { readNumber } from "./numbers.ts";
import { cover, type Span } from "./span.ts";
import * as t from "./tokens.ts";

/** What the grammar asks of its surroundings: where it reads, and how the inside of a string becomes an expression. */
export interface Surroundings {
  readonly file: string;
  readonly doc: string | undefined;
  readonly text: (token: IToken) => Expression;
}

/**
 * The grammar, one rule a method (EBNF; newlines mean nothing):
 *
 *     statement  = "pipeline" name | "param" name ":" type [ "=" expression ] | "seed" number
 *                | "schema" name "{" [ column ":" type { "," column ":" type } [ "," ] ] "}"
 *                | "import" ( "{" name { "," name } [ "," ] "}" | name ) "from" string
 *                | ( name | "{" name { "," name } [ "," ] "}" ) "=" expression [ "when" or ]
 *     expression = or { "|>" call }
 *     or         = and { "or" and }           and      = not { "and" not }          not = { "not" } comparison
 *     comparison = default [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" ) default ]
 *     default    = range { "??" range }       range    = sum [ ".." sum [ "log" ] ]
 *     sum        = product { ( "+" | "-" ) product }    product = unary { ( "*" | "/" ) unary }
 *     unary      = "-" unary | power          power    = postfix [ "^" unary ]
 *     postfix    = primary { column | "[" expression "]" }
 *     primary    = number | string | "true" | "false" | "null" | column | call | name
 *                | "(" expression ")" | "[" list "]" | "{" record "}"
 *     call       = name "(" [ argument { "," argument } [ "," ] ] ")"      argument = [ word ":" ] expression
 */
class Grammar extends EmbeddedActionsParser {
  surroundings: Surroundings = { file: "", doc: undefined, text: () => ({ kind: "missing", span: { file: "", start: 0, end: 0 } }) };

  constructor() {
    super([...t.allTokens], { recoveryEnabled: false, maxLookahead: 3, nodeLocationTracking: "none" });
    this.performSelfAnalysis();
  }

  #span(first: IToken, last: IToken = first): Span {
    return { file: this.surroundings.file, start: first.startOffset, end: (last.endOffset ?? last.startOffset) + 1 };
  }

  #name(token: IToken): Identifier {
    return { text: token.image, span: this.#span(token) };
  }

  #documented<Node extends object>(node: Node): Node & { doc?: string } {
    const { doc } = this.surroundings;
    return doc === undefined ? node : { ...node, doc };
  }

  statement = this.RULE("statement", (): Statement =>
    this.OR<Statement>([
      { ALT: () => this.SUBRULE(this.pipeline) },
      { ALT: () => this.SUBRULE(this.param) },
      { ALT: () => this.SUBRULE(this.seed) },
      { ALT: () => this.SUBRULE(this.schema) },
      { ALT: () => this.SUBRULE(this.importing) },
      { ALT: () => this.SUBRULE(this.binding) },
    ]),
  );

  pipeline = this.RULE("pipeline", (): Statement => {
    const first = this.CONSUME(t.Pipeline);
    const name = this.CONSUME(t.NameLike);
    return this.ACTION(() => this.#documented({ kind: "pipeline", name: this.#name(name), span: this.#span(first, name) }));
  });

  param = this.RULE("param", (): Statement => {
    const first = this.CONSUME(t.Param);
    const name = this.CONSUME(t.NameLike);
    this.CONSUME(t.Colon);
    const type = this.SUBRULE(this.type);
    const value = this.OPTION(() => {
      this.CONSUME(t.Assign);
      return this.SUBRULE(this.expression);
    });
    return this.ACTION(() => {
      const end = (value ?? type).span;
      return this.#documented({ kind: "param", name: this.#name(name), type, ...(value && { value }), span: cover(this.#span(first), end) });
    });
  });

  seed = this.RULE("seed", (): Statement => {
    const first = this.CONSUME(t.Seed);
    const token = this.CONSUME(t.NumberToken);
    return this.ACTION(() => this.#documented({ kind: "seed", value: this.#number(token), span: this.#span(first, token) }));
  });

  schema = this.RULE("schema", (): Statement => {
    const first = this.CONSUME(t.SchemaWord);
    const name = this.CONSUME(t.NameLike);
    const fields: SchemaField[] = [];
    this.CONSUME(t.OpenCurly);
    this.OPTION(() => {
      fields.push(this.SUBRULE(this.field));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        fields.push(this.SUBRULE2(this.field));
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    const last = this.CONSUME(t.CloseCurly);
    return this.ACTION(() => this.#documented({ kind: "schema", name: this.#name(name), fields, span: this.#span(first, last) }));
  });

  field = this.RULE("field", (): SchemaField => {
    const column = this.CONSUME(t.Column);
    this.CONSUME(t.Colon);
    const type = this.SUBRULE(this.type);
    return this.ACTION(() => ({ column: { text: columnName(column), span: this.#span(column) }, type, span: cover(this.#span(column), type.span) }));
  });

  type = this.RULE("type", (): TypeExpression => {
    const name = this.CONSUME(t.NameLike);
    let last = name;
    const args: Expression[] = [];
    this.OPTION(() => {
      this.CONSUME(t.OpenRound);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => args.push(this.SUBRULE(this.expression)) });
      last = this.CONSUME(t.CloseRound);
    });
    const optional = this.OPTION2(() => this.CONSUME(t.Optional));
    return this.ACTION(() => ({ name: this.#name(name), args, optional: optional !== undefined, span: this.#span(name, optional ?? last) }));
  });

  importing = this.RULE("importing", (): Statement => {
    const first = this.CONSUME(t.Import);
    const what = this.OR<{ names?: IToken[]; all?: IToken }>([
      { ALT: () => ({ names: this.SUBRULE(this.names) }) },
      { ALT: () => ({ all: this.CONSUME(t.NameLike) }) },
    ]);
    this.CONSUME(t.From);
    const from = this.OR2([{ ALT: () => this.CONSUME(t.StringLiteral) }, { ALT: () => this.CONSUME(t.RawString) }]);
    return this.ACTION(() =>
      this.#documented({
        kind: "import",
        ...(what.names && { names: what.names.map((name) => this.#name(name)) }),
        ...(what.all && { all: this.#name(what.all) }),
        from: { text: from.image.replace(/^r?"|"$/g, ""), span: this.#span(from) },
        span: this.#span(first, from),
      }),
    );
  });

  names = this.RULE("names", (): IToken[] => {
    const names: IToken[] = [];
    this.CONSUME(t.OpenCurly);
    names.push(this.CONSUME(t.NameLike));
    this.MANY(() => {
      this.CONSUME(t.Comma);
      names.push(this.CONSUME2(t.NameLike));
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.CloseCurly);
    return names;
  });

  binding = this.RULE("binding", (): Statement => {
    const target = this.OR<{ names: IToken[]; parts: boolean }>([
      { ALT: () => ({ names: this.SUBRULE(this.names), parts: true }) },
      { ALT: () => ({ names: [this.CONSUME(t.NameLike)], parts: false }) },
    ]);
    this.CONSUME(t.Assign);
    const value = this.SUBRULE(this.expression);
    const when = this.OPTION(() => {
      this.CONSUME(t.When);
      return this.SUBRULE2(this.disjunction);
    });
    return this.ACTION(() => {
      const names = target.names.map((name) => this.#name(name));
      const start = names[0]?.span ?? value.span;
      return this.#documented({ kind: "binding", names, parts: target.parts, value, ...(when && { when }), span: cover(start, (when ?? value).span) });
    });
  });

  expression = this.RULE("expression", (): Expression => {
    const head = this.SUBRULE(this.disjunction);
    const steps: CallExpression[] = [];
    this.MANY(() => {
      this.CONSUME(t.PipeSign);
      steps.push(this.SUBRULE(this.call));
    });
    return this.ACTION(() => {
      const last = steps.at(-1);
      return last ? { kind: "pipe", head, steps, span: cover(head.span, last.span) } : head;
    });
  });

  #chain(left: Expression, operator: BinaryOperator, right: Expression): Expression {
    return { kind: "binary", operator, left, right, span: cover(left.span, right.span) };
  }

  disjunction = this.RULE("disjunction", (): Expression => {
    let left = this.SUBRULE(this.conjunction);
    this.MANY(() => {
      this.CONSUME(t.Or);
      const right = this.SUBRULE2(this.conjunction);
      left = this.ACTION(() => this.#chain(left, "or", right));
    });
    return left;
  });

  conjunction = this.RULE("conjunction", (): Expression => {
    let left = this.SUBRULE(this.negation);
    this.MANY(() => {
      this.CONSUME(t.And);
      const right = this.SUBRULE2(this.negation);
      left = this.ACTION(() => this.#chain(left, "and", right));
    });
    return left;
  });

  negation = this.RULE("negation", (): Expression => {
    const signs: IToken[] = [];
    this.MANY(() => signs.push(this.CONSUME(t.Not)));
    const operand = this.SUBRULE(this.comparison);
    return this.ACTION(() =>
      signs.reduceRight<Expression>((inner, sign) => ({ kind: "unary", operator: "not", operand: inner, span: cover(this.#span(sign), inner.span) }), operand),
    );
  });

  comparison = this.RULE("comparison", (): Expression => {
    const left = this.SUBRULE(this.default);
    const right = this.OPTION(() => {
      const sign = this.OR([t.Equal, t.Unequal, t.Less, t.AtMost, t.Greater, t.AtLeast, t.In].map((type) => ({ ALT: () => this.CONSUME(type) })));
      return { sign, operand: this.SUBRULE2(this.default) };
    });
    return this.ACTION(() => (right ? this.#chain(left, right.sign.image as BinaryOperator, right.operand) : left));
  });

  default = this.RULE("default", (): Expression => {
    let left = this.SUBRULE(this.range);
    this.MANY(() => {
      this.CONSUME(t.Default);
      const right = this.SUBRULE2(this.range);
      left = this.ACTION(() => this.#chain(left, "??", right));
    });
    return left;
  });

  range = this.RULE("range", (): Expression => {
    const from = this.SUBRULE(this.sum);
    const rest = this.OPTION(() => {
      this.CONSUME(t.Range);
      const to = this.SUBRULE2(this.sum);
      const log = this.OPTION2(() => this.CONSUME(t.Log));
      return { to, log };
    });
    return this.ACTION(() => {
      if (!rest) return from;
      const span = cover(from.span, rest.log ? this.#span(rest.log) : rest.to.span);
      return { kind: "range", from, to: rest.to, scale: rest.log ? "log" : "linear", span };
    });
  });

  sum = this.RULE("sum", (): Expression => {
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const sign = this.OR([{ ALT: () => this.CONSUME(t.Plus) }, { ALT: () => this.CONSUME(t.Minus) }]);
      const right = this.SUBRULE2(this.product);
      left = this.ACTION(() => this.#chain(left, sign.image as BinaryOperator, right));
    });
    return left;
  });

  product = this.RULE("product", (): Expression => {
    let left = this.SUBRULE(this.unary);
    this.MANY(() => {
      const sign = this.OR([{ ALT: () => this.CONSUME(t.Times) }, { ALT: () => this.CONSUME(t.Divide) }]);
      const right = this.SUBRULE2(this.unary);
      left = this.ACTION(() => this.#chain(left, sign.image as BinaryOperator, right));
    });
    return left;
  });

  unary = this.RULE("unary", (): Expression =>
    this.OR<Expression>([
      {
        ALT: () => {
          const sign = this.CONSUME(t.Minus);
          const operand = this.SUBRULE(this.unary);
          return this.ACTION(() => ({ kind: "unary", operator: "-", operand, span: cover(this.#span(sign), operand.span) }));
        },
      },
      { ALT: () => this.SUBRULE(this.power) },
    ]),
  );

  power = this.RULE("power", (): Expression => {
    const base = this.SUBRULE(this.postfix);
    const exponent = this.OPTION(() => {
      this.CONSUME(t.Power);
      return this.SUBRULE(this.unary);
    });
    return this.ACTION(() => (exponent ? this.#chain(base, "^", exponent) : base));
  });

  postfix = this.RULE("postfix", (): Expression => {
    let object = this.SUBRULE(this.primary);
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const member = this.CONSUME(t.Column);
            object = this.ACTION(() => ({ kind: "member", object, member: this.#member(member), span: cover(object.span, this.#span(member)) }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.OpenSquare);
            const index = this.SUBRULE(this.expression);
            const last = this.CONSUME(t.CloseSquare);
            object = this.ACTION(() => ({ kind: "index", object, index, span: cover(object.span, this.#span(last)) }));
          },
        },
      ]);
    });
    return object;
  });

  #member(token: IToken): Identifier {
    const span = this.#span(token);
    return { text: columnName(token), span: { ...span, start: span.start + 1 } };
  }

  primary = this.RULE("primary", (): Expression =>
    this.OR<Expression>([
      { ALT: () => this.SUBRULE(this.literal) },
      { GATE: () => this.LA(2).tokenType === t.OpenRound, ALT: () => this.SUBRULE(this.call) },
      {
        ALT: () => {
          const token = this.CONSUME(t.NameLike);
          return this.ACTION(() => ({ kind: "name", name: token.image, span: this.#span(token) }));
        },
      },
      {
        ALT: () => {
          const first = this.CONSUME(t.OpenRound);
          const inner = this.SUBRULE(this.expression);
          const last = this.CONSUME(t.CloseRound);
          return this.ACTION(() => ({ kind: "group", inner, span: this.#span(first, last) }));
        },
      },
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.record) },
    ]),
  );

  literal = this.RULE("literal", (): Expression =>
    this.OR<Expression>([
      { ALT: () => this.#take(this.CONSUME(t.NumberToken), (token) => this.#number(token)) },
      { ALT: () => this.#take(this.CONSUME(t.StringLiteral), (token) => this.surroundings.text(token)) },
      { ALT: () => this.#take(this.CONSUME(t.RawString), (token) => ({ kind: "string", parts: [token.image.slice(2, -1)], span: this.#span(token) })) },
      { ALT: () => this.#word(this.CONSUME(t.True), true) },
      { ALT: () => this.#word(this.CONSUME(t.False), false) },
      { ALT: () => this.#word(this.CONSUME(t.Null), null) },
      { ALT: () => this.#take(this.CONSUME(t.Column), (token) => ({ kind: "column", column: columnName(token), span: this.#span(token) })) },
    ]),
  );

  #take(token: IToken, make: (token: IToken) => Expression): Expression {
    return this.ACTION(() => make(token));
  }

  #word(token: IToken, value: true | false | null): Expression {
    return this.#take(token, () => ({ kind: "word", value, span: this.#span(token) }));
  }

  #number(token: IToken): NumberLiteral {
    return { kind: "number", ...readNumber(token.image), text: token.image, span: this.#span(token) };
  }

  list = this.RULE("list", (): Expression => {
    const items: Expression[] = [];
    const first = this.CONSUME(t.OpenSquare);
    this.OPTION(() => {
      items.push(this.SUBRULE(this.expression));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        items.push(this.SUBRULE2(this.expression));
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    const last = this.CONSUME(t.CloseSquare);
    return this.ACTION(() => ({ kind: "list", items, span: this.#span(first, last) }));
  });

  record = this.RULE("record", (): Expression => {
    const entries: { name: Identifier; value: Expression }[] = [];
    const first = this.CONSUME(t.OpenCurly);
    this.OPTION(() => {
      entries.push(this.SUBRULE(this.entry));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        entries.push(this.SUBRULE2(this.entry));
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    const last = this.CONSUME(t.CloseCurly);
    return this.ACTION(() => ({ kind: "record", entries, span: this.#span(first, last) }));
  });

  entry = this.RULE("entry", (): { name: Identifier; value: Expression } => {
    const name = this.CONSUME(t.AnyWord);
    this.CONSUME(t.Colon);
    const value = this.SUBRULE(this.expression);
    return this.ACTION(() => ({ name: this.#name(name), value }));
  });

  call = this.RULE("call", (): CallExpression => {
    const callee = this.CONSUME(t.NameLike);
    const args: Argument[] = [];
    this.CONSUME(t.OpenRound);
    this.OPTION(() => {
      args.push(this.SUBRULE(this.argument));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        args.push(this.SUBRULE2(this.argument));
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    const last = this.CONSUME(t.CloseRound);
    return this.ACTION(() => ({ kind: "call", callee: this.#name(callee), args, span: this.#span(callee, last) }));
  });

  argument = this.RULE("argument", (): Argument => {
    const name = this.OPTION({
      GATE: () => this.LA(2).tokenType === t.Colon,
      DEF: () => {
        const word = this.CONSUME(t.AnyWord);
        this.CONSUME(t.Colon);
        return word;
      },
    });
    const value = this.SUBRULE(this.expression);
    return this.ACTION(() => ({ ...(name && { name: this.#name(name) }), value, span: name ? cover(this.#span(name), value.span) : value.span }));
  });
}

/** `.age` and `` .`Beak Length (mm)` `` without dot and backticks. */
export const columnName = (token: IToken): string => token.image.replace(/^\.`?|`$/g, "");

let grammar: Grammar | undefined;

/** The one parser: building it is costly. */
export function grammarFor(tokens: readonly IToken[], surroundings: Surroundings): Grammar {
  grammar ??= new Grammar();
  grammar.input = [...tokens];
  grammar.surroundings = surroundings;
  return grammar;
}


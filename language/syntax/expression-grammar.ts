import { EmbeddedActionsParser, type IToken } from "chevrotain";
import type { Argument, BinaryOperator, CallExpression, Expression, Identifier, NumberLiteral } from "./ast.ts";
import { readNumber } from "./numbers.ts";
import { cover, type Span } from "./span.ts";
import * as t from "./tokens.ts";

/** What the grammar asks of its surroundings: where it reads, and how the inside of a string becomes an expression. */
export interface Surroundings {
  readonly file: string;
  /** The documentation in front of what begins at an offset. */
  readonly docBefore: (offset: number) => string | undefined;
  readonly text: (token: IToken) => Expression;
}

/**
 * The expressions of the language, one rule a method (EBNF; newlines mean nothing):
 *
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
export abstract class ExpressionGrammar extends EmbeddedActionsParser {
  surroundings: Surroundings = { file: "", docBefore: () => undefined, text: () => ({ kind: "missing", span: { file: "", start: 0, end: 0 } }) };

  /** `validated`: look for mistakes in the grammar itself, as a test does; it takes longer than most files. */
  constructor(validated = false) {
    super([...t.allTokens], { recoveryEnabled: false, maxLookahead: 3, nodeLocationTracking: "none", skipValidations: !validated });
  }

  protected spanOf(first: IToken, last: IToken = first): Span {
    return { file: this.surroundings.file, start: first.startOffset, end: (last.endOffset ?? last.startOffset) + 1 };
  }

  protected nameOf(token: IToken): Identifier {
    return { text: token.image, span: this.spanOf(token) };
  }

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

  protected chain(left: Expression, operator: BinaryOperator, right: Expression): Expression {
    return { kind: "binary", operator, left, right, span: cover(left.span, right.span) };
  }

  disjunction = this.RULE("disjunction", (): Expression => {
    let left = this.SUBRULE(this.conjunction);
    this.MANY(() => {
      this.CONSUME(t.Or);
      const right = this.SUBRULE2(this.conjunction);
      left = this.ACTION(() => this.chain(left, "or", right));
    });
    return left;
  });

  conjunction = this.RULE("conjunction", (): Expression => {
    let left = this.SUBRULE(this.negation);
    this.MANY(() => {
      this.CONSUME(t.And);
      const right = this.SUBRULE2(this.negation);
      left = this.ACTION(() => this.chain(left, "and", right));
    });
    return left;
  });

  negation = this.RULE("negation", (): Expression => {
    const signs: IToken[] = [];
    this.MANY(() => signs.push(this.CONSUME(t.Not)));
    const operand = this.SUBRULE(this.comparison);
    return this.ACTION(() =>
      signs.reduceRight<Expression>((inner, sign) => ({ kind: "unary", operator: "not", operand: inner, span: cover(this.spanOf(sign), inner.span) }), operand),
    );
  });

  comparison = this.RULE("comparison", (): Expression => {
    const left = this.SUBRULE(this.default);
    const right = this.OPTION(() => {
      const sign = this.OR([t.Equal, t.Unequal, t.Less, t.AtMost, t.Greater, t.AtLeast, t.In].map((type) => ({ ALT: () => this.CONSUME(type) })));
      return { sign, operand: this.SUBRULE2(this.default) };
    });
    return this.ACTION(() => (right ? this.chain(left, right.sign.image as BinaryOperator, right.operand) : left));
  });

  default = this.RULE("default", (): Expression => {
    let left = this.SUBRULE(this.range);
    this.MANY(() => {
      this.CONSUME(t.Default);
      const right = this.SUBRULE2(this.range);
      left = this.ACTION(() => this.chain(left, "??", right));
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
      const span = cover(from.span, rest.log ? this.spanOf(rest.log) : rest.to.span);
      return { kind: "range", from, to: rest.to, scale: rest.log ? "log" : "linear", span };
    });
  });

  sum = this.RULE("sum", (): Expression => {
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const sign = this.OR([{ ALT: () => this.CONSUME(t.Plus) }, { ALT: () => this.CONSUME(t.Minus) }]);
      const right = this.SUBRULE2(this.product);
      left = this.ACTION(() => this.chain(left, sign.image as BinaryOperator, right));
    });
    return left;
  });

  product = this.RULE("product", (): Expression => {
    let left = this.SUBRULE(this.unary);
    this.MANY(() => {
      const sign = this.OR([{ ALT: () => this.CONSUME(t.Times) }, { ALT: () => this.CONSUME(t.Divide) }]);
      const right = this.SUBRULE2(this.unary);
      left = this.ACTION(() => this.chain(left, sign.image as BinaryOperator, right));
    });
    return left;
  });

  unary = this.RULE("unary", (): Expression =>
    this.OR<Expression>([
      {
        ALT: () => {
          const sign = this.CONSUME(t.Minus);
          const operand = this.SUBRULE(this.unary);
          return this.ACTION(() => ({ kind: "unary", operator: "-", operand, span: cover(this.spanOf(sign), operand.span) }));
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
    return this.ACTION(() => (exponent ? this.chain(base, "^", exponent) : base));
  });

  postfix = this.RULE("postfix", (): Expression => {
    let object = this.SUBRULE(this.primary);
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const member = this.CONSUME(t.Column);
            object = this.ACTION(() => ({ kind: "member", object, member: this.memberOf(member), span: cover(object.span, this.spanOf(member)) }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.OpenSquare);
            const index = this.SUBRULE(this.expression);
            const last = this.CONSUME(t.CloseSquare);
            object = this.ACTION(() => ({ kind: "index", object, index, span: cover(object.span, this.spanOf(last)) }));
          },
        },
      ]);
    });
    return object;
  });

  protected memberOf(token: IToken): Identifier {
    const span = this.spanOf(token);
    return { text: columnName(token), span: { ...span, start: span.start + 1 } };
  }

  primary = this.RULE("primary", (): Expression =>
    this.OR<Expression>([
      { ALT: () => this.SUBRULE(this.literal) },
      { GATE: () => this.LA(2).tokenType === t.OpenRound, ALT: () => this.SUBRULE(this.call) },
      {
        ALT: () => {
          const token = this.CONSUME(t.NameLike);
          return this.ACTION(() => ({ kind: "name", name: token.image, span: this.spanOf(token) }));
        },
      },
      {
        ALT: () => {
          const first = this.CONSUME(t.OpenRound);
          const inner = this.SUBRULE(this.expression);
          const last = this.CONSUME(t.CloseRound);
          return this.ACTION(() => ({ kind: "group", inner, span: this.spanOf(first, last) }));
        },
      },
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.record) },
    ]),
  );

  literal = this.RULE("literal", (): Expression =>
    this.OR<Expression>([
      { ALT: () => this.take(this.CONSUME(t.NumberToken), (token) => this.numberOf(token)) },
      { ALT: () => this.take(this.CONSUME(t.StringLiteral), (token) => this.surroundings.text(token)) },
      { ALT: () => this.take(this.CONSUME(t.RawString), (token) => ({ kind: "string", parts: [token.image.slice(2, -1)], span: this.spanOf(token) })) },
      { ALT: () => this.wordOf(this.CONSUME(t.True), true) },
      { ALT: () => this.wordOf(this.CONSUME(t.False), false) },
      { ALT: () => this.wordOf(this.CONSUME(t.Null), null) },
      { ALT: () => this.take(this.CONSUME(t.Column), (token) => ({ kind: "column", column: columnName(token), span: this.spanOf(token) })) },
    ]),
  );

  protected take(token: IToken, make: (token: IToken) => Expression): Expression {
    return this.ACTION(() => make(token));
  }

  protected wordOf(token: IToken, value: true | false | null): Expression {
    return this.take(token, () => ({ kind: "word", value, span: this.spanOf(token) }));
  }

  protected numberOf(token: IToken): NumberLiteral {
    return { kind: "number", ...readNumber(token.image), text: token.image, span: this.spanOf(token) };
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
    return this.ACTION(() => ({ kind: "list", items, span: this.spanOf(first, last) }));
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
    return this.ACTION(() => ({ kind: "record", entries, span: this.spanOf(first, last) }));
  });

  entry = this.RULE("entry", (): { name: Identifier; value: Expression } => {
    const name = this.CONSUME(t.AnyWord);
    this.CONSUME(t.Colon);
    const value = this.SUBRULE(this.expression);
    return this.ACTION(() => ({ name: this.nameOf(name), value }));
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
    return this.ACTION(() => ({ kind: "call", callee: this.nameOf(callee), args, span: this.spanOf(callee, last) }));
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
    return this.ACTION(() => ({ ...(name && { name: this.nameOf(name) }), value, span: name ? cover(this.spanOf(name), value.span) : value.span }));
  });
}

/** `.age` and `` .`Beak Length (mm)` `` without dot and backticks. */
export const columnName = (token: IToken): string => token.image.replace(/^\.`?|`$/g, "");

import type { IToken } from "chevrotain";
import type { BindingStatement, Expression, FunctionParameter, FunctionStatement, Identifier, SchemaEntry, SchemaField, SchemaKey, SchemaPromise, SchemaRule, Statement, TestClause, TypeExpression } from "./ast.ts";
import { columnName, ExpressionGrammar, type Surroundings } from "./expression-grammar.ts";
import { cover, type Span } from "./span.ts";
import * as t from "./tokens.ts";

/**
 * The statements of the language, one rule a method (EBNF; newlines mean nothing):
 *
 *     statement  = "pipeline" name | "param" name ":" type [ "=" expression ] | "seed" number
 *                | "schema" name "{" [ element { "," element } [ "," ] ] "}"
 *                | "import" ( "{" name { "," name } [ "," ] "}" | name ) "from" string
 *                | "fn" name "(" [ parameter { "," parameter } [ "," ] ] ")" ( "=" expression | "{" { binding } "}" ) | test | binding
 *     element    = field | key | rule
 *     key        = name "(" column { "," column } [ "," ] ")"
 *     rule       = "expect" or
 *     field      = column ":" type { "in" range | word [ string ] }
 *     test       = "test" string "{" { "given" name "=" expression | "expect" expression } "}"
 *     parameter  = name [ ":" type ] [ "=" or ]
 *     binding    = ( name | "{" name { "," name } [ "," ] "}" ) "=" expression [ "when" or ]
 *     type       = name [ "(" [ expression { "," expression } [ "," ] ] ")" ] [ "?" ]
 */
export class Grammar extends ExpressionGrammar {
  constructor(validated = false) {
    super(validated);
    this.performSelfAnalysis();
  }

  /** What a string without interpolation and escapes says. */
  protected quotedNameOf(token: IToken): Identifier {
    return { text: token.image.replace(/^r?"|"$/g, ""), span: this.spanOf(token) };
  }

  protected columnOf(token: IToken): Identifier {
    return { text: columnName(token), span: this.spanOf(token) };
  }

  protected documented<Node extends { readonly span: Span }>(node: Node): Node & { doc?: string } {
    const doc = this.surroundings.docBefore(node.span.start);
    return doc === undefined ? node : { ...node, doc };
  }

  statement = this.RULE("statement", (): Statement =>
    this.OR<Statement>([
      { ALT: () => this.SUBRULE(this.pipeline) },
      { ALT: () => this.SUBRULE(this.param) },
      { ALT: () => this.SUBRULE(this.seed) },
      { ALT: () => this.SUBRULE(this.schema) },
      { ALT: () => this.SUBRULE(this.importing) },
      { ALT: () => this.SUBRULE(this.func) },
      { ALT: () => this.SUBRULE(this.testing) },
      { ALT: () => this.SUBRULE(this.binding) },
    ]),
  );

  pipeline = this.RULE("pipeline", (): Statement => {
    const first = this.CONSUME(t.Pipeline);
    const name = this.CONSUME(t.NameLike);
    return this.ACTION(() => this.documented({ kind: "pipeline", name: this.nameOf(name), span: this.spanOf(first, name) }));
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
      return this.documented({ kind: "param", name: this.nameOf(name), type, ...(value && { value }), span: cover(this.spanOf(first), end) });
    });
  });

  seed = this.RULE("seed", (): Statement => {
    const first = this.CONSUME(t.Seed);
    const token = this.CONSUME(t.NumberToken);
    return this.ACTION(() => this.documented({ kind: "seed", value: this.numberOf(token), span: this.spanOf(first, token) }));
  });

  schema = this.RULE("schema", (): Statement => {
    const first = this.CONSUME(t.SchemaWord);
    const name = this.CONSUME(t.NameLike);
    const entries: SchemaEntry[] = [];
    this.CONSUME(t.OpenCurly);
    this.OPTION(() => {
      entries.push(this.SUBRULE(this.element));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        entries.push(this.SUBRULE2(this.element));
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    const last = this.CONSUME(t.CloseCurly);
    return this.ACTION(() => this.documented({ kind: "schema", name: this.nameOf(name), entries, span: this.spanOf(first, last) }));
  });

  element = this.RULE("element", (): SchemaEntry => this.OR<SchemaEntry>([{ ALT: () => this.SUBRULE(this.field) }, { ALT: () => this.SUBRULE(this.key) }, { ALT: () => this.SUBRULE(this.rule) }]));

  key = this.RULE("key", (): SchemaKey => {
    const word = this.CONSUME(t.Name);
    this.CONSUME(t.OpenRound);
    const columns = [this.CONSUME(t.Column)];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      columns.push(this.CONSUME2(t.Column));
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    const last = this.CONSUME(t.CloseRound);
    return this.ACTION(() => this.documented({ kind: "key", word: this.nameOf(word), columns: columns.map((column) => this.columnOf(column)), span: this.spanOf(word, last) }));
  });

  rule = this.RULE("rule", (): SchemaRule => {
    const first = this.CONSUME(t.Expect);
    const condition = this.SUBRULE(this.disjunction);
    return this.ACTION(() => this.documented({ kind: "rule", condition, span: cover(this.spanOf(first), condition.span) }));
  });

  field = this.RULE("field", (): SchemaField => {
    const column = this.CONSUME(t.Column);
    this.CONSUME(t.Colon);
    const type = this.SUBRULE(this.type);
    const promises: SchemaPromise[] = [];
    this.MANY(() => promises.push(this.SUBRULE(this.promise)));
    return this.ACTION(() => {
      const last = promises.at(-1) ?? type;
      return this.documented({ kind: "field", column: this.columnOf(column), type, promises, span: cover(this.spanOf(column), last.span) });
    });
  });

  promise = this.RULE("promise", (): SchemaPromise =>
    this.OR<SchemaPromise>([
      {
        ALT: () => {
          const first = this.CONSUME(t.In);
          const range = this.SUBRULE(this.range);
          return this.ACTION(() => ({ kind: "in", range, span: cover(this.spanOf(first), range.span) }));
        },
      },
      {
        ALT: () => {
          const word = this.CONSUME(t.NameLike);
          const value = this.OPTION(() => this.SUBRULE(this.textLiteral));
          return this.ACTION(() => ({ kind: "word", word: this.nameOf(word), ...(value && { value }), span: value ? cover(this.spanOf(word), value.span) : this.spanOf(word) }));
        },
      },
    ]),
  );

  textLiteral = this.RULE("textLiteral", (): Expression => {
    const token = this.OR([{ ALT: () => this.CONSUME(t.StringLiteral) }, { ALT: () => this.CONSUME(t.RawString) }]);
    return this.ACTION(() => (token.tokenType === t.RawString ? { kind: "string", parts: [token.image.slice(2, -1)], span: this.spanOf(token) } : this.surroundings.text(token)));
  });

  type = this.RULE("type", (): TypeExpression => {
    const name = this.CONSUME(t.NameLike);
    let last = name;
    const args: Expression[] = [];
    this.OPTION(() => {
      this.CONSUME(t.OpenRound);
      this.OPTION3(() => {
        args.push(this.SUBRULE(this.expression));
        this.MANY(() => {
          this.CONSUME(t.Comma);
          args.push(this.SUBRULE2(this.expression));
        });
        this.OPTION4(() => this.CONSUME2(t.Comma));
      });
      last = this.CONSUME(t.CloseRound);
    });
    const optional = this.OPTION2(() => this.CONSUME(t.Optional));
    return this.ACTION(() => ({ name: this.nameOf(name), args, optional: optional !== undefined, span: this.spanOf(name, optional ?? last) }));
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
      this.documented({
        kind: "import",
        ...(what.names && { names: what.names.map((name) => this.nameOf(name)) }),
        ...(what.all && { all: this.nameOf(what.all) }),
        from: this.quotedNameOf(from),
        span: this.spanOf(first, from),
      }),
    );
  });

  func = this.RULE("func", (): Statement => {
    const first = this.CONSUME(t.Fn);
    const name = this.CONSUME(t.NameLike);
    const params: FunctionParameter[] = [];
    this.CONSUME(t.OpenRound);
    this.OPTION(() => {
      params.push(this.SUBRULE(this.parameter));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        params.push(this.SUBRULE2(this.parameter));
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.CloseRound);
    const { body, end } = this.OR<{ body: FunctionStatement["body"]; end: Span }>([
      {
        ALT: () => {
          this.CONSUME(t.Assign);
          const value = this.SUBRULE(this.expression);
          return this.ACTION(() => ({ body: { kind: "expression", value }, end: value.span }));
        },
      },
      {
        ALT: () => {
          const bindings: BindingStatement[] = [];
          this.CONSUME(t.OpenCurly);
          this.MANY2(() => bindings.push(this.SUBRULE(this.binding)));
          const last = this.CONSUME(t.CloseCurly);
          return this.ACTION(() => ({ body: { kind: "block", bindings }, end: this.spanOf(last) }));
        },
      },
    ]);
    return this.ACTION(() => this.documented({ kind: "function", name: this.nameOf(name), params, body, span: cover(this.spanOf(first), end) }));
  });

  parameter = this.RULE("parameter", (): FunctionParameter => {
    const name = this.CONSUME(t.NameLike);
    const type = this.OPTION(() => {
      this.CONSUME(t.Colon);
      return this.SUBRULE(this.type);
    });
    const value = this.OPTION2(() => {
      this.CONSUME(t.Assign);
      return this.SUBRULE(this.disjunction);
    });
    return this.ACTION(() => {
      const end = (value ?? type)?.span ?? this.spanOf(name);
      return { name: this.nameOf(name), ...(type && { type }), ...(value && { value }), span: cover(this.spanOf(name), end) };
    });
  });

  testing = this.RULE("testing", (): Statement => {
    const first = this.CONSUME(t.Test);
    const name = this.OR([{ ALT: () => this.CONSUME(t.StringLiteral) }, { ALT: () => this.CONSUME(t.RawString) }]);
    const clauses: TestClause[] = [];
    this.CONSUME(t.OpenCurly);
    this.MANY(() => clauses.push(this.SUBRULE(this.clause)));
    const last = this.CONSUME(t.CloseCurly);
    return this.ACTION(() => this.documented({ kind: "test", name: this.quotedNameOf(name), clauses, span: this.spanOf(first, last) }));
  });

  clause = this.RULE("clause", (): TestClause =>
    this.OR<TestClause>([
      {
        ALT: () => {
          const first = this.CONSUME(t.Given);
          const name = this.CONSUME(t.NameLike);
          this.CONSUME(t.Assign);
          const value = this.SUBRULE(this.expression);
          return this.ACTION(() => ({ kind: "given", name: this.nameOf(name), value, span: cover(this.spanOf(first), value.span) }));
        },
      },
      {
        ALT: () => {
          const first = this.CONSUME(t.Expect);
          const value = this.SUBRULE2(this.expression);
          return this.ACTION(() => ({ kind: "expect", value, span: cover(this.spanOf(first), value.span) }));
        },
      },
    ]),
  );

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

  binding = this.RULE("binding", (): BindingStatement => {
    const target = this.OR<{ first: IToken; names: IToken[]; parts: boolean }>([
      {
        ALT: () => {
          const first = this.LA(1);
          return { first, names: this.SUBRULE(this.names), parts: true };
        },
      },
      {
        ALT: () => {
          const first = this.CONSUME(t.NameLike);
          return { first, names: [first], parts: false };
        },
      },
    ]);
    this.CONSUME(t.Assign);
    const value = this.SUBRULE(this.expression);
    const when = this.OPTION(() => {
      this.CONSUME(t.When);
      return this.SUBRULE2(this.disjunction);
    });
    return this.ACTION(() => {
      const names = target.names.map((name) => this.nameOf(name));
      const start = this.spanOf(target.first);
      return this.documented({ kind: "binding", names, parts: target.parts, value, ...(when && { when }), span: cover(start, (when ?? value).span) });
    });
  });
}

let grammar: Grammar | undefined;

/** The one parser: building it is costly. */
export function grammarFor(tokens: readonly IToken[], surroundings: Surroundings): Grammar {
  grammar ??= new Grammar();
  grammar.input = [...tokens];
  grammar.surroundings = surroundings;
  return grammar;
}


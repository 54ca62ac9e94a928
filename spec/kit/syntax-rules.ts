/** A rule of the grammar as the reference shows it. */
export interface ShownRule {
  /** Its method in `language/syntax/grammar.ts`. */
  readonly rule: string;
  /** What the reference calls it: as in the EBNF of `spec/language.md`. */
  readonly name: string;
  readonly sentence: string;
}

const shown = (rule: string, sentence: string, name = rule): ShownRule => ({ rule, name, sentence });

/** Every rule of the grammar in the order in which the reference shows them. */
export const shownRules: readonly ShownRule[] = [
  shown("statement", "A file is any number of statements, in any order."),
  shown("pipeline", "The pipeline's name."),
  shown("param", "A value that may be given from outside, with its type and a default."),
  shown("seed", "The whole number that every random choice follows from."),
  shown("schema", "The columns that a file must have, and what holds of its rows."),
  shown("element", "A column, or a promise of whole rows."),
  shown("field", "A column with its type, and what it promises of its values."),
  shown("promise", "A range that the values lie in, or a word such as `unique`, some of them with a text behind: `unit \"kg\"`."),
  shown("key", "Columns whose values together stand in no two rows: `unique(.order, .line)`."),
  shown("rule", "A condition that holds for each row, unless it is unknown."),
  shown("textLiteral", "A text.", "text"),
  shown("type", "The name of a type, with its values for a category, and `?` where a value may be missing."),
  shown("importing", "Declarations of another file, or nodes of a module.", "import"),
  shown("names", "Names in curly brackets: of what is imported, or of the parts of a value."),
  shown("func", "A function: an expression with parameters, or a block of bindings.", "fn"),
  shown("parameter", "A parameter of a function, with a type and a default if it has them."),
  shown("testing", "A test of what the file declares.", "test"),
  shown("clause", "What a test gives, or what it expects."),
  shown("binding", "A name for a value, or names for its parts; behind `when` stands the condition under which it is computed."),
  shown("expression", "A value, and the steps that it goes through."),
  shown("disjunction", "True where one of the conditions is.", "or"),
  shown("conjunction", "True where all of the conditions are.", "and"),
  shown("negation", "The opposite of a condition.", "not"),
  shown("comparison", "Two values, compared; comparisons do not chain."),
  shown("default", "A value, or what counts where it is absent or `null`."),
  shown("range", "The values from one to another, on a linear or a logarithmic scale."),
  shown("sum", "Added and subtracted from the left."),
  shown("product", "Multiplied and divided from the left."),
  shown("unary", "A number with its sign changed."),
  shown("power", "A power, which groups from the right and binds tighter than the sign in front of it."),
  shown("postfix", "A value, its members, and a member of a family by its name."),
  shown("primary", "What operators stand between."),
  shown("literal", "A value that is written down, or a column."),
  shown("list", "Values in square brackets."),
  shown("record", "Values with names, in curly brackets."),
  shown("entry", "A name in a record with its value; any word may be one."),
  shown("call", "A call of a node or a function."),
  shown("argument", "What a call gives, with the parameter's name or without."),
];

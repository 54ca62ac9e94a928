import { createToken, Lexer, type CustomPatternMatcherFunc, type ITokenConfig, type TokenType } from "chevrotain";
import { stringToken } from "./strings.ts";
import { charactersThat, troubleToken } from "./troubles.ts";

/** A sticky pattern that may use Unicode classes, which Chevrotain's own patterns cannot. */
function sticky(source: string): CustomPatternMatcherFunc {
  const pattern = new RegExp(source, "uy");
  return (text, offset) => {
    pattern.lastIndex = offset;
    return pattern.exec(text) as RegExpExecArray | null;
  };
}

/** TextMate's name for what a token is: the editor's colours are made from this table. */
export type Scope =
  | "keyword.control.mlp"
  | "keyword.operator.mlp"
  | "keyword.operator.word.mlp"
  | "constant.language.mlp"
  | "constant.numeric.mlp"
  | "string.quoted.double.mlp"
  | "variable.other.member.mlp"
  | "variable.other.mlp"
  | "punctuation.mlp";

export interface TokenEntry {
  readonly token: TokenType;
  readonly scope: Scope;
  readonly doc: string;
}

const entries: TokenEntry[] = [];

function define(config: ITokenConfig, scope: Scope, doc: string): TokenType {
  const token = createToken(config);
  entries.push({ token, scope, doc });
  return token;
}

/** What a statement, a binding or a parameter may be named. */
export const NameLike = createToken({ name: "NameLike", pattern: Lexer.NA });
/** What may stand where nothing but a name is possible: behind a dot, before a colon. */
export const AnyWord = createToken({ name: "AnyWord", pattern: Lexer.NA });

export const nameSource = "[\\p{L}_][\\p{L}\\p{N}\\p{M}_]*";

export const Name = createToken({
  name: "Name",
  label: "a name",
  pattern: sticky(nameSource),
  start_chars_hint: charactersThat(/[\p{L}_]/u),
  line_breaks: false,
  categories: [NameLike, AnyWord],
});

function keyword(word: string, scope: Scope, doc: string, isName: boolean): TokenType {
  const categories = isName ? [NameLike, AnyWord] : [AnyWord];
  const name = word[0]?.toUpperCase() + word.slice(1);
  return define({ name, label: `\`${word}\``, pattern: word, longer_alt: Name, categories }, scope, doc);
}

export const Pipeline = keyword("pipeline", "keyword.control.mlp", "names the pipeline", true);
export const Param = keyword("param", "keyword.control.mlp", "declares a value that may be given from outside", true);
export const Seed = keyword("seed", "keyword.control.mlp", "fixes every random choice", true);
export const SchemaWord = keyword("schema", "keyword.control.mlp", "declares the columns of a file", true);
export const Import = keyword("import", "keyword.control.mlp", "brings declarations or nodes of another file", true);
export const Fn = keyword("fn", "keyword.control.mlp", "declares a function: a part of a pipeline with parameters", false);
export const Test = keyword("test", "keyword.control.mlp", "tests a part of the pipeline on rows of its own", true);
export const Given = keyword("given", "keyword.control.mlp", "says what stands for a binding or a param in a test", true);
export const Expect = keyword("expect", "keyword.control.mlp", "says what must hold in a test", true);
export const From = keyword("from", "keyword.control.mlp", "says where an import comes from", true);
export const Log = keyword("log", "keyword.operator.word.mlp", "makes a range logarithmic", true);
export const When = keyword("when", "keyword.control.mlp", "gates a node on a condition", false);
export const And = keyword("and", "keyword.operator.word.mlp", "both", false);
export const Or = keyword("or", "keyword.operator.word.mlp", "one or both", false);
export const Not = keyword("not", "keyword.operator.word.mlp", "the opposite", false);
export const In = keyword("in", "keyword.operator.word.mlp", "is one of a list", false);
export const True = keyword("true", "constant.language.mlp", "", false);
export const False = keyword("false", "constant.language.mlp", "", false);
export const Null = keyword("null", "constant.language.mlp", "no value", false);

/** Words kept for later: never names of bindings. */
export const Reserved = createToken({ name: "Reserved", pattern: Lexer.NA });
const reservedTokens = ["for", "if", "else", "let", "match"].map((word) =>
  createToken({ name: `Reserved_${word}`, label: `\`${word}\``, pattern: word, longer_alt: Name, categories: [Reserved, AnyWord] }),
);

export const StringLiteral = define(
  { name: "StringLiteral", label: "a string", pattern: (text, offset) => stringToken(text, offset), start_chars_hint: ['"'], line_breaks: true },
  "string.quoted.double.mlp",
  "text with `${…}` and escapes",
);
export const RawString = define({ name: "RawString", label: "a raw string", pattern: /r"[^"\n]*"/, line_breaks: false }, "string.quoted.double.mlp", "text as it stands");

export const Column = define(
  { name: "Column", label: "a column", pattern: sticky(`\\.(?:${nameSource}|\`[^\`\\n]+\`)`), start_chars_hint: ["."], line_breaks: false },
  "variable.other.member.mlp",
  "a column of the dataset in scope, or a member of a value",
);
/** Digits and the letters or `%` right behind them: `70%`, `15m`, `1e-3`. `0..9` is two numbers with `..` between. */
export const NumberToken = define(
  { name: "Number", label: "a number", pattern: sticky("\\d[\\d_]*(?:\\.\\d[\\d_]*)?(?:[eE][+-]?\\d+)?(?:%|[\\p{L}_]+)?"), start_chars_hint: [..."0123456789"], line_breaks: false },
  "constant.numeric.mlp",
  "a number, a share, a duration or a size",
);

const sign = (name: string, pattern: string, scope: Scope = "keyword.operator.mlp") => define({ name, label: `\`${pattern}\``, pattern }, scope, "");

export const PipeSign = sign("PipeSign", "|>");
export const Equal = sign("Equal", "==");
export const Unequal = sign("Unequal", "!=");
export const AtMost = sign("AtMost", "<=");
export const AtLeast = sign("AtLeast", ">=");
export const Less = sign("Less", "<");
export const Greater = sign("Greater", ">");
export const Assign = sign("Assign", "=");
export const Default = sign("Default", "??");
export const Optional = sign("Optional", "?");
export const Range = sign("Range", "..");
export const Plus = sign("Plus", "+");
export const Minus = sign("Minus", "-");
export const Times = sign("Times", "*");
export const Divide = sign("Divide", "/");
export const Power = sign("Power", "^");
export const Colon = sign("Colon", ":", "punctuation.mlp");
export const Comma = sign("Comma", ",", "punctuation.mlp");
export const OpenRound = sign("OpenRound", "(", "punctuation.mlp");
export const CloseRound = sign("CloseRound", ")", "punctuation.mlp");
export const OpenSquare = sign("OpenSquare", "[", "punctuation.mlp");
export const CloseSquare = sign("CloseSquare", "]", "punctuation.mlp");
export const OpenCurly = sign("OpenCurly", "{", "punctuation.mlp");
export const CloseCurly = sign("CloseCurly", "}", "punctuation.mlp");

entries.push({ token: Name, scope: "variable.other.mlp", doc: "a binding, a param, a node or a word" });

/** The table of tokens that people write. */
export const tokenTable: readonly TokenEntry[] = entries;

export const Comment = createToken({ name: "Comment", pattern: /\/\/[^\n\r]*/, group: "comments" });
/** What is known to be wrong wherever it stands: other languages' spellings, and what does not end. */
const Trouble = createToken({ name: "Trouble", pattern: troubleToken, start_chars_hint: charactersThat(/[^\p{L}\p{N}\s_]|r/u), group: "troubles", line_breaks: true });
const Space = createToken({ name: "Space", pattern: /[\s\uFEFF]+/, group: Lexer.SKIPPED, line_breaks: true });

/** In the order in which they are tried: longer before shorter, words before names. */
export const allTokens: readonly TokenType[] = [
  Space,
  Comment,
  StringLiteral,
  RawString,
  Range,
  Column,
  Trouble,
  NumberToken,
  ...entries.map(({ token }) => token).filter((token) => ![StringLiteral, RawString, Range, Column, NumberToken, Name].includes(token)),
  ...reservedTokens,
  Name,
  NameLike,
  AnyWord,
  Reserved,
];

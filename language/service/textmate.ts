import { units } from "../syntax/numbers.ts";
import { From, Log, NameLike, nameSource, tokenTable, type Scope, type TokenEntry } from "../syntax/tokens.ts";

interface Rule {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
  readonly beginCaptures?: Readonly<Record<string, { readonly name: string }>>;
  readonly endCaptures?: Readonly<Record<string, { readonly name: string }>>;
  readonly patterns?: readonly Rule[];
  readonly include?: string;
}

const wordStart = "(?<![\\p{L}\\p{N}\\p{M}_])";
const wordEnd = "(?![\\p{L}\\p{N}\\p{M}_])";
const notAName = "(?!\\s*:)";

/** What an entry of the table is written as, where that is fixed. */
function spellingOf({ token }: TokenEntry): string | undefined {
  return typeof token.PATTERN === "string" ? token.PATTERN : undefined;
}

const isWord = (text: string): boolean => /^\p{L}+$/u.test(text);
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const oneOf = (texts: readonly string[]): string => [...texts].sort((a, b) => b.length - a.length).map(escaped).join("|");

/**
 * The TextMate grammar of the language, for editors that colour by patterns: made from the table of tokens, so that a new word
 * or sign is coloured as soon as the lexer knows it. Its root scope is `source.mlp`.
 */
export function textMateGrammar(): object {
  return {
    name: "mlp",
    scopeName: "source.mlp",
    fileTypes: ["mlp"],
    patterns: rules,
    repository: { all: { patterns: rules } },
  };
}

/** Words that may also be names are keywords only where the grammar takes them as such. */
function wordRules(): Rule[] {
  return tokenTable.flatMap((entry): Rule[] => {
    const word = spellingOf(entry);
    if (word === undefined || !isWord(word)) return [];
    const { scope, token } = entry;
    if (token === From) return [{ name: scope, match: `${wordStart}${word}(?=\\s*r?")` }];
    if (token === Log) return [{ name: scope, match: `${wordStart}${word}${wordEnd}(?!\\s*[(:=])` }];
    const mayBeName = (token.CATEGORIES ?? []).includes(NameLike);
    if (mayBeName) return [{ match: `(^\\s*)(${word})(?=\\s+[\\p{L}\\p{N}_{"])`, captures: { 2: { name: scope } } }];
    return [{ name: scope, match: `${wordStart}${word}${wordEnd}${notAName}` }];
  });
}

function signRules(): Rule[] {
  const byScope = new Map<Scope, string[]>();
  for (const entry of tokenTable) {
    const sign = spellingOf(entry);
    if (sign !== undefined && !isWord(sign)) byScope.set(entry.scope, [...(byScope.get(entry.scope) ?? []), sign]);
  }
  return [...byScope].map(([name, signs]) => ({ name, match: oneOf(signs) }));
}

const comments: readonly Rule[] = [
  { name: "comment.line.documentation.mlp", match: "///.*$" },
  { name: "comment.line.double-slash.mlp", match: "//.*$" },
];

const string: Scope = "string.quoted.double.mlp";
const strings: readonly Rule[] = [
  { name: string, match: `${wordStart}r"[^"]*"` },
  {
    name: string,
    begin: '"',
    end: '"|$',
    patterns: [
      { name: "constant.character.escape.mlp", match: '\\\\(?:u\\{[0-9a-fA-F]{1,6}\\}|[ntr0"$\\\\])' },
      { name: "invalid.illegal.escape.mlp", match: "\\\\." },
      {
        name: "meta.interpolation.mlp",
        begin: "\\$\\{",
        end: "\\}",
        beginCaptures: { 0: { name: "punctuation.section.interpolation.begin.mlp" } },
        endCaptures: { 0: { name: "punctuation.section.interpolation.end.mlp" } },
        patterns: [{ include: "#all" }],
      },
    ],
  },
];

const braces: Rule = {
  begin: "\\{",
  end: "\\}",
  beginCaptures: { 0: { name: "punctuation.mlp" } },
  endCaptures: { 0: { name: "punctuation.mlp" } },
  patterns: [{ include: "#all" }],
};

const names: readonly Rule[] = [
  { name: "variable.other.member.mlp", match: `\\.(?:${nameSource}|\`[^\`]+\`)` },
  {
    match: `${wordStart}(\\d[\\d_]*(?:\\.\\d[\\d_]*)?(?:[eE][+-]?\\d+)?)(?:(${oneOf(units)})${wordEnd})?`,
    captures: { 1: { name: "constant.numeric.mlp" }, 2: { name: "keyword.other.unit.mlp" } },
  },
  { name: "variable.parameter.mlp", match: `${wordStart}${nameSource}(?=\\s*:)` },
  { name: "entity.name.function.mlp", match: `${wordStart}${nameSource}(?=\\s*\\()` },
];

const name: Rule = { name: "variable.other.mlp", match: `${wordStart}${nameSource}` };
const rangeSign: Rule = { name: "keyword.operator.mlp", match: "\\.\\." };

/** In the order in which they are tried at a place. */
const rules: readonly Rule[] = [...comments, ...strings, braces, rangeSign, ...wordRules(), ...names, name, ...signRules()];

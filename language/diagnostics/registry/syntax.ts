import { kind } from "../diagnostic.ts";

export const unexpected = kind<{ found: string; wanted: string; hint: string | undefined }>({
  code: "MLP1001",
  severity: "error",
  title: "Something else was expected",
  message: ({ found, wanted }) => `${found} where ${wanted} is needed`,
  help: ({ hint }) => hint,
  explain: "The text cannot be read as a pipeline at this place. Each statement is read by itself, so the rest of the file is still checked.",
  bad: 'rows = load("a.csv" "b.csv")\n',
  good: 'rows = load("npm:vega-datasets/data/cars.json")\n',
});

export const unclosed = kind<{ bracket: string; closer: string }>({
  code: "MLP1002",
  severity: "error",
  title: "A bracket is never closed",
  message: ({ bracket }) => `this \`${bracket}\` is never closed`,
  help: ({ closer }) => `put a \`${closer}\` where it ends`,
  explain: "Each opening bracket has its closing one inside the same statement.",
  bad: 'rows = load("npm:vega-datasets/data/cars.json"\n',
  good: 'rows = load("npm:vega-datasets/data/cars.json")\n',
});

export const unclosedString = kind<object>({
  code: "MLP1003",
  severity: "error",
  title: "A string does not end",
  message: () => "this string does not end on its line",
  help: () => 'close it with `"`; a line break inside is written `\\n`',
  explain: "A string begins and ends on one line; a missing quotation mark would otherwise swallow the rest of the file.",
  bad: 'name = "churn\n',
  good: 'name = "churn"\n',
});

export const unknownUnit = kind<{ unit: string; hint: string | undefined }>({
  code: "MLP1004",
  severity: "error",
  title: "Unknown unit",
  message: ({ unit }) => `there is no unit \`${unit}\``,
  help: ({ hint }) => hint,
  explain: "A number may have a unit right behind it: `%`, the durations `ms s m h d w`, the sizes `B KB MB GB TB` (powers of 1000) and `KiB MiB GiB TiB` (powers of 1024).",
  bad: "wait = 15min\n",
  good: "wait = 15m\n",
});

export const foreign = kind<{ written: string; instead: string }>({
  code: "MLP1005",
  severity: "error",
  title: "A spelling of another language",
  message: ({ written }) => `${written === "a backtick" ? written : `\`${written}\``} has no meaning here`,
  help: ({ instead }) => instead,
  explain: "Signs that other languages use are told with what stands for them here.",
  bad: "ok = 1 > 0 && 2 > 1\n",
  good: "ok = 1 > 0 and 2 > 1\n",
});

export const unexpectedCharacter = kind<{ character: string }>({
  code: "MLP1006",
  severity: "error",
  title: "A character without a meaning",
  message: ({ character }) => `\`${character}\` has no meaning here`,
  help: () => "names are letters, digits and `_`; a column of any other name is written in backticks: .`Beak Length (mm)`",
  explain: "The character belongs to no word, number or sign of the language.",
  bad: "price = 3 € 4\n",
  good: "price = 3 * 4\n",
});

export const tooDeep = kind<{ limit: number }>({
  code: "MLP1007",
  severity: "error",
  title: "An expression is nested too deeply",
  message: ({ limit }) => `this expression is nested or chained more than ${limit} deep`,
  help: () => "give parts of it names of their own",
  explain: "There is a limit to how deeply brackets may be nested and how many operators may stand in one expression, so that no file can exhaust the checker.",
});

export const reservedName = kind<{ word: string }>({
  code: "MLP1008",
  severity: "error",
  title: "A reserved word",
  message: ({ word }) => `\`${word}\` is a word of the language and cannot be a name here`,
  help: ({ word }) => `choose another name, such as \`${word}_\``,
  explain: "`for fn if else let match` are kept for the language; `and or not in true false null when` have a meaning in expressions. All of them may still name a parameter, a key or a column.",
  bad: "let = 3\n",
  good: "limit = 3\n",
});

export const misspeltKeyword = kind<{ word: string; nearest: string }>({
  code: "MLP1009",
  severity: "error",
  title: "A misspelt keyword",
  message: ({ word }) => `\`${word}\` begins no statement`,
  help: ({ nearest }) => `did you mean \`${nearest}\`?`,
  explain: "A statement is a binding (`name = …`) or begins with `pipeline`, `param`, `seed`, `schema` or `import`.",
  bad: "parm limit: float = 1\n",
  good: "param limit: float = 1\n",
});

export const chainedComparison = kind<object>({
  code: "MLP1010",
  severity: "error",
  title: "Comparisons in a chain",
  message: () => "comparisons cannot be chained",
  help: () => "join two of them by `and`: `a < b and b < c`",
  explain: "`a < b < c` would compare a condition with `c`. Write both comparisons.",
  bad: "ok = 1 < 2 < 3\n",
  good: "ok = 1 < 2 and 2 < 3\n",
});

export const unknownEscape = kind<{ escape: string }>({
  code: "MLP1011",
  severity: "error",
  title: "Unknown escape",
  message: ({ escape }) => `\`${escape}\` means nothing in a string`,
  help: () => 'known are \\n \\t \\r \\\\ \\" \\$ \\0 and \\u{1F600}; a raw string r"…" has none',
  explain: "A backslash in a string begins an escape. Paths with backslashes are best written as raw strings.",
  bad: 'file = "data\\cars.csv"\n',
  good: 'file = r"data\\cars.csv"\n',
});

export const unkeptNumber = kind<{ written: string; kept: string }>({
  code: "MLP1012",
  severity: "error",
  title: "A number that cannot be kept",
  message: ({ written }) => `\`${written}\` is beyond the numbers that can be kept exactly`,
  help: ({ kept }) => kept,
  explain: "Numbers have 64 bits, as in IEEE 754. Integers are exact up to 9007199254740991; the largest float is about 1.8e308. Identifiers with more digits are text: write them in quotes, and `cast` the column to string.",
  bad: "limit = 1e999\n",
  good: "limit = 1e99\n",
});

export const unclosedColumn = kind<{ empty: boolean }>({
  code: "MLP1013",
  severity: "error",
  title: "A column's name does not end",
  message: ({ empty }) => (empty ? "a column without a name" : "the name of this column does not end on its line"),
  help: ({ empty }) => (empty ? "write the column's name between the backticks" : "close it with a backtick: .`Beak Length (mm)`"),
  explain: "A column whose name is more than a word stands between two backticks, on one line. A name that holds a backtick or a line break cannot be written; rename such a column where the file is made.",
  bad: "long = .`Beak Length (mm)\n",
  good: 'rows = load("npm:vega-datasets/data/penguins.json")\nlong = filter(rows, .`Beak Length (mm)` > 40)\n',
});

export const stringNotPlain = kind<{ what: string }>({
  code: "MLP1014",
  severity: "error",
  title: "A text that must stand as it is",
  message: ({ what }) => `${what} is read before anything is computed, so it holds no \`\${…}\` and no escapes`,
  help: () => 'write it as it is, as in `import { features } from "./features.mlp"` and `test "no charge" { … }`; a raw string r"…" may hold a backslash',
  explain: "Imports are resolved before names are: which declarations a file has cannot depend on a value. Neither can the name of a test. Both stand as they are, without interpolation; a raw string `r\"…\"` may hold a backslash.",
  bad: 'import { features } from "./${place}.mlp"\n',
});

export const syntaxDiagnostics = [
  stringNotPlain,
  unexpected,
  unclosed,
  unclosedString,
  unknownUnit,
  foreign,
  unexpectedCharacter,
  tooDeep,
  reservedName,
  misspeltKeyword,
  chainedComparison,
  unknownEscape,
  unkeptNumber,
  unclosedColumn,
] as const;

import { kind } from "../diagnostic.ts";

const columnText = (name: string): string => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? `.${name}` : `.\`${name}\``);
const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

export const keysUncounted = kind<{ node: string; left: number; right: number }>({
  code: "MLP5601",
  severity: "error",
  title: "Keys that do not pair",
  message: ({ node, left, right }) => `\`${node}\` is given ${left} column${left === 1 ? "" : "s"} in \`on\` and ${right} in \`right_on\``,
  help: () => "name as many columns in `right_on` as in `on`, in the same order: `on: [.customer, .year], right_on: [.id, .year]`",
  explain: "The columns of `on` are compared with those of `right_on` one by one, in the order in which they are written. Without `right_on` both tables have the same names.",
});

export const keyAbsent = kind<{ node: string; column: string; columns: readonly string[] }>({
  code: "MLP5602",
  severity: "error",
  title: "A key that only one table has",
  message: ({ node, column }) => `\`${node}\` compares the column \`${column}\`, and the right table has none of that name`,
  help: ({ columns }) => `where it has another name there, say which: \`right_on: .name\`; its columns are ${listed(columns.slice(0, 8))}${columns.length > 8 ? ", …" : ""}`,
  explain: "Rows are joined where their keys are equal. Where the tables have the same names for them, `on` is enough; otherwise `right_on` says what they are called in the right table.",
});

export const keysUnlike = kind<{ node: string; left: string; leftType: string; right: string; rightType: string; cast: string | undefined }>({
  code: "MLP5603",
  severity: "error",
  title: "Keys of different types",
  message: ({ node, left, leftType, right, rightType }) => `\`${node}\` compares \`${left}\`, which is ${leftType}, with \`${right}\`, which is ${rightType}: no value of one equals one of the other`,
  help: ({ right, cast }) => (cast === undefined ? undefined : `give both the same type first: \`|> cast(${columnText(right)}, to: ${cast})\` on the right table`),
  explain: "Integers are compared with numbers, and categories with text. All other types equal only themselves: text is no number, even where it looks like one.",
});

export const namesMeet = kind<{ node: string; columns: readonly string[] }>({
  code: "MLP5604",
  severity: "error",
  title: "Both tables have this column",
  message: ({ node, columns }) => `both tables of \`${node}\` have ${columns.length === 1 ? "a column" : "columns"} ${listed(columns)}`,
  help: ({ columns }) => `say what the right table's get behind their names: \`suffix: "_right"\`; or drop ${columns.length === 1 ? "it" : "them"} there first: \`|> drop_columns([${columns.map(columnText).join(", ")}])\``,
  explain: "The result has the columns of the left table and then those of the right one, without its keys. A name stands for one column, so those that both have need a suffix, which only they get.",
});

export const keysRepeated = kind<{ node: string; side: "left" | "right"; expect: string; keys: readonly string[]; rows: number; examples: readonly string[]; allows: string }>({
  code: "MLP5605",
  severity: "error",
  title: "A key occurs more than once",
  message: ({ node, side, expect, keys, rows }) => `\`${node}\` expects ${expect.replaceAll("_", " ")}, and ${rows.toLocaleString("en")} value${rows === 1 ? "" : "s"} of ${listed(keys)} occur${rows === 1 ? "s" : ""} more than once in the ${side} table`,
  help: ({ keys, examples, allows }) => `for example ${examples.join("; ")}. Keep one row of each, \`drop_duplicates(by: [${keys.map(columnText).join(", ")}])\`, or aggregate them; or say that it is meant: \`expect: ${allows}\``,
  explain:
    "A join looks up, for each row of the left table, the row of the right table with the same key. Where the right table has several, the left row is in the result several times, and every count and mean behind it is wrong without a sign of it. So `expect` says how often a key may occur: `many_to_one` (the default) and `one_to_one` at most once in the right table, `one_to_many` and `one_to_one` at most once in the left one, `many_to_many` as often as it likes.",
});

export const columnsDiffer = kind<{ column: string; table: number; where: string }>({
  code: "MLP5606",
  severity: "error",
  title: "Tables without the same columns",
  message: ({ column, where }) => `\`union\` needs the same columns in all tables, and ${where} has no column \`${column}\``,
  help: ({ column }) => `add it there, \`|> derive(${/^[\p{L}_][\p{L}\p{N}_]*$/u.test(column) ? column : "name"}: null)\`, or drop it in the others; or let it be missing: \`on_missing: null\``,
  explain: "Columns are matched by name; their order is that of the first table. With `on_missing: null`, a column that a table does not have is null in its rows.",
});

export const typesDiffer = kind<{ column: string; first: string; other: string; where: string; cast: string | undefined }>({
  code: "MLP5607",
  severity: "error",
  title: "One column of two types",
  message: ({ column, first, other, where }) => `the column \`${column}\` is ${first} in the first table of \`union\`, and ${other} in ${where}`,
  help: ({ column, cast }) => (cast === undefined ? undefined : `give it the same type first: \`|> cast(${columnText(column)}, to: ${cast})\``),
  explain: "A column has one type. Integers beside numbers become numbers, and categories beside text become text; everything else is cast by hand.",
});

export const unitsDiffer = kind<{ column: string; first: string; other: string; where: string }>({
  code: "MLP5608",
  severity: "error",
  title: "One column in two units",
  message: ({ column, first, other, where }) => `the column \`${column}\` is in ${first} in the first table of \`union\`, and in ${other} in ${where}`,
  help: ({ column }) => `convert one of them first: \`|> derive(${/^[\p{L}_][\p{L}\p{N}_]*$/u.test(column) ? column : "name"}: ${columnText(column)} * …)\``,
  explain: "Numbers of different units in one column are a silent mistake in every statistic of it.",
});

export const orderUnsuited = kind<{ column: string; type: string }>({
  code: "MLP5609",
  severity: "error",
  title: "No order in time",
  message: ({ column, type }) => `rows are ordered by a date, a timestamp or whole numbers, and the column \`${column}\` is ${type}`,
  help: ({ column }) => `read it as a time first: \`|> cast(${columnText(column)}, to: timestamp)\``,
  explain: "What looks back in time must know what is earlier. Text is not in the order of time, and numbers with fractions are seldom moments.",
});

export const windowTwice = kind<{ name: string }>({
  code: "MLP5610",
  severity: "error",
  title: "Two ways to say how far back",
  message: ({ name }) => `\`${name}\` is told both how far back in time and how many rows back it looks`,
  help: () => "keep one: `over: 7d` or `last: 5`",
  explain: "`over` takes the rows of a span of time, however many these are; `last` takes a number of rows, however old they are.",
});

export const windowUnlike = kind<{ name: string; order: string; type: string }>({
  code: "MLP5611",
  severity: "error",
  title: "How far back, in another measure",
  message: ({ name, order, type }) => (type === "int" ? `\`${name}\` looks back in \`${order}\`, which is a whole number: \`over\` is one, too, above 0` : `\`${name}\` looks back in \`${order}\`, which is a ${type}: \`over\` is a duration above 0`),
  help: ({ type }) => (type === "int" ? "write `over: 10`" : "write `over: 7d`, `over: 12h` or `over: 30m`; for a number of rows, `last: 5`"),
  explain: "A span of time is a duration where rows are ordered by a date or a timestamp, and a number where they are ordered by whole numbers.",
});

export const dataRelationsDiagnostics = [keysUncounted, keyAbsent, keysUnlike, namesMeet, keysRepeated, columnsDiffer, typesDiffer, unitsDiffer, orderUnsuited, windowTwice, windowUnlike] as const;

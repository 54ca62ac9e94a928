import { kind } from "../diagnostic.ts";

export const columnsAlike = kind<{ first: string; second: string; where: string }>({
  code: "MLP5201",
  severity: "error",
  title: "Two columns of one name",
  message: ({ first, second, where }) =>
    first === second ? `${where} has two columns named \`${first}\`` : `${where} has the columns \`${first}\` and \`${second}\`, which differ only in upper and lower case`,
  help: () => "give one of them another name",
  explain:
    "A column is found by its name, so a name stands for one column. The data engine does not tell upper from lower case in names, so neither may the columns of a table.",
});

export const columnUnnamed = kind<{ where: string; position: number }>({
  code: "MLP5202",
  severity: "error",
  title: "A column without a name",
  message: ({ where, position }) => `column ${position} of ${where} has no name`,
  help: () => "give it a name; that of a file's column stands in its header",
  explain: "Columns are used by name. An unnamed first column is often an index that was saved with the table.",
});

export const columnReserved = kind<{ column: string; where: string }>({
  code: "MLP5203",
  severity: "error",
  title: "A reserved column name",
  message: ({ column, where }) => `${where} has a column named \`${column}\`, and this name is reserved for the numbers of the rows`,
  help: () => "give it another name",
  explain: "Every row keeps its number in a hidden column of this name, through all steps.",
});

export const noColumnsLeft = kind<{ node: string }>({
  code: "MLP5204",
  severity: "error",
  title: "No column is left",
  message: ({ node }) => `\`${node}\` leaves no column`,
  explain: "A table has at least one column.",
});

export const castImpossible = kind<{ column: string; from: string; to: string }>({
  code: "MLP5205",
  severity: "error",
  title: "A cast between types that have nothing in common",
  message: ({ column, from, to }) => `the column \`${column}\` is ${from}, and no ${from} is a ${to}`,
  explain: "Text can be cast to any type; numbers and true or false to each other; dates and timestamps to each other; and everything to text.",
});

export const clipNeedsNumbers = kind<{ column: string; type: string }>({
  code: "MLP5206",
  severity: "error",
  title: "Only numbers can be clipped",
  message: ({ column, type }) => `\`clip\` works on numbers, and the column \`${column}\` is ${type}`,
  explain: "Clipping replaces numbers beyond a bound by the bound.",
});

export const clipBounds = kind<{ why: string }>({
  code: "MLP5207",
  severity: "error",
  title: "Bounds that leave nothing",
  message: ({ why }) => why,
  explain: "`clip` needs `min:`, `max:` or both, and `min` is not above `max`.",
});

export const renameNeedsColumn = kind<{ name: string }>({
  code: "MLP5208",
  severity: "error",
  title: "A new name without its column",
  message: ({ name }) => `\`${name}\` is given something that is not one column`,
  help: ({ name }) => `write \`rename(${name}: .old_name)\``,
  explain: "`rename` takes new names, each with the column that gets it.",
});

export const sampleSize = kind<{ why: string }>({
  code: "MLP5209",
  severity: "error",
  title: "How many rows to take",
  message: ({ why }) => why,
  help: () => "write `count: 1000` or `share: 10%`",
  explain: "`sample` takes either a number of rows or a share of them.",
});

export const nothingNamed = kind<{ node: string; example: string }>({
  code: "MLP5210",
  severity: "error",
  title: "Nothing to do",
  message: ({ node }) => `\`${node}\` was given no column to make`,
  help: ({ example }) => `write \`${example}\``,
  explain: "The node takes named arguments: the name of each is the name of a column of its result.",
});

export const notSortedBy = kind<{ column: string }>({
  code: "MLP5211",
  severity: "error",
  title: "The direction of a column that gives no order",
  message: ({ column }) => `\`descending\` names \`${column}\`, and the rows are not ordered by it`,
  help: () => "name it in `by` as well, in its place among the columns",
  explain: "`sort` orders by the columns of `by`; `descending` says of which of them the largest comes first.",
});

export const nothingToDrop = kind<object>({
  code: "MLP5212",
  severity: "error",
  title: "No row to drop",
  message: () => "`drop_rows` was not told which rows to drop",
  help: () => "write `where: .price < 0` or `missing: [.price]`",
  explain: "`drop_rows` drops the rows for which a condition is true (`where`), those without a value in a column (`missing`), or both.",
});

export const noRenaming = kind<{ why: string }>({
  code: "MLP5213",
  severity: "error",
  title: "New names without a rule",
  message: ({ why }) => why,
  help: () => "write `prefix:`, `suffix:`, `case: snake`, or `replace:` and `with:`",
  explain: "`rename_columns` makes new names of the old ones, by one rule or several. `rename(new: .old)` gives one column a name of its own.",
});

export const dataColumnsDiagnostics = [
  columnsAlike,
  columnUnnamed,
  columnReserved,
  noColumnsLeft,
  castImpossible,
  clipNeedsNumbers,
  clipBounds,
  renameNeedsColumn,
  sampleSize,
  nothingNamed,
  notSortedBy,
  nothingToDrop,
  noRenaming,
] as const;

import { kind } from "../diagnostic.ts";

const countOf = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? "" : "s"}`;

export const fileMissing = kind<{ path: string; hint: string | undefined }>({
  code: "MLP5101",
  severity: "error",
  title: "No such file",
  message: ({ path }) => `there is no file \`${path}\``,
  help: ({ hint }) => hint,
  explain: "A path is relative to the folder of the pipeline's file; `npm:package/file` is a file of an installed package.",
});

export const notAFile = kind<{ path: string; folder: boolean }>({
  code: "MLP5102",
  severity: "error",
  title: "Not a file",
  message: ({ path, folder }) => `\`${path}\` is ${folder ? "a folder" : "no ordinary file"}, and one file is needed`,
  explain: "`load` and `save` work on one file each.",
});

export const fileEmpty = kind<{ path: string }>({
  code: "MLP5103",
  severity: "error",
  title: "An empty file",
  message: ({ path }) => `\`${path}\` is empty: it has no columns`,
  explain: "A table needs at least the names of its columns. A CSV file with a header and no rows is a table without rows; a file without a header is nothing.",
});

export const formatUnknown = kind<{ path: string; formats: readonly string[] }>({
  code: "MLP5104",
  severity: "error",
  title: "Unknown format",
  message: ({ path }) => `the format of \`${path}\` cannot be told from its name`,
  help: ({ formats }) => `name it: \`format: ${formats[0]}\`; there are ${formats.map((format) => `\`${format}\``).join(", ")}`,
  explain: "The end of a file's name tells its format: `.csv`, `.tsv`, `.json`, `.ndjson` (or `.jsonl`) and `.parquet`, the text formats also with `.gz` or `.zst`. For any other name, `format:` says it.",
});

/** What is wrong with the number of values in a row. */
export const raggedWords = (wanted: number | undefined, found: number): string => `has ${countOf(found, "value")}${wanted === undefined ? "" : `, and the header has ${countOf(wanted, "column")}`}`;

export interface UnreadableRow {
  readonly line: number | undefined;
  /** "has 2 values, and the header has 3 columns". */
  readonly problem: string;
  readonly raw: string;
}

export const rowsUnreadable = kind<{ path: string; rows: readonly [UnreadableRow, ...UnreadableRow[]]; count: number }>({
  code: "MLP5105",
  severity: "error",
  title: "Rows that cannot be read",
  message: ({ path, rows: [first, ...others], count }) => {
    const left = count - 1 - others.length;
    const more = [...others.map(({ line, problem }) => `line ${line} ${problem}`), ...(left > 0 ? [`and ${left} more rows cannot be read`] : [])];
    return [`${first.line === undefined ? "a row" : `line ${first.line}`} of \`${path}\` ${first.problem}`, ...more].join("; ");
  },
  help: ({ rows: [first] }) => `${first.raw === "" ? "" : `the line begins: ${first.raw.slice(0, 120)}; `}mend the file, or say what becomes of such rows: \`bad_rows: drop\`, or \`bad_rows: quarantine\``,
  explain:
    "Each row of a CSV file has a value for each column of its header, and each line of NDJSON is an object. A row with more or fewer values usually has a delimiter or a quote inside a value that is not quoted. Where `types` says what a column holds, text that is nothing of the kind cannot be read either. Nothing is guessed: a shifted value is worse than a stop. `bad_rows: drop` leaves such rows out with a warning, and `bad_rows: quarantine` puts them aside as a second part.",
});

export const fileUnreadable = kind<{ path: string; format: string; detail: string }>({
  code: "MLP5106",
  severity: "error",
  title: "A file that is not what its name says",
  message: ({ path, format }) => `\`${path}\` cannot be read as ${format}`,
  help: ({ detail }) => `the data engine says: ${detail}`,
  explain: "The file's content is not of the format that its name, or `format:`, says; or it is damaged or cut off.",
});

export const schemeUnsupported = kind<{ path: string; scheme: string }>({
  code: "MLP5107",
  severity: "error",
  title: "An address of another kind",
  message: ({ scheme }) => `\`${scheme}:\` addresses are not known here`,
  help: () => "bring the file here first, and give its path; `load` also knows `https:`, `s3:` and `postgres:`, and `save` knows `s3:`",
  explain: "`load` reads files, web addresses, buckets and databases; everything else that takes a path takes that of a file. Any other kind of address means nothing.",
  bad: 'rows = load("ftp://example.org/rows.csv")\n',
});

export const saveFailed = kind<{ path: string; why: string }>({
  code: "MLP5108",
  severity: "error",
  title: "A file could not be saved",
  message: ({ path, why }) => `\`${path}\` could not be saved: ${why}`,
  explain: "`save` writes beside the target and renames the finished file, so that a file of that name is whole or is the one that was there before.",
});

export const pathReadAndWritten = kind<{ path: string; reader: string; writer: string }>({
  code: "MLP5115",
  severity: "error",
  title: "A file that is read and written",
  message: ({ path, reader, writer }) => `\`${writer}\` writes \`${path}\`, which \`${reader}\` reads in the same pipeline`,
  help: ({ writer }) => `use the table that \`${writer}\` is given instead of reading it back, or write to another path`,
  explain:
    "Bindings, not files, carry tables from step to step: a file that is written and read in one pipeline would be read before or after it is written, as it happens, and the checker could no longer tell where its rows come from. Writing over the file that a pipeline reads would lose the data it started from.",
  bad: 'rows = load("npm:vega-datasets/data/penguins.json")\nkept = save(rows, "out/rows.csv")\nagain = load("out/rows.csv", format: csv)\n',
  good: 'rows = load("npm:vega-datasets/data/penguins.json")\nkept = save(rows, "out/rows.csv")\n',
});

export const pathWrittenTwice = kind<{ path: string }>({
  code: "MLP5116",
  severity: "error",
  title: "A file that is written twice",
  message: ({ path }) => `two steps write \`${path}\`: one would replace what the other wrote`,
  help: () => "give each its own path",
  explain: "Steps that do not depend on each other run in any order, so which of the two tables stays would be a matter of chance.",
  bad: 'rows = load("npm:vega-datasets/data/penguins.json")\none = save(rows, "out.csv")\ntwo = filter(rows, .Sex == "MALE") |> save("./out.csv")\n',
  good: 'rows = load("npm:vega-datasets/data/penguins.json")\none = save(rows, "out.csv")\ntwo = filter(rows, .Sex == "MALE") |> save("males.csv")\n',
});

export const notInEncoding = kind<{ path: string; line: number; byte: { readonly value: number; readonly at: number }; encoding: string }>({
  code: "MLP5109",
  severity: "error",
  title: "Text in another encoding",
  message: ({ path, line, byte }) => `line ${line} of \`${path}\` is not UTF-8 (byte 0x${byte.value.toString(16).toUpperCase().padStart(2, "0")} at ${byte.at})`,
  help: ({ encoding }) => `say which encoding it is, for example \`encoding: ${encoding}\``,
  explain: "Text is read as UTF-8. A file of another encoding would lose letters or gain wrong ones without anybody noticing, so none is guessed: `encoding:` says it. `windows_1252` is what Windows programs of western Europe write, also where it is called Latin-1; bytes are counted from 0.",
});

export const encodingWrong = kind<{ path: string; encoding: string; unknownOrder: boolean }>({
  code: "MLP5110",
  severity: "error",
  title: "Text that is not in the encoding it is said to be in",
  message: ({ path, encoding, unknownOrder }) => (unknownOrder ? `\`${path}\` does not tell the order of its bytes` : `\`${path}\` is not ${encoding}`),
  help: ({ unknownOrder }) => (unknownOrder ? "say it: `encoding: utf_16le` or `encoding: utf_16be`" : undefined),
  explain: "UTF-16 has two orders of its bytes. A mark at the start of the file tells which it is; without the mark it would have to be guessed.",
});

export const delimiterUnclear = kind<{ path: string; delimiters: readonly string[] }>({
  code: "MLP5111",
  severity: "error",
  title: "Several delimiters are possible",
  message: ({ path, delimiters }) => `the rows of \`${path}\` can be divided by ${delimiters.map((one) => JSON.stringify(one)).join(" and by ")}`,
  help: ({ delimiters }) => `say which it is: ${delimiters.map((one) => `\`delimiter: ${JSON.stringify(one)}\``).join(" or ")}`,
  explain: "The delimiter of a CSV file is the one of `,` `;` tab `|` that gives all its first rows equally many values. Where several do, it would have to be guessed.",
});

export const optionWrong = kind<{ option: string; value: string; wanted: string }>({
  code: "MLP5112",
  severity: "error",
  title: "An option of a format that cannot be",
  message: ({ option, value, wanted }) => `\`${option}: ${JSON.stringify(value)}\` cannot be: it has to be ${wanted}`,
  explain: "How a file is written is told by single letters: what divides its values, what stands around them, what stands before a quote inside of them, and the sign in front of a number's decimals. No two of them can be the same, but the quote may stand before itself.",
});

export const optionNotTaken = kind<{ path: string; option: string; format: string; formats: readonly string[] }>({
  code: "MLP5113",
  severity: "error",
  title: "An option of another format",
  message: ({ path, option, format, formats }) => `\`${path}\` is read as ${format}, and \`${option}\` is an option of ${formats.join(", ")}`,
  explain: "Each format has its own options: a delimiter means something in CSV, and nothing in Parquet. An option that would do nothing is a mistake.",
});

export const typedColumnMissing = kind<{ path: string; column: string; hint: string | undefined }>({
  code: "MLP5114",
  severity: "error",
  title: "A type for a column that is not there",
  message: ({ path, column }) => `\`types\` names \`${column}\`, and \`${path}\` has no column of this name`,
  help: ({ hint }) => hint,
  explain: "`types: { age: float }` says what a column of a file is, where that is not to be found from its values. It has to be a column of the file.",
});

export const filesDiffer = kind<{ path: string; first: string; place: number; wanted: string | undefined; found: string | undefined }>({
  code: "MLP5117",
  severity: "error",
  title: "Files that do not make one table",
  message: ({ path, first, place, wanted, found }) => {
    if (found === undefined) return `\`${path}\` has no column \`${wanted}\`, which \`${first}\` has`;
    return wanted === undefined ? `\`${path}\` has a column \`${found}\`, which \`${first}\` does not have` : `column ${place} of \`${path}\` is ${found}, and in \`${first}\` it is ${wanted}`;
  },
  help: () => "load the files of each kind by themselves",
  explain: "Files that are loaded together make one table: each has the same columns, of the same types. A column that some of them lack would be a guess about what it holds there.",
});

export const nothingMatches = kind<{ path: string; hint: string }>({
  code: "MLP5118",
  severity: "error",
  title: "No file matches",
  message: ({ path }) => `no file matches \`${path}\``,
  help: ({ hint }) => hint,
  explain: "`*` stands for any letters of a name, `?` for one, `[a-z]` for one of several, `**` for any folders between. Files and folders whose names begin with a point or, in a folder that is loaded whole, with `_` are passed over.",
});

export const formatsMixed = kind<{ path: string; formats: readonly string[] }>({
  code: "MLP5119",
  severity: "error",
  title: "Files of several formats",
  message: ({ path, formats }) => `\`${path}\` holds files of several formats: ${formats.join(", ")}`,
  help: () => "name the end of their names, as in `data/*.csv`",
  explain: "Files that are loaded together make one table, and are of one format.",
});

export const partitionsDiffer = kind<{ path: string; keys: string; first: string; wanted: string }>({
  code: "MLP5120",
  severity: "error",
  title: "Folders that divide files in different ways",
  message: ({ path, keys, first, wanted }) => `\`${path}\` lies in folders for ${keys === "" ? "nothing" : keys}, and \`${first}\` for ${wanted === "" ? "nothing" : wanted}`,
  help: () => "move the file, or write `partitions: false` to take no columns from the folders' names",
  explain: "A folder named `year=2024` says that all rows below it have this value in a column `year`. So all files have to lie below folders of the same keys.",
});

export const nothingToWrite = kind<{ path: string }>({
  code: "MLP5121",
  severity: "error",
  title: "A folder of nothing",
  message: ({ path }) => `there are no rows, and so no files to write to \`${path}\``,
  help: () => "save to one file: it would tell the columns",
  explain: "With `partition_by` there is a file for each value. Without rows there is no file, and an empty folder could not be loaded again.",
});

export const dataFilesDiagnostics = [
  nothingToWrite,
  filesDiffer,
  nothingMatches,
  formatsMixed,
  partitionsDiffer,
  notInEncoding,
  encodingWrong,
  delimiterUnclear,
  optionWrong,
  optionNotTaken,
  typedColumnMissing,
  fileMissing,
  notAFile,
  fileEmpty,
  formatUnknown,
  rowsUnreadable,
  fileUnreadable,
  schemeUnsupported,
  saveFailed,
  pathReadAndWritten,
  pathWrittenTwice,
] as const;

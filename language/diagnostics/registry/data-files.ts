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
  explain: "The end of a file's name tells its format: `.csv`, `.tsv`, `.json`, `.ndjson` (or `.jsonl`) and `.parquet`, the text formats also with `.gz`. For any other name, `format:` says it.",
});

export const rowsRagged = kind<{ path: string; line: number | undefined; wanted: number | undefined; found: number | undefined; detail: string }>({
  code: "MLP5105",
  severity: "error",
  title: "Rows of different length",
  message: ({ path, line, wanted, found }) =>
    `${line === undefined ? "a row" : `line ${line}`} of \`${path}\` ${found === undefined ? "does not have the columns of the header" : `has ${countOf(found, "value")}${wanted === undefined ? "" : `, and the header has ${countOf(wanted, "column")}`}`}`,
  help: ({ detail }) => `the line begins: ${detail}`,
  explain:
    "Each row of a CSV file has a value for each column of its header. A row with more or fewer usually has a delimiter or a quote inside a value that is not quoted. Nothing is guessed: a shifted value is worse than a stop.",
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
  title: "Only files can be loaded",
  message: ({ scheme }) => `\`${scheme}:\` addresses are not supported yet: only files can be loaded and saved`,
  help: () => "download it first, and give the path of the file",
  explain: "Reading from the network is not part of this version. A pipeline never reaches out to the network for data by itself.",
  bad: 'rows = load("https://example.org/rows.csv")\n',
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

export const dataFilesDiagnostics = [
  fileMissing,
  notAFile,
  fileEmpty,
  formatUnknown,
  rowsRagged,
  fileUnreadable,
  schemeUnsupported,
  saveFailed,
  pathReadAndWritten,
  pathWrittenTwice,
] as const;

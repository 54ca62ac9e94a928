import { kind } from "../diagnostic.ts";
import { dataColumnsDiagnostics } from "./data-columns.ts";
import { expectDiagnostics } from "./data-expect.ts";
import { dataFilesDiagnostics } from "./data-files.ts";
import { contractDiagnostics } from "./data-contract.ts";
import { lockDiagnostics } from "./data-lock.ts";
import { dataRelationsDiagnostics } from "./data-relations.ts";
import { sourcesDiagnostics } from "./data-sources.ts";
import { splitDiagnostics } from "./data-split.ts";

export const castFailed = kind<{ column: string; value: string; to: string }>({
  code: "MLP5001",
  severity: "error",
  title: "A value that cannot be cast",
  message: ({ column, value, to }) => `the column \`${column}\` holds ${JSON.stringify(value)}, which is no ${to}`,
  help: () => "write `on_error: null` to make such values null",
  explain:
    "`cast` changes the type of whole columns. A value that has no meaning in the new type stops it, because a silent null would be a wrong number later. With `on_error: null` such values become null, and `impute` or `drop_rows` deals with them.",
});

export const conversionFailed = kind<{ column: string | undefined; value: string | undefined; line: number | undefined; detail: string }>({
  code: "MLP5002",
  severity: "error",
  title: "A value does not fit its column",
  message: ({ column, value, line }) => {
    const what = value === undefined ? "a value" : JSON.stringify(value);
    return `${what} does not fit ${column === undefined ? "its column" : `the column \`${column}\``}${line === undefined ? "" : ` (line ${line})`}`;
  },
  help: ({ detail }) => `the data engine says: ${detail}`,
  explain:
    "The types of a file's columns are found from its rows. In a large file, a value far from its beginning may be of another type than those before it. Mend the value, or save the column as text and `cast` it with `on_error: null`.",
});

export const engineFailed = kind<{ detail: string }>({
  code: "MLP5003",
  severity: "error",
  title: "The data engine could not compute a table",
  message: () => "the data engine could not compute a table",
  help: ({ detail }) => `it says: ${detail}`,
  explain:
    "Tables are computed by an embedded database. Its own words are given below the message. When the pipeline passes `mlp check` and the files are sound, this is a fault of the program: please report it with the pipeline.",
});

export const diskFull = kind<{ detail: string }>({
  code: "MLP5004",
  severity: "error",
  title: "The disk is full",
  message: () => "there is no space left on the disk for a table",
  help: () => "make room, and run again: what is finished is kept (`mlp gc` removes artefacts that no run needs)",
  explain: "Tables that do not fit into memory, and results that are kept, are written to the disk under `.mlp`. Nothing that is half written is used.",
});

export const memoryExhausted = kind<{ detail: string }>({
  code: "MLP5005",
  severity: "error",
  title: "A table does not fit into memory",
  message: () => "a table needs more memory than the data engine may use",
  help: ({ detail }) => `it says: ${detail}`,
  explain: "Most steps spill to the disk when memory is short; a few cannot. Drop columns that are not needed before the step, or work on a `sample`.",
});

export const accessDenied = kind<{ path: string }>({
  code: "MLP5007",
  severity: "error",
  title: "No permission",
  message: ({ path }) => `there is no permission to use \`${path}\``,
  help: () => "change the permissions of the file or its folder",
  explain: "The operating system refused to open or write the file for the user who runs the pipeline.",
});

export const dataDiagnostics = [
  castFailed,
  conversionFailed,
  engineFailed,
  diskFull,
  memoryExhausted,
  ...expectDiagnostics,
  accessDenied,
  ...dataFilesDiagnostics,
  ...dataColumnsDiagnostics,
  ...splitDiagnostics,
  ...contractDiagnostics,
  ...lockDiagnostics,
  ...dataRelationsDiagnostics,
  ...sourcesDiagnostics,
] as const;

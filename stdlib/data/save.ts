import { object, scalar } from "../../language/types/type.ts";
import { oneOf, optional, path } from "../../language/nodes/parameter.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import type { Value } from "../../runtime/values.ts";
import { fileFormats } from "./files/formats.ts";

/** A file that `save` wrote, as it was then. */
export interface SavedFile extends Value {
  readonly kind: "saved_file";
  /** As the user wrote it. */
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

export const save = defineNode({
  name: "save",
  version: 1,
  group: "data",
  summary: "Writes a table to a file.",
  doc: [
    "Writes CSV, TSV, JSON, NDJSON or Parquet, in the order of the rows. The file appears whole or not at all: it is written beside its place and renamed. A file that is there is replaced.",
    "",
    "Values are written as they are. A CSV cell that begins with `=`, `+`, `-` or `@` may be run as a formula by a spreadsheet program; nothing is put in front of it, since that would change the data.",
  ].join("\n"),
  examples: ['clean |> save("out/clean.parquet")'],
  takes: {
    rows: datasetInput("The rows."),
    path: path("Where to write, relative to the pipeline's folder; the folder is made if it is not there."),
    format: optional(oneOf(fileFormats, "The file's format, where the end of its name does not tell.")),
  },
  positional: ["rows", "path"],
  returns: "SavedFile",
  writes: "path",
  exposes: [{ what: "rows", to: "the file" }],
  infer: () => object("SavedFile", { path: scalar("string"), rows: scalar("int"), bytes: scalar("int"), sha256: scalar("string") }),
  execution: {
    kind: "operation",
    where: "main",
    holds: async (value, host) => {
      const { path: written, sha256 } = value as SavedFile;
      return (await host.digest(host.resolve(written)).catch(() => undefined)) === sha256;
    },
    run: async (args, context): Promise<SavedFile> => (await import("./files/write.ts")).writeTable(args.rows, args.path, args.format, context),
  },
});

import { fail } from "../../language/diagnostics/diagnostic.ts";
import { saveElsewhere } from "../../language/diagnostics/registry/data-sources.ts";
import { object, scalar } from "../../language/types/type.ts";
import { columns, oneOf, optional, path } from "../../language/nodes/parameter.ts";
import { shownAddress } from "../../runtime/addresses.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import type { Value } from "../../runtime/values.ts";
import { writtenOrder } from "./columns.ts";
import { compressions, fileFormats } from "./files/formats.ts";
import { addressOf } from "./sources/address.ts";

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
  version: 2,
  group: "data",
  summary: "Writes a table to a file.",
  doc: [
    "Writes CSV, TSV, JSON, NDJSON or Parquet, in the order of the rows; text is compressed where the name ends in `.gz` or `.zst`. The file appears whole or not at all: it is written beside its place and renamed. A file that is there is replaced. `s3://bucket/key.parquet` is an object of a bucket, which also appears whole or not at all; the endpoint, the region and the keys are those of `load`.",
    "",
    "With `partition_by: [.year]` the path is a folder of this machine, with a file `year=2024/part-0.parquet` for each value: the columns stand in the folders' names alone, as `load` of the folder and other programs read them. The folder, too, appears whole or not at all, and one that is there is replaced. Each file costs a look at all the rows, so take columns of few values.",
    "",
    "Values are written as they are. A CSV cell that begins with `=`, `+`, `-` or `@` may be run as a formula by a spreadsheet program; nothing is put in front of it, since that would change the data.",
  ].join("\n"),
  examples: ['clean |> save("out/clean.parquet")', 'clean |> save("out/by-year", partition_by: [.year])'],
  takes: {
    rows: datasetInput("The rows."),
    path: path("Where to write, relative to the pipeline's folder; the folder is made if it is not there."),
    format: optional(oneOf(fileFormats, "The file's format, where the end of its name does not tell. Of a folder: `parquet`, unless it is said.")),
    compression: optional(oneOf(compressions, "How Parquet, or the files of a folder, are compressed. Default: `zstd` for Parquet; one file of text is compressed as the end of its name says.")),
    partition_by: optional(columns("Write a folder, with a file for each combination of values of these columns.", "rows")),
  },
  positional: ["rows", "path"],
  returns: "SavedFile",
  writes: "path",
  exposes: [{ what: "rows", to: "the file" }],
  infer: (call) => {
    const written = call.constant("path");
    const scheme = typeof written === "string" ? /^(https?|postgres(?:ql)?):/i.exec(written)?.[1]?.toLowerCase() : undefined;
    if (scheme !== undefined) call.report(saveElsewhere, { path: shownAddress(String(written)), database: scheme.startsWith("postgres") }, "path");
    return object("SavedFile", { path: scalar("string"), rows: scalar("int"), bytes: scalar("int"), sha256: scalar("string") });
  },
  execution: {
    kind: "operation",
    where: "main",
    holds: async (value, host) => {
      const { path: written, sha256 } = value as SavedFile;
      const address = addressOf(written);
      if (address.kind === "bucket") return (await import("./sources/s3/write.ts")).holdsObject(address, sha256, host);
      const { identityOfFolder } = await import("./files/write-folder.ts");
      return (await identityOfFolder(written, host).catch(() => undefined)) === sha256;
    },
    run: async ({ rows, path, format, compression, partition_by }, context): Promise<SavedFile> => {
      const address = addressOf(path);
      if (address.kind === "bucket" && !partition_by) return (await import("./sources/s3/save.ts")).saveToBucket(rows, address, format, context, compression);
      if (address.kind !== "file") return fail(saveElsewhere, { path: address.shown, database: address.kind === "postgres" });
      const { writeTable, writingTo } = await import("./files/write.ts");
      if (!partition_by) return writeTable(rows, path, format, context, compression);
      const { writeFolder } = await import("./files/write-folder.ts");
      return writeFolder(rows, path, writtenOrder(partition_by, rows.schema), writingTo(path, format, compression, true), context);
    },
  },
});

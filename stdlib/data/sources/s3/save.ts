import { rm } from "node:fs/promises";
import { basename } from "node:path";
import type { Context } from "../../../../runtime/node.ts";
import type { DatasetValue } from "../../../../runtime/values.ts";
import { formatOf, type Compression, type FileFormat } from "../../files/formats.ts";
import { writeTable } from "../../files/write.ts";
import type { SavedFile } from "../../save.ts";
import type { BucketAddress } from "./read.ts";
import { writeObject } from "./write.ts";

/** Writes a table to a file of this machine, and that into a bucket. */
export async function saveToBucket(rows: DatasetValue, address: BucketAddress, format: FileFormat | undefined, context: Context, compression?: Compression): Promise<SavedFile> {
  const kind = format ?? formatOf(address.key);
  const file = await context.scratch(basename(address.key));
  try {
    const saved = await writeTable(rows, file, kind, context, compression);
    await writeObject(address, file, saved.sha256, context);
    return { ...saved, path: address.shown };
  } finally {
    await rm(file, { force: true });
  }
}

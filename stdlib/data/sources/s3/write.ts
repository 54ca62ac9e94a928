import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { fail } from "../../../../language/diagnostics/diagnostic.ts";
import { sourceBroken } from "../../../../language/diagnostics/registry/data-sources.ts";
import type { Host } from "../../../../runtime/node.ts";
import type { Surroundings } from "../http/request.ts";
import { askBucket, keyUrl, openBucket, textOf, type Bucket } from "./bucket.ts";
import type { BucketAddress } from "./read.ts";

/** In bytes: what is larger is sent in parts of at least this size, of which there may be 10,000. */
const partSize = 16_000_000;
const mostParts = 10_000;

/** The metadata in which an object says which content it has. */
const digestHeader = "x-amz-meta-mlp-sha256";

/** Puts a file into a bucket, whole or not at all: a reader sees the old object or the new one. Throws a diagnostic where it cannot. */
export async function writeObject(address: BucketAddress, file: string, sha256: string, host: Host, around?: Surroundings, size = partSize): Promise<void> {
  const bucket = openBucket(address.bucket, address.shown, host, around);
  const { size: bytes } = await stat(file);
  if (bytes <= size) {
    const content = await readPart(file, 0, bytes);
    await askBucket(bucket, { method: "PUT", url: keyUrl(bucket, address.key), shown: address.shown, headers: { [digestHeader]: sha256 }, body: () => content, sha256 }, async () => undefined);
  } else await writeParts(bucket, address, file, bytes, sha256, Math.max(size, Math.ceil(bytes / mostParts)));
}

/** Whether an object is there with this content, as it says itself. */
export async function holdsObject(address: BucketAddress, sha256: string, host: Host, around?: Surroundings): Promise<boolean> {
  const bucket = openBucket(address.bucket, address.shown, host, around);
  return askBucket(bucket, { method: "HEAD", url: keyUrl(bucket, address.key), shown: address.shown }, async ({ headers }) => headers[digestHeader] === sha256).catch(() => false);
}

async function writeParts(bucket: Bucket, { key, shown }: BucketAddress, file: string, bytes: number, sha256: string, size: number): Promise<void> {
  const begun = await askBucket(bucket, { method: "POST", url: keyUrl(bucket, key, { uploads: "" }), shown, headers: { [digestHeader]: sha256 } }, (answer) => textOf(answer, 100_000));
  const uploadId = /<UploadId>([^<]+)<\/UploadId>/.exec(begun)?.[1] ?? fail(sourceBroken, { source: shown, why: "it does not say how to send parts" });
  try {
    const tags: string[] = [];
    for (let at = 0; at < bytes; at += size) {
      const content = await readPart(file, at, Math.min(size, bytes - at));
      const part = { method: "PUT", url: keyUrl(bucket, key, { partNumber: String(tags.length + 1), uploadId }), shown, body: () => content, sha256: createHash("sha256").update(content).digest("hex") } as const;
      tags.push(await askBucket(bucket, part, async ({ headers }) => headers.etag ?? fail(sourceBroken, { source: shown, why: "it does not say that it has a part" })));
    }
    const list = Buffer.from(`<CompleteMultipartUpload>${tags.map((tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`).join("")}</CompleteMultipartUpload>`);
    const whole = { method: "POST", url: keyUrl(bucket, key, { uploadId }), shown, body: () => list, sha256: createHash("sha256").update(list).digest("hex") } as const;
    // It answers with status 200 before it knows whether it succeeds.
    const answer = await askBucket(bucket, whole, (answer) => textOf(answer, 100_000));
    if (!answer.includes("<CompleteMultipartUploadResult")) fail(sourceBroken, { source: shown, why: `it could not put the parts together (${/<Code>(\w+)<\/Code>/.exec(answer)?.[1] ?? "no reason"})` });
  } catch (error) {
    // Parts that nobody needs would be kept, and paid for.
    await askBucket({ ...bucket, signal: undefined }, { method: "DELETE", url: keyUrl(bucket, key, { uploadId }), shown }, async () => undefined).catch(() => {});
    throw error;
  }
}

async function readPart(file: string, at: number, bytes: number): Promise<Buffer> {
  const handle = await open(file, "r");
  try {
    const content = Buffer.alloc(bytes);
    let read = 0;
    while (read < bytes) {
      const { bytesRead } = await handle.read(content, read, bytes - read, at + read);
      if (bytesRead === 0) throw new Error("a file has become shorter while it was sent");
      read += bytesRead;
    }
    return content;
  } finally {
    await handle.close();
  }
}

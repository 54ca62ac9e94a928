import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import { PassThrough, Transform, Writable, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { fail } from "../../../../language/diagnostics/diagnostic.ts";
import { sourceBroken, sourceIsPage, sourceTooLarge } from "../../../../language/diagnostics/registry/data-sources.ts";

export interface StoredBody {
  readonly sha256: string;
  readonly bytes: number;
  /** The end of a name that says how the file itself is compressed; "" where it is not. */
  readonly compression: "" | ".gz" | ".zst";
}

/** What is expected of a body. */
export interface BodyLimits {
  readonly shown: string;
  /** In bytes: as sent, and uncompressed. */
  readonly limit: number;
  /** The format, in words. */
  readonly format: string;
}

/** Writes the body of an answer into a file. Throws a diagnostic where it is too large, damaged, or a web page; the file is then of no use. */
export async function storeBody(answer: IncomingMessage, file: string, limits: BodyLimits): Promise<StoredBody> {
  const { shown, limit } = limits;
  if (Number(answer.headers["content-length"] ?? 0) > limit) tooLarge(limits);
  const hash = createHash("sha256");
  let bytes = 0;
  let inside: Inside | undefined;
  let compression: StoredBody["compression"] = "";
  const look = new Transform({
    transform(chunk: Buffer, _, done: TransformCallback) {
      try {
        if (bytes === 0) {
          if (isPage(chunk)) fail(sourceIsPage, { source: shown, format: limits.format });
          compression = compressionOf(chunk);
          if (compression === ".gz") inside = new Inside(limits);
        }
        bytes += chunk.length;
        if (bytes > limit) tooLarge(limits);
        hash.update(chunk);
      } catch (error) {
        return done(error as Error);
      }
      if (!inside) return done(null, chunk);
      inside.take(chunk, (error) => (error ? done(error) : done(null, chunk)));
    },
    flush(done) {
      if (inside) inside.end(done);
      else done();
    },
  });
  try {
    await pipeline(answer, decoder(answer, shown), look, createWriteStream(file, { flags: "wx" }));
  } catch (error) {
    if (isCompressionError(error)) fail(sourceBroken, { source: shown, why: "it cannot be decompressed" }, undefined, error);
    throw error;
  }
  return { sha256: hash.digest("hex"), bytes, compression };
}

const compressionOf = (start: Buffer): StoredBody["compression"] => (start[0] === 0x1f && start[1] === 0x8b ? ".gz" : start.length >= 4 && start.readUInt32LE() === 0xfd2fb528 ? ".zst" : "");

const tooLarge = ({ shown, limit }: BodyLimits): never => fail(sourceTooLarge, { source: shown, limit, parameter: "max_size" });

const isCompressionError = (error: unknown): boolean => /^(Z_|ERR__?ERROR_FORMAT|ERR_BROTLI|ERR_PADDING)/.test(String((error as NodeJS.ErrnoException).code));

/** Some servers compress what they send although they were asked not to. */
function decoder(answer: IncomingMessage, shown: string): NodeJS.ReadWriteStream {
  const encoding = (answer.headers["content-encoding"] ?? "identity").toLowerCase();
  if (encoding === "identity") return new PassThrough();
  if (encoding === "gzip" || encoding === "x-gzip") return createGunzip();
  if (encoding === "deflate") return createInflate();
  if (encoding === "br") return createBrotliDecompress();
  return fail(sourceBroken, { source: shown, why: `it is encoded as \`${encoding}\`, which is not known` });
}

/** No format of tables begins like this. */
const isPage = (start: Buffer): boolean => /^(\uFEFF)?\s*<(!doctype\s+html|html|head|body|!--|\?xml)/i.test(start.subarray(0, 512).toString("utf8"));

/** Looks into a compressed file on its way to the disk: whether it is whole, and how large what is in it is. A few bytes may hold more than any disk. */
class Inside {
  readonly #gunzip = createGunzip();
  readonly #done: Promise<void>;
  #failure: Error | undefined;

  constructor(limits: BodyLimits) {
    let bytes = 0;
    const count = new Writable({
      write(chunk: Buffer, _, done) {
        bytes += chunk.length;
        try {
          if (bytes > limits.limit) tooLarge(limits);
          done();
        } catch (error) {
          done(error as Error);
        }
      },
    });
    this.#done = pipeline(this.#gunzip, count);
    this.#done.catch((error: Error) => void (this.#failure = error));
  }

  take(chunk: Buffer, done: (error?: Error | null) => void): void {
    if (this.#failure) return done(this.#failure);
    const settle = () => {
      this.#gunzip.off("close", settle).off("drain", settle);
      done(this.#failure ?? null);
    };
    if (this.#gunzip.write(chunk)) return done(this.#failure ?? null);
    this.#gunzip.once("drain", settle).once("close", settle);
  }

  end(done: (error?: Error | null) => void): void {
    this.#gunzip.end();
    this.#done.then(() => done(null), done);
  }
}

import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { encodingWrong, fileMissing, fileUnreadable, notInEncoding } from "../../../language/diagnostics/registry/data-files.ts";
import type { LocalFile } from "./located.ts";
import type { Encoding } from "./options.ts";

/** Large enough that a record rarely crosses its end. */
const chunkBytes = 1 << 20;

/**
 * A file's content as UTF-8, decompressed where its name says so, in chunks of strings in which each letter is one byte: what no
 * encoding explains is still there, and searching is fast. A mark of the byte order at the start is left out.
 * Throws a diagnostic where the bytes are not what `encoding` or the name's end says.
 */
export async function* contentOf(source: LocalFile, encoding: Encoding): AsyncGenerator<string> {
  const decode = decoderOf(encoding);
  let isFirst = true;
  try {
    for await (const chunk of bytesOf(source.file)) {
      const text = decode(chunk);
      yield isFirst ? withoutMark(text) : text;
      isFirst &&= text === "";
    }
    const last = decode(undefined);
    if (last !== "") yield last;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA" || error instanceof UnknownByteOrder) fail(encodingWrong, { path: source.path, encoding, unknownOrder: error instanceof UnknownByteOrder }, undefined, error);
    if (code === "ENOENT") fail(fileMissing, { path: source.path, hint: "it was there before, and has been moved or removed" }, undefined, error);
    if (typeof code === "string" && code.startsWith("Z_")) fail(fileUnreadable, { path: source.path, format: "gzip", detail: (error as Error).message }, undefined, error);
    throw error;
  }
}

const withoutMark = (text: string): string => (text.startsWith("\u00EF\u00BB\u00BF") ? text.slice(3) : text);

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  const raw = createReadStream(file, { highWaterMark: chunkBytes });
  if (/\.zst$/i.test(file)) return yield* unpackZstd(raw);
  if (!/\.gz$/i.test(file)) return yield* raw as AsyncIterable<Buffer>;
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  raw.on("error", (error) => gunzip.destroy(error));
  yield* raw.pipe(gunzip) as AsyncIterable<Buffer>;
}

async function* unpackZstd(raw: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { Decompress } = await import("fzstd");
  const out: Buffer[] = [];
  const stream = new Decompress((chunk) => void out.push(Buffer.from(chunk)));
  for await (const chunk of raw) {
    stream.push(chunk);
    yield* out.splice(0);
  }
  stream.push(new Uint8Array(0), true);
  yield* out.splice(0);
}

class UnknownByteOrder extends Error {}

/** Gives the bytes of UTF-8 as letters; without a chunk, what is left at the end. */
function decoderOf(encoding: Encoding): (chunk: Buffer | undefined) => string {
  if (encoding === "utf_8") return (chunk) => chunk?.toString("latin1") ?? "";
  if (encoding === "latin_1") return (chunk) => (chunk ? asUtf8(chunk.toString("latin1")) : "");
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  return (chunk) => {
    if (!decoder && !chunk) return "";
    decoder ??= new TextDecoder(labelOf(encoding, chunk), { fatal: true, ignoreBOM: true });
    return asUtf8(chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode());
  };
}

const asUtf8 = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

function labelOf(encoding: Encoding, start: Buffer | undefined): string {
  if (encoding === "utf_16le") return "utf-16le";
  if (encoding === "utf_16be") return "utf-16be";
  if (encoding !== "utf_16") return "windows-1252";
  if (start?.[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start?.[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  throw new UnknownByteOrder();
}

/** Throws a diagnostic that names the first byte of a line, given as letters that are bytes, that no UTF-8 has there. */
export function refuseBytes(file: LocalFile, line: number, raw: string): never {
  const bytes = Buffer.from(raw, "latin1");
  const at = firstWrongByte(bytes);
  return fail(notInEncoding, { path: file.path, line, byte: { value: bytes[at] ?? 0, at }, encoding: raw.includes("\0") || /^(\xff\xfe|\xfe\xff)/.test(raw) ? "utf_16" : "windows_1252" });
}

/** The place where no letter begins. */
function firstWrongByte(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const size = [1, 2, 3, 4].find((one) => at + one <= bytes.length && isUtf8(bytes.subarray(at, at + one)));
    if (size === undefined) return at;
    at += size;
  }
  return at;
}

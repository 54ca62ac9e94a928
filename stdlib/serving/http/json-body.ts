import type { IncomingMessage } from "node:http";
import type { Limits } from "./limits.ts";
import { Refusal } from "./refusal.ts";

const jsonType = /^application\/(?:[a-z0-9!#$&^_.-]+\+)?json[ \t]*(?:;(.*))?$/i;

/** Reads a body of JSON within the limits; throws a `Refusal` for any other. */
export async function readJson(request: IncomingMessage, limits: Pick<Limits, "body" | "depth">): Promise<unknown> {
  demandJsonType(request);
  const bytes = await readBytes(request, limits.body);
  return parseJson(textOf(bytes), limits.depth);
}

function demandJsonType({ headers }: IncomingMessage): void {
  const match = jsonType.exec(headers["content-type"] ?? "");
  if (!match) throw new Refusal(415, "unsupported_media_type", "a body is JSON: send it with `Content-Type: application/json`");
  const charset = /charset[ \t]*=[ \t]*"?([^";]*)/i.exec(match[1] ?? "")?.[1]?.trim().toLowerCase();
  if (charset !== undefined && charset !== "utf-8" && charset !== "utf8") throw new Refusal(415, "unsupported_media_type", "JSON is sent as UTF-8");
  const encoding = (headers["content-encoding"] ?? "identity").toLowerCase();
  if (encoding !== "identity") throw new Refusal(415, "unsupported_media_type", "a body is sent as it is, not compressed");
}

const tooLarge = (limit: number) => new Refusal(413, "body_too_large", `a body has at most ${limit} bytes; send the rows in several requests`);

function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > limit) return Promise.reject(tooLarge(limit));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (act: () => void): void => {
      request.off("data", onData).off("end", onEnd).off("close", onGone).off("error", onGone);
      // An error after this has no reader, and needs none.
      request.on("error", () => undefined);
      act();
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limit) return void chunks.push(chunk);
      request.pause();
      settle(() => reject(tooLarge(limit)));
    };
    const onEnd = (): void => settle(() => resolve(Buffer.concat(chunks)));
    const onGone = (): void => settle(() => reject(new Refusal(400, "client_gone", "the request ended before its body was whole")));
    request.on("data", onData).on("end", onEnd).on("close", onGone).on("error", onGone);
  });
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(400, "bad_json", "the body is not UTF-8");
  }
}

/** Parses JSON of bounded depth. Members named `__proto__` become members of that name, nothing else. */
export function parseJson(text: string, depth: number): unknown {
  if (depthOf(text, depth) > depth) throw new Refusal(400, "bad_json", `the body has more than ${depth} lists and objects inside each other`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message.replace(/\s+/g, " ").slice(0, 200) : "";
    throw new Refusal(400, "bad_json", `the body is not JSON: ${why}`);
  }
}

/** How deep the brackets outside of strings go; stops counting beyond the limit. */
function depthOf(text: string, limit: number): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length && deepest <= limit; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = endOfString(text, i + 1);
    else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return deepest;
}

function endOfString(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) return i;
  }
  return text.length;
}

import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps, type RequestOptions } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { fail, MlpError } from "../../../../language/diagnostics/diagnostic.ts";
import { redirectRefused, sourceAway, sourceBroken } from "../../../../language/diagnostics/registry/data-sources.ts";
import { shownAddress } from "../../../../runtime/addresses.ts";
import { whyUnreachable } from "../reach.ts";
import { guardedLookup, guardHost, reachOf, RefusedReach, type Guard, type Reach } from "./guard.ts";

/** In milliseconds. The pause doubles after each try, and is shortened by chance by up to a half. */
export interface Patience {
  readonly tries: number;
  readonly pause: number;
  /** How long an answer may take to begin, and the time in which at least `least` bytes of it must come. */
  readonly wait: number;
  readonly least: number;
}

export const patience: Patience = { tries: 3, pause: 500, wait: 30_000, least: 1_000 };

export interface Asked {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  readonly url: URL;
  /** The address as it may be shown. */
  readonly shown: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Headers for the first host alone. */
  readonly secretHeaders?: Readonly<Record<string, string>>;
  /** Made anew for each try. */
  readonly body?: () => Uint8Array | NodeJS.ReadableStream;
  /** Statuses that are answers, beside 200 to 299. */
  readonly accepts?: readonly number[];
  readonly redirects: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Surroundings {
  readonly patience: Patience;
  readonly reachOf: (address: string) => Reach;
}

export const usual: Surroundings = { patience, reachOf };

/** What may pass when it is tried again. */
class Passing extends Error {
  readonly diagnostic: MlpError;
  readonly after: number;
  constructor(diagnostic: MlpError, after = 0) {
    super(diagnostic.message, { cause: diagnostic });
    this.diagnostic = diagnostic;
    this.after = after;
  }
}

/**
 * Asks a server and gives its answer to `take`, again where the connection fails or breaks off, or the server says that it is its own fault.
 * Redirects are followed as far as is safe. Throws a diagnostic, or what `take` throws.
 */
export async function ask<Result>(asked: Asked, around: Surroundings, take: (answer: IncomingMessage, url: URL) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(asked, around, take);
    } catch (error) {
      asked.signal?.throwIfAborted();
      if (!(error instanceof Passing)) throw error;
      if (attempt >= around.patience.tries) throw error.diagnostic;
      await sleep(Math.max(error.after, around.patience.pause * 2 ** (attempt - 1) * (1 - Math.random() / 2)), undefined, { ...(asked.signal && { signal: asked.signal }) });
    }
  }
}

async function once<Result>(asked: Asked, around: Surroundings, take: (answer: IncomingMessage, url: URL) => Promise<Result>): Promise<Result> {
  let url = asked.url;
  let guard: Guard = { reachOf: around.reachOf, publicOnly: false };
  for (let left = asked.redirects; ; left--) {
    const headers = url.origin === asked.url.origin ? { ...asked.headers, ...asked.secretHeaders } : asked.headers;
    const { answer, address } = await send(asked, url, headers, guard, around.patience);
    const status = answer.statusCode ?? 0;
    if (status < 300 || status >= 400 || status === 304 || asked.redirects === 0) return received(asked, answer, around.patience, () => take(answer, url));
    answer.destroy();
    if (address !== undefined && around.reachOf(address) === "public") guard = { ...guard, publicOnly: true };
    url = nextAddress(asked, url, answer.headers.location, left);
  }
}

function nextAddress({ shown }: Asked, from: URL, location: string | undefined, left: number): URL {
  const refuse = (to: string, why: string): never => fail(redirectRefused, { source: shown, to, why });
  if (location === undefined || !URL.canParse(location, from.href)) return refuse(location ?? "nowhere", "it is no address");
  const next = new URL(location, from);
  const to = shownAddress(next.href);
  if (next.protocol !== "https:" && next.protocol !== "http:") return refuse(to, "it is no HTTP address");
  if (from.protocol === "https:" && next.protocol === "http:") return refuse(to, "it leaves the encrypted connection");
  if (left === 0) return refuse(to, "there were too many redirects before it");
  next.username = next.password = next.hash = "";
  return next;
}

/** Sends one request; the answer has begun when this ends. */
function send(asked: Asked, url: URL, headers: Readonly<Record<string, string>>, guard: Guard, { wait }: Patience): Promise<{ readonly answer: IncomingMessage; readonly address: string | undefined }> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = { method: asked.method, headers: { "user-agent": "mlp", "accept-encoding": "identity", ...headers }, lookup: guardedLookup(guard), agent: false, ...(asked.signal && { signal: asked.signal }) };
    const failed = (error: Error & { readonly code?: string }) => reject(unreachable(asked, url, error, wait));
    try {
      guardHost(url.hostname, guard);
    } catch (error) {
      return failed(error as Error);
    }
    const plain = new URL(url);
    plain.username = plain.password = "";
    const request = (url.protocol === "https:" ? requestHttps : requestHttp)(plain, options);
    const timer = setTimeout(() => request.destroy(new Error("timeout")), wait);
    request.on("response", (answer) => {
      clearTimeout(timer);
      resolve({ answer, address: answer.socket.remoteAddress });
    });
    request.on("error", (error) => {
      clearTimeout(timer);
      failed(error);
    });
    const body = asked.body?.();
    if (body === undefined || body instanceof Uint8Array) request.end(body);
    else body.on("error", (error) => request.destroy(error)).pipe(request);
  });
}

function unreachable({ shown, url: first }: Asked, url: URL, error: Error & { readonly code?: string }, wait: number): unknown {
  if (error instanceof RefusedReach) {
    const why = error.reach === "link-local" ? "it is an address at which clouds hand out credentials" : "it is an address of this machine or of its own network";
    return caught(() => (url.href === first.href ? fail(sourceAway, { source: shown, why: `${why}, and is not called` }) : fail(redirectRefused, { source: shown, to: shownAddress(url.href), why })));
  }
  return new Passing(caught(() => fail(sourceAway, { source: shown, why: whyUnreachable(error.code, error.message, wait) }, undefined, error)));
}

/** Gives an answer to `take` while its bytes keep coming; its status has to be one that is wanted. */
async function received<Result>(asked: Asked, answer: IncomingMessage, { wait, least }: Patience, take: () => Promise<Result>): Promise<Result> {
  const status = answer.statusCode ?? 0;
  if (status === 408 || status === 429 || status >= 500) {
    answer.destroy();
    const after = Math.min(10, Number(answer.headers["retry-after"] ?? 0) || 0) * 1000;
    throw new Passing(caught(() => fail(sourceAway, { source: asked.shown, why: `it answers with status ${status}` })), after);
  }
  let [bytes, before, slow] = [0, 0, false];
  answer.on("data", (chunk: Buffer) => void (bytes += chunk.length)).pause();
  const watch = setInterval(() => {
    // What is not taken from it cannot come: then it is not the server that is slow.
    slow = bytes - before < least && answer.readableLength < answer.readableHighWaterMark;
    before = bytes;
    if (slow) answer.destroy(new Error("slow"));
  }, wait);
  try {
    return await take();
  } catch (error) {
    if (error instanceof MlpError || asked.signal?.aborted) throw error;
    if (slow) return fail(sourceAway, { source: asked.shown, why: `it sends less than ${least} bytes in ${wait / 1000} s` }, undefined, error);
    if (answer.errored ?? answer.destroyed) throw new Passing(caught(() => fail(sourceBroken, { source: asked.shown, why: "the connection broke off before its end" }, undefined, error)));
    throw error;
  } finally {
    clearInterval(watch);
    answer.destroy();
  }
}

function caught(work: () => never): MlpError {
  try {
    return work();
  } catch (error) {
    return error as MlpError;
  }
}

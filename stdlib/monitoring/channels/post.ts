import { request as requestHttp } from "node:http";
import { request as requestHttps, type RequestOptions } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { DeliveryError } from "../channel.ts";
import { guardedLookup, RefusedAddress } from "./addresses.ts";

/** In milliseconds. The pause doubles after each try, and is shortened by chance by up to a half. */
export interface Patience {
  readonly tries: number;
  readonly timeout: number;
  readonly pause: number;
}

type Outcome = { readonly delivered: true } | { readonly delivered: false; readonly reason: string; readonly again: boolean };

/**
 * Posts a value as JSON until it is delivered, refused for good, or tried often enough; then rejects with a `DeliveryError` that names the host only.
 * Follows no redirect, and reads nothing of the answer but its status. Rejects with the signal's reason when it is aborted.
 */
export async function postJson(url: URL, value: unknown, patience: Patience, signal: AbortSignal): Promise<void> {
  const body = Buffer.from(JSON.stringify(value));
  let reason = "";
  for (let attempt = 1; attempt <= patience.tries; attempt++) {
    signal.throwIfAborted();
    const outcome = await post(url, body, patience.timeout, signal);
    if (outcome.delivered) return;
    signal.throwIfAborted();
    reason = outcome.reason;
    if (!outcome.again) break;
    if (attempt < patience.tries) await sleep(patience.pause * 2 ** (attempt - 1) * (1 - Math.random() / 2), undefined, { signal });
  }
  throw new DeliveryError(`${url.host} ${reason}`);
}

function post(url: URL, body: Buffer, timeout: number, signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    // Not `AbortSignal.any` over `AbortSignal.timeout`: Node 20 may collect such a signal while the request waits, and it would wait for ever.
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), timeout);
    const stop = () => over.abort();
    signal.addEventListener("abort", stop, { once: true });
    const settle = (outcome: Outcome) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      resolve(outcome);
    };
    const options: RequestOptions = {
      method: "POST",
      headers: { "content-type": "application/json", "content-length": body.length, "user-agent": "mlp" },
      lookup: guardedLookup,
      agent: false,
      signal: over.signal,
    };
    const request = (url.protocol === "https:" ? requestHttps : requestHttp)(url, options);
    request.on("response", (response) => {
      // The body is never read: it may be endless, and nothing in it is to be trusted.
      response.on("error", () => {});
      response.destroy();
      settle(judge(response.statusCode ?? 0));
    });
    request.on("error", (error) => settle({ delivered: false, reason: explain(error, timeout), again: !(error instanceof RefusedAddress) }));
    request.end(body);
  });
}

function judge(status: number): Outcome {
  if (status >= 200 && status < 300) return { delivered: true };
  if (status >= 300 && status < 400) return { delivered: false, reason: `answered with a redirect (${status}), which is not followed`, again: false };
  return { delivered: false, reason: `answered with status ${status}`, again: status >= 500 || status === 408 || status === 429 };
}

function explain(error: Error & { readonly code?: string }, timeout: number): string {
  if (error instanceof RefusedAddress) return "leads to a link-local address, which is not called";
  if (error.name === "AbortError") return `did not answer within ${timeout / 1000} s`;
  // Only the code: a message may quote what was sent.
  return `could not be reached (${error.code ?? "unknown error"})`;
}

import { mkdtemp, rm } from "node:fs/promises";
import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context, Service } from "../../../runtime/node.ts";
import { neverStop } from "../../../runtime/stop.ts";
import type { EndpointValue } from "../../../stdlib/serving/endpoint.ts";
import { startEndpoint } from "../../../stdlib/serving/endpoint-service.ts";
import type { Limits } from "../../../stdlib/serving/http/limits.ts";
import type { ServeArgs } from "../../../stdlib/serving/serve.ts";
import type { ModelValue, OpenModel } from "../../../stdlib/training/model.ts";
import { classifier, openToy, release } from "./toy-model.ts";

const unused = (): never => {
  throw new Error("not used by servers");
};

export interface Options {
  readonly args?: Partial<ServeArgs>;
  readonly limits?: Partial<Limits>;
  readonly model?: ModelValue;
  readonly open?: OpenModel;
  readonly home?: string;
  readonly warnings?: string[];
}

export function contextOf(home: string, model: ModelValue, warnings: string[] = []): Context {
  return {
    home, node: { id: "api", op: "serve" }, pipeline: "churn", run: "r1", memory: 1e9, seed: 7, signal: new AbortController().signal, stop: neverStop,
    remember: (_, compute) => compute(),
    once: (_, compute) => compute(),
    cacheFolder: unused,
    variable: unused,
    offline: true,
    log: (level, message) => void warnings.push(`${level} ${message}`), getValue: async () => model, progress: () => {},
    resolve: (path) => path, digest: unused, engine: unused, scratch: unused, keep: unused, putValue: unused, pathOf: unused, implementation: unused, reveal: unused,
  };
}

export interface Running {
  readonly service: Service;
  readonly endpoint: EndpointValue;
  readonly port: number;
  readonly home: string;
  readonly url: string;
}

/** Runs with a server on a port that the system chose, and stops it. */
export async function withServer(options: Options, work: (running: Running) => Promise<void>): Promise<void> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), "mlp-serving-")));
  const args: ServeArgs = { release, port: 0, host: "127.0.0.1", log: true, largest_body: 10_000_000, ...options.args };
  const model = options.model ?? classifier;
  const service = await startEndpoint(args, contextOf(home, model, options.warnings), options.open ?? openToy, { linger: 300, ...options.limits });
  const endpoint = service.value as EndpointValue;
  try {
    await work({ service, endpoint, port: endpoint.port, home, url: `http://127.0.0.1:${endpoint.port}` });
  } finally {
    await service.stop();
    if (options.home === undefined) await rm(home, { recursive: true, force: true });
  }
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A request whose body is written as `send` does it; resolves with the answer, rejects when the connection breaks before one. */
export function send(port: number, options: RequestOptions, write: (request: ReturnType<typeof httpRequest>) => void = (request) => request.end()): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() }));
      response.on("error", reject);
    });
    request.on("error", reject);
    write(request);
  });
}

export const post = (port: number, path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
  send(port, { method: "POST", path, headers: { "content-type": "application/json", ...headers } }, (request) => request.end(body));

/** Writes bytes to the server as they are; resolves with all that comes back until the connection ends. */
export function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let back = "";
    socket.on("data", (chunk: Buffer) => (back += chunk.toString()));
    socket.on("close", () => resolve(back));
    socket.on("error", reject);
    socket.setTimeout(10_000, () => socket.destroy(new Error("the server never closed the connection")));
  });
}

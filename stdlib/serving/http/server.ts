import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { hostUnknown, listenFailed, portForbidden, portTaken } from "../../../language/diagnostics/registry/serving.ts";
import type { Limits } from "./limits.ts";
import { refusalBody } from "./refusal.ts";

export interface ListeningServer {
  /** The port it listens on, also where the system chose it. */
  readonly port: number;
  /** Rejects when the server fails; resolves when it has stopped. */
  readonly ended: Promise<void>;
  /** Takes no new connections, lets requests finish for a while, then closes. */
  stop(): Promise<void>;
}

/** Listens on an address; throws a diagnostic where that is not possible. */
export async function listen(listener: RequestListener, host: string, port: number, limits: Limits): Promise<ListeningServer> {
  const server = createServer(
    {
      requestTimeout: limits.request,
      headersTimeout: Math.min(limits.headers, limits.request),
      keepAliveTimeout: limits.idle,
      connectionsCheckingInterval: Math.max(50, Math.min(1_000, limits.request / 4)),
    },
    listener,
  );
  server.maxConnections = limits.connections;
  server.on("clientError", answerBrokenRequest);
  const idle = new IdleConnections(server);
  await bound(server, host, port);
  const ended = new Promise<void>((resolve, reject) => server.once("close", resolve).once("error", reject));
  let stopping: Promise<void> | undefined;
  return {
    port: (server.address() as AddressInfo).port,
    ended,
    stop: () => (stopping ??= close(server, idle, limits.drain)),
  };
}

function bound(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      try {
        refuse(error, host, port);
      } catch (diagnostic) {
        reject(diagnostic);
      }
    };
    server.once("error", failed);
    server.listen({ host, port, exclusive: true }, () => {
      server.off("error", failed);
      resolve();
    });
  });
}

function refuse(error: NodeJS.ErrnoException, host: string, port: number): never {
  if (error.code === "EADDRINUSE") fail(portTaken, { host, port }, undefined, error);
  if (error.code === "EACCES") fail(portForbidden, { host, port }, undefined, error);
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND" || error.code === "EAI_AGAIN") fail(hostUnknown, { host }, undefined, error);
  fail(listenFailed, { host, port, why: error.message }, undefined, error);
}

/** Connections with no request on them, also those that never had one, which the server itself does not count as idle. */
class IdleConnections {
  readonly #requests = new Map<Socket, number>();
  #closing = false;

  constructor(server: Server) {
    server.on("connection", (socket) => {
      this.#requests.set(socket, 0);
      socket.once("close", () => this.#requests.delete(socket));
    });
    server.on("request", ({ socket }, response) => {
      this.#count(socket, 1);
      response.once("close", () => this.#count(socket, -1));
    });
  }

  /** Closes those that are idle, and the others as soon as they are. */
  close(): void {
    this.#closing = true;
    for (const [socket, requests] of this.#requests) if (requests === 0) socket.destroy();
  }

  #count(socket: Socket, change: number): void {
    const requests = this.#requests.get(socket);
    if (requests === undefined) return;
    this.#requests.set(socket, requests + change);
    if (this.#closing && requests + change === 0) socket.destroySoon();
  }
}

async function close(server: Server, idle: IdleConnections, drain: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  idle.close();
  const late = setTimeout(() => server.closeAllConnections(), drain);
  await closed;
  clearTimeout(late);
}

/** What is not HTTP, or comes too slowly, is answered with JSON, too, and its connection closed. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const [status, code, message] = brokenRequest(error.code);
  const body = JSON.stringify(refusalBody({ code, message, problems: [] }));
  socket.end(`HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}

function brokenRequest(code: string | undefined): readonly [string, "request_too_slow" | "request_refused", string] {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return ["408 Request Timeout", "request_too_slow", "the request did not arrive in time"];
  if (code === "HPE_HEADER_OVERFLOW") return ["431 Request Header Fields Too Large", "request_refused", "the request's headers are too large"];
  return ["400 Bad Request", "request_refused", "this is not a request that HTTP knows"];
}

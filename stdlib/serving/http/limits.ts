/** What one client may take of a server; times in milliseconds. */
export interface Limits {
  /** Bytes of a request's body. */
  readonly body: number;
  /** Objects and lists inside each other in a body. */
  readonly depth: number;
  /** Requests whose bodies are read or answered at a time. */
  readonly active: number;
  readonly connections: number;
  /** Until a request has arrived as a whole. */
  readonly request: number;
  /** Until the headers of a request have arrived. */
  readonly headers: number;
  /** That a connection may stay open without a request. */
  readonly idle: number;
  /** For which what comes of a refused body is read and forgotten, so that the client gets to read the answer. */
  readonly linger: number;
  /** That requests get to finish when the server stops. */
  readonly drain: number;
}

export const standardLimits: Limits = {
  body: 10_000_000,
  depth: 16,
  active: 32,
  connections: 1_000,
  request: 30_000,
  headers: 10_000,
  idle: 5_000,
  linger: 1_000,
  drain: 10_000,
};

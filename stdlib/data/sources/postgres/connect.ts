import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type { Client } from "pg";
import { fail, MlpError } from "../../../../language/diagnostics/diagnostic.ts";
import { fileMissing } from "../../../../language/diagnostics/registry/data-files.ts";
import { addressWrong, loginRefused, sourceAway } from "../../../../language/diagnostics/registry/data-sources.ts";
import type { Host } from "../../../../runtime/node.ts";
import type { Address } from "../address.ts";
import { whyUnreachable } from "../reach.ts";
import type { SourceArgs } from "../locate-source.ts";

export type PostgresAddress = Extract<Address, { readonly kind: "postgres" }>;

const form = "postgres://user@host:5432/database?sslmode=verify-full";
const sslModes = ["disable", "require", "verify-ca", "verify-full"] as const;

/** How long a connection may take to be there, in milliseconds. */
const patience = 15_000;

/**
 * Works on a connection to a database, in a transaction that sees one state of it and can change nothing. The connection is closed in the end.
 * Throws a diagnostic where the server is away or lets nobody in; no message holds the password.
 */
export async function withPostgres<Result>(address: PostgresAddress, args: SourceArgs, host: Host, work: (client: Client) => Promise<Result>): Promise<Result> {
  if (host.offline) fail(sourceAway, { source: address.shown, why: "an editor asks nothing of the network" });
  const client = await connected(address, args, host);
  // A connection that breaks while nothing is asked: the next question tells.
  client.on("error", () => {});
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return await work(client);
  } catch (error) {
    throw lost(error, address);
  } finally {
    await client.end().catch(() => {});
  }
}

async function connected({ url, shown }: PostgresAddress, { auth }: SourceArgs, host: Host): Promise<Client> {
  const { default: pg } = await import("pg");
  const ssl = await tlsOf(url, shown, host);
  const client = new pg.Client({
    host: hostOf(url, host),
    ...(url.port !== "" && { port: Number(url.port) }),
    ...(url.username !== "" && { user: decodeURIComponent(url.username) }),
    ...(url.pathname.length > 1 && { database: decodeURIComponent(url.pathname.slice(1)) }),
    ...(auth !== undefined && { password: host.reveal(auth) }),
    ssl,
    connectionTimeoutMillis: patience,
    application_name: "mlp",
    options: "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c extra_float_digits=1 -c bytea_output=hex -c client_encoding=UTF8",
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw notLetIn(error, shown);
  }
}

/** Without a host, as in `postgres:///shop`, it is that of `PGHOST`, or this machine. */
const hostOf = (url: URL, host: Host): string => {
  const name = decodeURIComponent(url.hostname.replace(/^\[|\]$/g, ""));
  return name === "localhost" ? (host.variable("PGHOST") ?? name) : name;
};

const isLoopback = (host: string): boolean => host === "localhost" || host.startsWith("/") || (isIP(host) !== 0 && (/^127\./.test(host) || host === "::1"));

/** Whether and how the connection is encrypted: on this machine it is not, and elsewhere the server has to show who it is, unless `sslmode` says otherwise. */
async function tlsOf(url: URL, shown: string, host: Host): Promise<ConnectionOptions | false> {
  const wrong = (why: string): never => fail(addressWrong, { source: shown, why, form });
  for (const name of url.searchParams.keys()) if (name !== "sslmode" && name !== "sslrootcert") wrong(`there is no option \`${name}\`, only \`sslmode\` and \`sslrootcert\``);
  const written = url.searchParams.get("sslmode") ?? host.variable("PGSSLMODE") ?? (isLoopback(hostOf(url, host)) ? "disable" : "verify-full");
  const mode = sslModes.find((known) => known === written) ?? wrong(`\`sslmode\` is one of ${sslModes.join(", ")}`);
  const root = url.searchParams.get("sslrootcert") ?? host.variable("PGSSLROOTCERT");
  if (mode === "disable") return false;
  const ca = root === undefined ? {} : { ca: await readFile(host.resolve(root)).catch(() => fail(fileMissing, { path: root, hint: "`sslrootcert` names the file with the certificate that the server's is signed by" })) };
  if (mode === "require") return { ...ca, rejectUnauthorized: false };
  return { ...ca, rejectUnauthorized: true, ...(mode === "verify-ca" && { checkServerIdentity: () => undefined }) };
}

interface PostgresError extends Error {
  readonly code?: string;
  readonly severity?: string;
}

function notLetIn(error: unknown, shown: string): unknown {
  const { code, message, severity } = error as PostgresError;
  // An answer of the server has a severity; everything else is the connection's.
  if (severity !== undefined) return caught(() => fail(loginRefused, { source: shown, why: message }, undefined, error));
  if (/password must be a string|no password/i.test(message)) return caught(() => fail(loginRefused, { source: shown, why: "it asks for a password, and there is none" }, undefined, error));
  if (/does not support SSL/i.test(message)) return caught(() => fail(loginRefused, { source: shown, why: "it takes no encrypted connections (`?sslmode=disable` asks for none)" }, undefined, error));
  return caught(() => fail(sourceAway, { source: shown, why: whyUnreachable(code, message, patience) }, undefined, error));
}

/** A connection that ended in the middle. */
function lost(error: unknown, { shown }: PostgresAddress): unknown {
  if (error instanceof MlpError) return error;
  const { code, message } = error as PostgresError;
  if (code === "57P01" || code === "ECONNRESET" || code === "EPIPE" || /connection terminated/i.test(message)) return caught(() => fail(sourceAway, { source: shown, why: "the connection broke off" }, undefined, error));
  return error;
}

function caught(work: () => never): unknown {
  try {
    return work();
  } catch (diagnostic) {
    return diagnostic;
  }
}

import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { secretWritten, tableNotTaken } from "../../../language/diagnostics/registry/data-sources.ts";
import type { Described } from "../../../language/nodes/parameter.ts";
import type { Host, Observation } from "../../../runtime/node.ts";
import type { FileFormat } from "../files/formats.ts";
import { locate } from "../files/locate.ts";
import { identityOf, type Located } from "../files/located.ts";
import { addressOf, type Address } from "./address.ts";

export interface SourceArgs {
  readonly path: string;
  readonly format?: FileFormat | undefined;
  readonly table?: string | undefined;
  readonly query?: string | undefined;
  readonly auth_header?: string | undefined;
  readonly max_size?: number | undefined;
  readonly auth?: string | Described<{ readonly name: string }> | undefined;
}

/** What stands at a path, as files of this machine, and the digest of its content. */
export interface LocatedSource {
  readonly located: Located;
  readonly identity: string;
}

/** Finds what a path means, and brings it here where it is elsewhere. Throws a diagnostic where it cannot be read. */
export async function locateSource(args: SourceArgs, host: Host): Promise<LocatedSource> {
  const address = addressOf(args.path);
  refuseWrittenSecret(args);
  if (address.kind === "postgres") return (await import("./postgres/read.ts")).readPostgres(address, args, host);
  if (isSqlite(args, address)) return (await import("./sqlite/read.ts")).readSqlite(args.path, args, host);
  refuseChoice(args);
  if (address.kind === "web") return (await import("./http/read.ts")).readWeb(address, args, host);
  if (address.kind === "bucket") return (await import("./s3/read.ts")).readBucket(address, args, host);
  const located = await locate(args.path, args.format, host);
  return { located, identity: await identityOf(located, host) };
}

/** What a check sees of a source that is too dear to be read for it: a query is described. `undefined` where it is read. */
export async function describeSource(args: SourceArgs, host: Host): Promise<Observation | undefined> {
  const address = addressOf(args.path);
  if (address.kind !== "postgres") return undefined;
  refuseWrittenSecret(args);
  return (await import("./postgres/describe.ts")).describePostgres(address, args, host);
}

const sqliteEnding = /\.(db|db3|sqlite|sqlite3)$/i;

const isSqlite = ({ path, table, query, format }: SourceArgs, address: Address): boolean =>
  address.kind === "file" && format === undefined && (sqliteEnding.test(path) || ((table ?? query) !== undefined && !/\.(csv|tsv|tab|json|ndjson|jsonl|parquet|pq)(\.gz)?$/i.test(path)));

function refuseChoice({ path, table, query }: SourceArgs): void {
  if ((table ?? query) !== undefined) fail(tableNotTaken, { source: path, parameter: table === undefined ? "query" : "table" });
}

function refuseWrittenSecret({ path, auth }: SourceArgs): void {
  if (typeof auth === "string") fail(secretWritten, { source: path });
}

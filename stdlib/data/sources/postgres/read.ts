import { createWriteStream } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import type { Host } from "../../../../runtime/node.ts";
import type { LocatedSource, SourceArgs } from "../locate-source.ts";
import { nullMark, parquetAt, tableFile, unfinished } from "../table-file.ts";
import { withPostgres, type PostgresAddress } from "./connect.ts";
import { describeQuery, refused, type DescribedQuery } from "./query.ts";

/**
 * The rows of a table or query, as a Parquet file that is named by its content. They are asked for once in a run, streamed to the disk, and
 * where the query does not order them put in the order of their columns: a server may give the same rows in another order each time.
 */
export function readPostgres(address: PostgresAddress, args: SourceArgs, host: Host): Promise<LocatedSource> {
  return host.once(`postgres ${JSON.stringify([address.url.href, args.table, args.query])}`, async () => {
    const text = unfinished(await host.cacheFolder("tables"), "txt");
    const described = await withPostgres(address, args, host, async (client) => {
      const query = await describeQuery(client, args, address.shown);
      await copyOut(client, query, text, address.shown);
      return query;
    });
    const file = await tableFile(text, described.columns, !described.ordered, host, address.shown);
    return { located: await parquetAt(file, address.shown), identity: basename(file, ".parquet") };
  });
}

/** Streams all rows of a query into a file. */
async function copyOut(client: Client, { sql }: DescribedQuery, file: string, source: string): Promise<void> {
  const { to } = (await import("pg-copy-streams")).default;
  const before = "COPY (\n";
  try {
    await pipeline(client.query(to(`${before}${sql}\n) TO STDOUT (FORMAT csv, NULL '${nullMark}', FORCE_QUOTE *)`)), createWriteStream(file, { flags: "wx" }));
  } catch (error) {
    throw refused(error, source, sql, before.length);
  }
}

import type { Schema } from "../../../../language/types/schema.ts";
import type { Host, Observation } from "../../../../runtime/node.ts";
import { digestOfText } from "../../../../runtime/store/objects.ts";
import type { SourceArgs } from "../locate-source.ts";
import { withPostgres, type PostgresAddress } from "./connect.ts";
import { describeQuery } from "./query.ts";

/**
 * The columns of a table or query, for a check, which does not run it. Whether a column holds nulls shows only in the rows.
 * The identity names the columns: what a database holds changes all the time.
 */
export async function describePostgres(address: PostgresAddress, args: SourceArgs, host: Host): Promise<Observation> {
  const { columns } = await withPostgres(address, args, host, (client) => describeQuery(client, args, address.shown));
  const schema: Schema = { columns: columns.map(({ name, type }) => ({ name, type, nullable: true })) };
  return { identity: digestOfText(JSON.stringify([address.shown, args.table, args.query, schema])), facts: { schema } };
}

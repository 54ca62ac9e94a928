import type { UnreadableRow } from "../../../language/diagnostics/registry/data-files.ts";
import type { Gaps } from "../../../language/types/gaps.ts";
import type { Schema } from "../../../language/types/schema.ts";
import type { Context } from "../../../runtime/node.ts";
import type { Table } from "../../../runtime/values.ts";

/** Files as a table: its columns, and the SQL that gives its rows. Plain JSON. */
export interface Source {
  readonly schema: Schema;
  readonly sql: string;
  /** Where the SQL gives no row numbers, for a file that has none: what its rows take in memory, about. */
  readonly unnumbered?: { readonly bytes: number };
  /** How many rows have no value, by column, where the whole file was counted. */
  readonly gaps?: Gaps;
  /** The rows that could not be read and are left out. */
  readonly unreadable?: Unreadable;
  /** Files that were made to be read in place of the user's: without them this is void. */
  readonly copies?: readonly string[];
}

export interface Unreadable {
  readonly count: number;
  /** The first of them. */
  readonly first: readonly UnreadableRow[];
  /** SQL that gives all of them: `number`, in their order, `line`, `raw`, and `problem`. */
  readonly sql: string;
}

/** The rows with their numbers; `identity` is the content's. A file without numbers is read once: what is chosen of its rows then costs no more than to read them. */
export async function tableFrom({ sql, unnumbered }: Source, identity: string, context: Pick<Context, "engine" | "signal">): Promise<Table> {
  if (!unnumbered) return { sql };
  const engine = await context.engine();
  return { sql: await engine.stage(JSON.stringify([identity, sql]), sql, unnumbered.bytes, context.signal), cheap: true };
}

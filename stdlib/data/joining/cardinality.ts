import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { keysRepeated } from "../../../language/diagnostics/registry/data-relations.ts";
import type { Column } from "../../../language/types/schema.ts";
import type { Context } from "../../../runtime/node.ts";
import { identifier } from "../../../runtime/relational/sql.ts";
import type { DatasetValue } from "../../../runtime/values.ts";

export const cardinalities = ["many_to_one", "one_to_one", "one_to_many", "many_to_many"] as const;
export type Cardinality = (typeof cardinalities)[number];

export const isOnce = (side: "left" | "right", expect: Cardinality): boolean => (side === "left" ? expect.startsWith("one_to") : expect.endsWith("to_one"));

/** Stops the run where a key that may occur once occurs more often, with some of those that do. */
export async function holdCardinality(node: string, side: "left" | "right", rows: DatasetValue, keys: readonly Column[], expect: Cardinality, context: Pick<Context, "engine" | "signal">): Promise<void> {
  if (!isOnce(side, expect)) return;
  const engine = await context.engine();
  const names = keys.map(({ name }) => identifier(name));
  const repeated = `(SELECT ${names.join(", ")}, count(*) AS __mlp_n FROM ${await engine.tableOf(rows)} WHERE ${names.map((name) => `${name} IS NOT NULL`).join(" AND ")} GROUP BY ${names.join(", ")} HAVING count(*) > 1)`;
  const found = await engine.rows(`SELECT *, count(*) OVER () AS __mlp_all FROM ${repeated} ORDER BY __mlp_n DESC, ${names.join(", ")} LIMIT 3`, context.signal);
  const [first] = found;
  if (!first) return;
  const examples = found.map((row) => `${keys.map(({ name }) => `${name} = ${shown(row[name])}`).join(", ")} (${String(row["__mlp_n"])} rows)`);
  fail(keysRepeated, { node, side, expect, keys: keys.map(({ name }) => name), rows: Number(first["__mlp_all"]), examples, allows: allowing(side, expect) });
}

const shown = (value: unknown): string => (typeof value === "number" ? String(value) : JSON.stringify(value)).slice(0, 60);

/** What to expect instead where this side repeats its keys. */
function allowing(side: "left" | "right", expect: Cardinality): Cardinality {
  if (side === "left") return expect === "one_to_one" ? "many_to_one" : "many_to_many";
  return expect === "one_to_one" ? "one_to_many" : "many_to_many";
}

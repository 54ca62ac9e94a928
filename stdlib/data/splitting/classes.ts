import { identifier, literal } from "../../../runtime/relational/sql.ts";
import { placesOf } from "./cuts.ts";
import { cutsOf, firstOf, number, sizesOf, upTo, type RowClass, type Work } from "./work.ts";

/** SQL for the text of a row's class: of one column its value, of several all of them, or which of some ranges of a number it lies in. */
export async function classesSql({ query, table }: Work, columns: readonly string[], bins: number | undefined): Promise<string> {
  const [first = "", ...others] = columns.map(identifier);
  if (bins !== undefined) {
    const places = Array.from({ length: bins - 1 }, (_, index) => (index + 1) / bins);
    const [found] = await query(`SELECT ${places.map((place, index) => `quantile_cont(CAST(${first} AS DOUBLE), ${place}) AS q${index}`).join(", ")} FROM ${table}`);
    // Ranges that would hold the same values are one.
    const ends = [...new Set(places.map((_, index) => Number(found?.[`q${index}`])))];
    return `CAST(${firstOf(ends.map((end) => `${first} <= ${literal(end)}`))} AS VARCHAR)`;
  }
  const texts = [first, ...others].map((column) => `CAST(${column} AS VARCHAR)`);
  return others.length === 0 ? (texts[0] ?? "''") : texts.map((text) => `strlen(${text}) || ':' || ${text}`).join(" || ");
}

/** Every part has the classes in the same shares. */
export async function byClass(work: Work, text: string): Promise<string> {
  const { table, query, sizing, order } = work;
  const found = await query(`SELECT ${text} AS value, count(*) AS n, min(${number}) AS first FROM ${table} GROUP BY value ORDER BY value`);
  const classes = found.map(({ value, n, first }): RowClass => ({ value: String(value), rows: Number(n), first: Number(first) }));
  const cuts = sizing.classes(classes, sizesOf(work, work.rows)).map(cutsOf);
  const ends = await placesOf(table, { mix: order, row: number, classOf: text }, new Map(classes.map(({ value }, index) => [value, (cuts[index] ?? []).filter((cut) => cut > 0)])), query);
  const branches = classes.map(({ value }, index) => {
    const own = [...(ends.get(value) ?? [])];
    const conditions = (cuts[index] ?? []).map((cut) => {
      const end = cut > 0 ? own.shift() : undefined;
      return end ? upTo(order, number, { m: end.mix, r: end.row }) : "FALSE";
    });
    return `WHEN ${literal(value)} THEN ${firstOf(conditions)}`;
  });
  return `(CASE ${text} ${branches.join(" ")} END)`;
}

import { literal } from "../../../runtime/relational/sql.ts";

/** A row's place in a random order, and the number of the row. */
export interface Place {
  readonly mix: number;
  readonly row: string;
}

type Query = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** Where the mixes of 32 bits are cut into buckets: into fewer where they are counted for many classes. */
const shifts = { few: 20, many: 24 } as const;
const fewClasses = 16;

/**
 * The rows that stand at given places (from 1) in the random order of each class, in the order of the places.
 * Nothing is sorted: rows are counted by the first bits of their mix, and only those of the buckets that hold a place are fetched.
 * `mix`, `row` and `classOf` are SQL over a row of `table`; the last gives the class as text.
 */
export async function placesOf(
  table: string,
  { mix, row, classOf }: { readonly mix: string; readonly row: string; readonly classOf: string },
  cuts: ReadonlyMap<string, readonly number[]>,
  query: Query,
): Promise<ReadonlyMap<string, readonly Place[]>> {
  const shift = cuts.size <= fewClasses ? shifts.few : shifts.many;
  const counts = grouped(await query(`SELECT c, b, count(*) AS n FROM (SELECT ${classOf} AS c, ${mix} >> ${shift} AS b FROM ${table}) GROUP BY c, b ORDER BY c, b`), (one) => String(one["c"]));
  const wanted = new Map([...cuts].map(([name, places]) => [name, places.map((place) => bucketOf(place, counts.get(name) ?? []))]));
  const conditions = [...wanted].flatMap(([name, buckets]) => (buckets.length === 0 ? [] : [`(c = ${literal(name)} AND b IN (${[...new Set(buckets.map(({ bucket }) => bucket))].join(", ")}))`]));
  if (conditions.length === 0) return new Map([...cuts.keys()].map((name) => [name, []]));
  const fetched = await query(`SELECT c, b, m, r FROM (SELECT ${classOf} AS c, ${mix} >> ${shift} AS b, ${mix} AS m, ${row} AS r FROM ${table}) WHERE ${conditions.join(" OR ")} ORDER BY c, m, r`);
  const rows = grouped(fetched, (one) => `${String(one["b"])} ${String(one["c"])}`);
  return new Map([...wanted].map(([name, buckets]) => [name, buckets.map(({ bucket, place }) => {
    const found = rows.get(`${bucket} ${name}`)?.[place - 1];
    return { mix: Number(found?.["m"]), row: String(found?.["r"]) };
  })]));
}

type Row = Readonly<Record<string, unknown>>;

function grouped(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    group ? group.push(row) : groups.set(key, [row]);
  }
  return groups;
}

/** The bucket that holds a place, and the place in it. */
function bucketOf(place: number, counts: readonly Row[]): { readonly bucket: number; readonly place: number } {
  let before = 0;
  for (const { b, n } of counts) {
    if (before + Number(n) >= place) return { bucket: Number(b), place: place - before };
    before += Number(n);
  }
  throw new RangeError(`there is no place ${place} among ${before} rows`);
}

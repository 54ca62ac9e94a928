/** What to read from a database. */
export interface TableChoice {
  readonly table?: string | undefined;
  readonly query?: string | undefined;
}

/** The table or the query, the query without the semicolon at its end; `undefined` where not exactly one of them is given. */
export function askedOf({ table, query }: TableChoice): { readonly table: string; readonly query?: undefined } | { readonly table?: undefined; readonly query: string } | undefined {
  if (table !== undefined && query === undefined) return { table };
  return query !== undefined && table === undefined ? { query: query.replace(/[\s;]+$/, "") } : undefined;
}

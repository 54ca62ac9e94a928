import type { Seen } from "../types/type.ts";

/** Everything that any of these has seen. */
export function mergeSeen(all: readonly (Seen | undefined)[]): Seen {
  const present = all.filter((seen) => seen !== undefined);
  return { rows: present.flatMap((seen) => seen.rows), learned: present.flatMap((seen) => seen.learned) };
}

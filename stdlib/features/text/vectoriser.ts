import { murmur3 } from "../../../language/expressions/hashing.ts";
import type { SparseBlock } from "../../training/estimator.ts";
import { termsOf, type Tokenising } from "./terms.ts";

/** How a text becomes numbers, after it was learned: plain data. */
export interface Vectoriser extends Tokenising {
  /** The terms that have a column, in sort order; a hash has `buckets` columns instead. */
  readonly terms?: readonly string[];
  readonly buckets?: number;
  /** Half of the terms count −1 in a hash, so that what falls together cancels out on average. */
  readonly signed?: boolean;
  /** What a term is multiplied by, a column. */
  readonly idf?: Float64Array;
  /** 1 + ln(count) instead of the count. */
  readonly sublinear: boolean;
  /** 1 for each term that is there, however often. */
  readonly binary: boolean;
  readonly norm: "l1" | "l2" | "none";
}

export interface Entries {
  /** Ascending. */
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** The entries of a text, ready for many texts. */
export function vectorise(vectoriser: Vectoriser): (text: string) => Entries {
  const { terms, buckets = 0, signed } = vectoriser;
  const places = terms && new Map(terms.map((term, place) => [term, place]));
  const hashes = new Map<string, readonly [place: number, sign: number]>();
  const hashOf = (term: string): readonly [number, number] => {
    const known = hashes.get(term);
    if (known) return known;
    const hash = murmur3(term);
    const made = [Math.abs(hash) % buckets, signed && hash < 0 ? -1 : 1] as const;
    // The texts of a service never end, and neither do their words.
    if (hashes.size < 100_000) hashes.set(term, made);
    return made;
  };
  return (text) => {
    const counts = new Map<number, number>();
    for (const term of termsOf(text, vectoriser)) {
      if (places) {
        const place = places.get(term);
        if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
      } else {
        const [place, sign] = hashOf(term);
        counts.set(place, (counts.get(place) ?? 0) + sign);
      }
    }
    return weighted(counts, vectoriser);
  };
}

function weighted(counts: ReadonlyMap<number, number>, { binary, sublinear, idf, norm }: Vectoriser): Entries {
  const found = [...counts].filter(([, count]) => count !== 0).sort(([a], [b]) => a - b);
  const values = found.map(([place, count]) => (binary ? 1 : sublinear ? 1 + Math.log(count) : count) * (idf?.[place] ?? 1));
  const size = norm === "l2" ? Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) : norm === "l1" ? values.reduce((sum, value) => sum + Math.abs(value), 0) : 1;
  return { indices: found.map(([place]) => place), values: size > 0 ? values.map((value) => value / size) : values };
}

/** Names of the columns: `review=good`, and `review=#17` for a place of a hash. */
export function columnNames(name: string, { terms, buckets = 0 }: Vectoriser): readonly string[] {
  return terms ? terms.map((term) => `${name}=${term}`) : Array.from({ length: buckets }, (_, place) => `${name}=#${place}`);
}

/** The sparse columns of texts, of which each different one is looked at once; a missing one has only zeros. */
export function sparseBlock(name: string, vectoriser: Vectoriser, codes: Int32Array, words: readonly string[]): SparseBlock {
  const entries = words.map(vectorise(vectoriser));
  const offsets = new Int32Array(codes.length + 1);
  codes.forEach((code, row) => (offsets[row + 1] = offsets[row]! + (entries[code]?.indices.length ?? 0)));
  const indices = new Int32Array(offsets[codes.length] ?? 0);
  const values = new Float64Array(indices.length);
  codes.forEach((code, row) => {
    const own = entries[code];
    if (!own) return;
    indices.set(own.indices, offsets[row]!);
    values.set(own.values, offsets[row]!);
  });
  return { kind: "sparse", name, names: columnNames(name, vectoriser), offsets, indices, values };
}

import type { DuckDBConnection, DuckDBVector } from "@duckdb/node-api";
import type { Compute } from "../computation.ts";
import type { Computation } from "../values.ts";
import type { ColumnValues } from "./engine.ts";

/** The function by which a query computes the columns of a computation in the store: its code is looked up only when the query runs. */
export const computedBy = (digest: string): string => `computed_${digest}`;

/** The computations that a query refers to, by their digests. */
export const computationsIn = (sql: string): readonly string[] => [...new Set([...sql.matchAll(/\bcomputed_([0-9a-f]{64})\b/g)].map(([, digest = ""]) => digest))];

/** A computation with its code. */
export interface ReadyComputation {
  readonly computation: Pick<Computation, "takes" | "gives">;
  readonly compute: Compute;
}

/**
 * Gives a computation its function in the engine: from its columns to a list of doubles, one for each that it gives. The engine's threads call it chunk by
 * chunk, one at a time, while JavaScript's own thread is free. What it throws goes to `thrown`, whose text then stands in the engine's error.
 */
export async function defineComputed(connection: DuckDBConnection, digest: string, { computation, compute }: ReadyComputation, thrown: (error: unknown) => string): Promise<void> {
  const { ARRAY, DOUBLE, DuckDBScalarFunction, VARCHAR } = await import("@duckdb/node-api");
  const { takes, gives } = computation;
  const scalar = DuckDBScalarFunction.create({
    name: computedBy(digest),
    parameterTypes: takes.map(({ kind }) => (kind === "codes" ? VARCHAR : DOUBLE)),
    returnType: ARRAY(DOUBLE, gives.length),
    // Text may be null.
    specialHandling: true,
    mainFunction: (_, chunk, output) => {
      const rows = chunk.rowCount;
      try {
        const columns = takes.map(({ kind }, index) => valuesOf(chunk.getColumnVector(index), kind, rows));
        fill(output, compute(columns, rows), rows);
      } catch (error) {
        throw new Error(thrown(error), { cause: error });
      }
    },
  });
  connection.registerScalarFunction(scalar);
}

function valuesOf(vector: DuckDBVector, kind: "numbers" | "codes", rows: number): ColumnValues {
  if (kind === "numbers") return { kind, values: (vector as unknown as { readonly items: Float64Array }).items.subarray(0, rows) };
  const codes = new Int32Array(rows);
  const codeOf = new Map<string, number>();
  for (let i = 0; i < rows; i++) {
    const word = vector.getItem(i);
    if (typeof word !== "string") codes[i] = -1;
    else {
      const known = codeOf.get(word) ?? codeOf.size;
      codeOf.set(word, known);
      codes[i] = known;
    }
  }
  return { kind, codes, words: [...codeOf.keys()] };
}

/** Row by row into the vector below the one of lists. */
function fill(output: DuckDBVector, given: readonly Float64Array[], rows: number): void {
  const { items } = (output as unknown as { readonly childData: { readonly items: Float64Array } }).childData;
  const width = given.length;
  given.forEach((values, place) => {
    for (let i = 0; i < rows; i++) items[i * width + place] = values[i] ?? Number.NaN;
  });
  output.flush();
}

/** Errors of computations on their way through the engine, which takes nothing but text along. */
export class Thrown {
  readonly #errors: unknown[] = [];

  /** A text that stands for an error. */
  keep(error: unknown): string {
    return `mlp_thrown_${this.#errors.push(error) - 1}_`;
  }

  /** The error behind one of the engine's, if that tells of one. */
  behind(error: unknown): unknown {
    const [, place] = (error instanceof Error && /mlp_thrown_(\d+)_/.exec(error.message)) || [];
    return place === undefined ? error : this.#errors[Number(place)];
  }
}

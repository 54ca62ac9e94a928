import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Cell } from "../../../language/nodes/functions.ts";
import type { Schema } from "../../../language/types/schema.ts";
import { joinAsOf } from "../../../stdlib/data/join-asof.ts";
import { load } from "../../../stdlib/data/load.ts";
import { datasetOf, told, type Row } from "../../kit/arbitrary-rows.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { datasetFrom, diagnosticOf } from "../../kit/nodes.ts";

let context: TestContext;
test.before(async () => void (context = await testContext({ threads: 4, files: { "trades.csv": trades, "quotes.csv": quotes } })));
test.after(() => context.close());

const columns = (...names: string[]) => ({ select: "columns", names }) as const;
const schemaOf = (...given: (readonly [string, "int" | "float" | "string"])[]): Schema => ({ columns: given.map(([name, kind]) => ({ name, type: { kind }, nullable: true })) });
const [leftSchema, rightSchema] = [schemaOf(["k", "string"], ["t", "int"]), schemaOf(["k", "string"], ["t", "int"], ["v", "int"])];
const key = fc.option(fc.constantFrom("a", "b"), { freq: 6 });
const moment = fc.option(fc.integer({ min: 0, max: 9 }), { freq: 8 });

interface How {
  readonly direction: "backward" | "forward";
  readonly exact: boolean;
  readonly tolerance: number | null;
}

/** The plain way: of all right rows that may be, the nearest; of several of one moment the last, or forward the first. */
function plainly(left: readonly Row[], right: readonly Row[], { direction, exact, tolerance }: How): readonly Readonly<Record<string, Cell>>[] {
  const sign = direction === "backward" ? 1 : -1;
  return left.map((row) => {
    const own = { k: row["k"] ?? null, t: row["t"] ?? null };
    const distance = (other: Row) => sign * (Number(own.t) - Number(other["t"]));
    const may = right.filter((other) => own.k !== null && own.t !== null && (other["t"] ?? null) !== null && other["k"] === own.k && (exact ? distance(other) >= 0 : distance(other) > 0));
    const nearest = Math.min(...may.map(distance));
    const found = may.filter((other) => distance(other) === nearest);
    const one = direction === "backward" ? found.at(-1) : found[0];
    return { ...own, v: one && (tolerance === null || nearest <= tolerance) ? (one["v"] ?? null) : null };
  });
}

test("the nearest row is that of a plain loop: ties, gaps, missing keys and moments", async () => {
  const how = fc.record({ direction: fc.constantFrom("backward" as const, "forward" as const), exact: fc.boolean(), tolerance: fc.option(fc.integer({ min: 1, max: 4 })) });
  const [lefts, rights] = [fc.array(fc.record({ k: key, t: moment }), { minLength: 1, maxLength: 12 }), fc.array(fc.record({ k: key, t: moment, v: fc.integer({ min: 0, max: 99 }) }), { minLength: 1, maxLength: 20 })];
  await fc.assert(
    fc.asyncProperty(lefts, rights, how, async (left, right, given) => {
      const made = await datasetFrom(joinAsOf, { rows: datasetOf({ schema: leftSchema, rows: left }), right: datasetOf({ schema: rightSchema, rows: right }), time: "t", on: columns("k"), direction: given.direction, exact: given.exact, ...(given.tolerance !== null && { tolerance: given.tolerance }) }, context);
      assert.equal(await context.rowsOf(made), plainly(left, right, given), `${told(left)}, ${told(right)}, ${told(given)}`);
    }),
    { numRuns: 60 },
  );
});

/*
import pandas as pd
t, q = (pd.read_csv(f, parse_dates=["time"]) for f in ("trades.csv", "quotes.csv"))
pd.merge_asof(t, q, on="time", by="ticker", tolerance=pd.Timedelta("10ms")).bid.tolist()
pd.merge_asof(t, q, on="time", by="ticker", allow_exact_matches=False).bid.tolist()
pd.merge_asof(t, q, on="time", by="ticker", direction="forward").bid.tolist()
*/
const trades = "time,ticker\n2016-05-25 13:30:00.023,MSFT\n2016-05-25 13:30:00.038,MSFT\n2016-05-25 13:30:00.048,GOOG\n2016-05-25 13:30:00.048,AAPL\n2016-05-25 13:30:00.075,MSFT\n";
const quotes = "time,ticker,bid\n2016-05-25 13:30:00.023,GOOG,720.5\n2016-05-25 13:30:00.023,MSFT,51.95\n2016-05-25 13:30:00.030,MSFT,51.97\n2016-05-25 13:30:00.041,MSFT,51.99\n2016-05-25 13:30:00.048,GOOG,720.5\n2016-05-25 13:30:00.049,AAPL,97.99\n2016-05-25 13:30:00.072,GOOG,720.6\n2016-05-25 13:30:00.075,MSFT,52.01\n";

test("the nearest row is that of pandas", async () => {
  const [rows, right] = [await datasetFrom(load, { path: "trades.csv" }, context), await datasetFrom(load, { path: "quotes.csv" }, context)];
  const bids = async (args: Readonly<Record<string, unknown>>) => (await context.rowsOf(await datasetFrom(joinAsOf, { rows, right, time: "time", on: columns("ticker"), ...args }, context))).map(({ bid }) => bid);
  assert.equal(await bids({ tolerance: 10 }), [51.95, 51.97, 720.5, null, 52.01]);
  assert.equal(await bids({ exact: false }), [null, 51.97, 720.5, null, 51.99]);
  assert.equal(await bids({ direction: "forward" }), [51.95, 51.99, 720.5, 97.99, 52.01]);
});

test("without keys, only the moment counts; and it is added where it is named", async () => {
  const made = await datasetFrom(joinAsOf, { rows: datasetOf({ schema: leftSchema, rows: [{ k: "x", t: 5 }] }), right: datasetOf({ schema: schemaOf(["when", "int"], ["v", "int"]), rows: [{ when: 3, v: 1 }, { when: 4, v: 2 }, { when: 6, v: 3 }] }), time: "t", right_time: "when" }, context);
  assert.equal(await context.rowsOf(made), [{ k: "x", t: 5, when: 4, v: 2 }]);
  assert.equal(made.path, { broken: "join_asof" });
});

test("moments of other types, and columns of one name, are refused", async () => {
  const [left, right] = [datasetOf({ schema: leftSchema, rows: [{ k: "x", t: 5 }] }), datasetOf({ schema: rightSchema, rows: [{ k: "x", t: 5, v: 1 }] })];
  const refused = async (args: Readonly<Record<string, unknown>>) => (await diagnosticOf(datasetFrom(joinAsOf, { rows: left, right, ...args }, context))).code;
  assert.is(await refused({ time: "k", on: columns("t") }), "MLP5609");
  assert.is(await refused({ time: "t", right_time: "k" }), "MLP5603");
  assert.is(await refused({ time: "t" }), "MLP5604");
});

test.run();

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Schema } from "../../../language/types/schema.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { mayOrderRows, namedAsId } from "../../../stdlib/data/id-like.ts";
import { split } from "../../../stdlib/data/split.ts";
import { compile } from "../../../stdlib/embed.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { partsFrom } from "../../kit/nodes.ts";

/** Rows of these columns, over a `range` of so many. */
const table = (rows: number, columns: Readonly<Record<string, readonly [kind: "int" | "string" | "float", sql: string]>>): DatasetValue => {
  const schema: Schema = { columns: Object.entries(columns).map(([name, [kind]]) => ({ name, type: { kind }, nullable: true })) };
  const select = Object.entries(columns).map(([name, [, sql]]) => `${sql} AS "${name}"`);
  return { kind: "dataset", schema, table: { sql: `SELECT range AS ${rowNumber}, ${select.join(", ")} FROM range(${rows})` }, path: { input: schema, steps: [] } };
};

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

/** What a split of these rows warns of. */
async function warnings(rows: DatasetValue, args: Readonly<Record<string, unknown>> = {}): Promise<readonly string[]> {
  const before = context.lines.length;
  await partsFrom(split, { rows, train: 0.5, test: 0.5, ...args }, context);
  return context.lines.slice(before);
}

const key = (name: string) => ({ key: { select: "columns", names: [name] } });

test("equal rows in several parts are counted, and only those", async () => {
  // Rows 0 to 19 come twice; a row and its copy may be in one part.
  const rows = table(220, { x: ["int", "range % 200"], word: ["string", "'w' || (range % 200)"] });
  const before = context.lines.length;
  const parts = await partsFrom(split, { rows, train: 0.5, test: 0.5 }, context);
  const [train = [], other = []] = await Promise.all([...parts.values()].map(async (part) => (await context.rowsOf(part)).map(({ x }) => Number(x))));
  const shared = new Set(train.filter((x) => other.includes(x)));
  const equal = [...train, ...other].filter((x) => shared.has(x)).length;
  assert.ok(equal > 4 && equal < 40);
  assert.equal(context.lines.slice(before), [`warning ${equal} rows (${Number(((100 * equal) / 220).toPrecision(2))} %) equal a row of another part in every column: the model is judged on rows that it was trained on`]);
});

test("rows that differ in one column, a missing value among them, are no duplicates", async () => {
  assert.equal(await warnings(table(200, { x: ["int", "range % 100"], y: ["int", "CASE WHEN range < 100 THEN 1 END"] })), []);
});

test("duplicates are not looked for where a row's content decides, and can be allowed", async () => {
  const rows = table(400, { x: ["int", "range % 200"], t: ["int", "range % 200"] });
  assert.is((await warnings(rows)).length, 1);
  assert.is((await warnings(rows, { stratify: { select: "columns", names: ["x"] } })).length, 1);
  for (const args of [{ duplicates: "allowed" }, { group: "x" }, { by_time: "t" }, key("x")]) assert.equal(await warnings(rows, args), []);
});

test("rows that can hardly be told apart are equal by chance", async () => {
  const hash = (from: number, values: number) => `CAST('0x' || md5('' || range)[${from}:${from + 5}] AS BIGINT) % ${values}`;
  assert.equal(await warnings(table(400, { age: ["int", hash(1, 30)], sex: ["int", hash(7, 2)], survived: ["int", hash(13, 2)] })), []);
  assert.equal(await warnings(table(400, { x: ["int", "range % 200"] })), []);
  // The same table with a column that tells its rows apart, and half of them twice.
  const twice = "(range % 300)";
  const told = { age: ["int", hash(1, 30).replaceAll("range", twice)], paid: ["float", `${hash(7, 90_000).replaceAll("range", twice)} / 100`], survived: ["int", hash(13, 2).replaceAll("range", twice)] } as const;
  assert.match((await warnings(table(400, told)))[0] ?? "nothing", /equal a row of another part/);
});

test("very few equal rows among many are not worth a word", async () => {
  assert.equal(await warnings(table(20_002, { x: ["int", "range % 20000"], y: ["int", "range % 20000"] })), []);
});

test("many rows are estimated from a part of them", async () => {
  const [line = ""] = await warnings(table(600_000, { x: ["int", "range % 450000"], y: ["int", "range % 450000"] }));
  const found = Number(/about ([\d,]+) rows/.exec(line)?.[1]?.replaceAll(",", ""));
  // Of 150,000 pairs half are divided.
  assert.ok(Math.abs(found - 150_000) < 4_000, line);
});

test("rows of one customer in several parts are counted by customer", async () => {
  const rows = table(600, { customer_id: ["int", "range % 40"], x: ["float", "random()"] });
  assert.equal(await warnings(rows), ["warning 40 of 40 values of `customer_id` are in more than one part: the model is judged on those that it was trained on"]);
  const text = table(300, { userID: ["string", "'u' || (range % 40)"], x: ["float", "random()"] });
  assert.is((await warnings(text)).length, 1);
  for (const args of [{ repeated_ids: "allowed" }, { group: "customer_id" }, key("customer_id")]) assert.equal(await warnings(rows, args), []);
});

test("an identifier of single rows, a category, another name and another type are no groups", async () => {
  const noise = { x: ["float", "random()"] } as const;
  assert.equal(await warnings(table(300, { id: ["int", "range"], ...noise })), []);
  assert.equal(await warnings(table(300, { store_id: ["int", "range % 5"], ...noise })), []);
  assert.equal(await warnings(table(30_000, { zone_id: ["int", "range % 20"], ...noise })), []);
  assert.equal(await warnings(table(300, { paid: ["int", "range % 40"], humid: ["int", "range % 40"], grid: ["int", "range % 40"], ...noise })), []);
  assert.equal(await warnings(table(300, { acid_id: ["float", "range % 40"], ...noise })), []);
  const classes = table(300, { label_id: ["int", "range % 12"], ...noise });
  assert.is((await warnings(classes)).length, 1);
  assert.equal(await warnings(classes, { stratify: { select: "columns", names: ["label_id"] } }), []);
  assert.equal(await warnings(table(300, { customer_id: ["int", "NULL"], ...noise })), []);
});

test("names of identifiers and of times are told from other words", () => {
  for (const name of ["id", "ID", "Id", "customer_id", "customerID", "userId", "ORDER_ID"]) assert.ok(namedAsId(name), name);
  for (const name of ["paid", "valid", "humid", "PAID", "identity", "id_type", "android"]) assert.not(namedAsId(name), name);
  const date = (name: string) => mayOrderRows({ name, type: { kind: "date" }, nullable: false });
  for (const name of ["date", "created_at", "sold_on", "pickupTime", "timestamp", "Order Date"]) assert.ok(date(name), name);
  for (const name of ["birth_date", "dob", "expires_on", "Geburtstag/date of birth", "due_date", "valid_until", "Year", "model_year", "joined", "signup_date", "startDate"]) assert.not(date(name), name);
  assert.not(mayOrderRows({ name: "year", type: { kind: "int" }, nullable: false }));
});

test("a random split of rows with a time is a warning before the run, unless the file says how it is meant", async () => {
  const found = async (steps: string, more = "") => {
    const { diagnostics } = await compile(`days = load("npm:vega-datasets/data/seattle-weather.csv")${steps}\n{ train, test } = days |> split(train: 80%, test: 20%${more})\n`, { file: `${process.cwd()}/pipelines/x.mlp` });
    return diagnostics.map(({ code, severity, message, help }) => ({ code, severity, message, help }));
  };
  assert.equal(await found(""), [
    {
      code: "MLP9001",
      severity: "warning",
      message: "the rows are split at random, and `date` says when they were: what came later is then learned from, to predict what came before",
      help: "split by time: `by_time: .date`; or say that the order does not matter: `order: random`",
    },
  ]);
  assert.is((await found("", ", stratify: .weather")).length, 1);
  for (const more of [", by_time: .date", ", group: .weather", ", key: .date", ", key: [.date, .weather]", ", order: random"]) assert.equal(await found("", more), []);
  assert.equal(await found("\n  |> drop_columns([.date])"), []);
  assert.equal(await found("\n  |> rename(birthday: .date)"), []);
});

test.run();

import { Ajv } from "ajv";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Expr } from "../../../language/graph/graph.ts";
import type { Column } from "../../../language/types/schema.ts";
import { PredictionService } from "../../../stdlib/serving/prediction-service.ts";
import type { Problem } from "../../../stdlib/serving/request-rows.ts";
import type { ModelValue } from "../../../stdlib/training/model.ts";
import { classifier, columns, goodRow, openToy, regressor, release } from "./toy-model.ts";

const context = { implementation: () => Promise.reject(new Error("no estimator")) };
const serviceOf = async (model: ModelValue = classifier) => new PredictionService(release, await openToy(model, context));
const withColumns = (...own: Column[]): ModelValue => ({ ...classifier, path: { input: { columns: own }, steps: [] }, recipe: { ...classifier.recipe, input: { columns: own } } });

async function problemsOf(body: unknown, model?: ModelValue): Promise<readonly Problem[]> {
  const outcome = (await serviceOf(model)).answer(body);
  return "problems" in outcome ? outcome.problems : [];
}
const told = async (row: unknown, model?: ModelValue) => (await problemsOf({ rows: [row] }, model)).map(({ row: at, column, message, help }) => [at, column, message, help].filter((part) => part !== undefined).join(" | "));
const without = (name: string) => Object.fromEntries(Object.entries(goodRow).filter(([key]) => key !== name));

test("rows are answered in order, with ids, probabilities by class and the model's version", async () => {
  const outcome = (await serviceOf()).answer({ rows: [goodRow, { ...goodRow, age: 75 }] });
  assert.ok("answer" in outcome);
  if (!("answer" in outcome)) return;
  assert.equal(outcome.answer.model, { name: "churn", version: 3 });
  assert.equal(outcome.answer.predictions.map(({ prediction, probabilities }) => [prediction, probabilities]), [["No", { No: 0.6, Yes: 0.4 }], ["Yes", { No: 0.25, Yes: 0.75 }]]);
  assert.is(new Set(outcome.answer.predictions.map(({ id }) => id)).size, 2);
});

test("a regression has numbers and no probabilities", async () => {
  const outcome = (await serviceOf(regressor)).answer({ rows: [goodRow] });
  assert.ok("answer" in outcome && outcome.answer.predictions[0]?.prediction === 400);
  assert.ok("answer" in outcome && !("probabilities" in (outcome.answer.predictions[0] ?? {})));
});

test("no rows have no predictions", async () => {
  const outcome = (await serviceOf()).answer({ rows: [] });
  assert.ok("answer" in outcome && outcome.answer.predictions.length === 0 && outcome.logged().length === 0);
});

test("what is logged is the row as the recipe takes it, dates as ISO text", async () => {
  const outcome = (await serviceOf()).answer({ rows: [{ ...goodRow, visits: null, seen: "2025-01-01T00:59:59.123456+01:30" }] });
  assert.ok("answer" in outcome);
  if (!("answer" in outcome)) return;
  const [line] = outcome.logged();
  assert.equal(line?.row, { age: 40, visits: null, plan: "paid", since: "2024-12-31", seen: "2024-12-31T23:29:59.123456Z" });
  assert.equal([line?.id, line?.version, line?.prediction, line?.probabilities], [outcome.answer.predictions[0]?.id, 3, "No", [0.6, 0.4]]);
});

test("everything that is wrong is told at once, by row and column", async () => {
  const problems = await problemsOf({ rows: [goodRow, { ...without("since"), age: "old", Plan: "paid" }, 7, { ...goodRow, visits: 1.5 }] });
  assert.equal(problems.map(({ row, column }) => `${row}.${column}`).sort(), ["1.Plan", "1.age", "1.since", "2.undefined", "3.visits"]);
});

test("a missing column is an error, also where null is allowed", async () => {
  assert.equal(await told(without("plan")), ["0 | plan | `plan` is missing; it takes text or null"]);
  assert.equal(await told({ ...goodRow, plan: null }), []);
});

test("a row is held to what the model's schema promises of it, and what is missing breaks nothing", async () => {
  const own: readonly Column[] = [
    { name: "age", type: { kind: "int" }, nullable: true, promises: { range: [0, 120] } },
    { name: "born", type: { kind: "date" }, nullable: true, promises: { range: ["1900-01-01", "2024-12-31"] } },
    { name: "seen", type: { kind: "timestamp" }, nullable: true, promises: { range: ["2020-01-01", "2024-12-31 12:00"] } },
    { name: "mail", type: { kind: "string" }, nullable: true, promises: { pattern: ".+@.+" }, pii: true },
    { name: "since", type: { kind: "int" }, nullable: true },
  ];
  const rules: readonly Expr[] = [
    { call: "<=", args: [{ column: "since" }, { column: "age" }] },
    { call: "!=", args: [{ column: "since" }, { literal: 13 }] },
  ];
  const model: ModelValue = { ...withColumns(...own), path: { input: { columns: own }, steps: [], rules } };
  const good = { age: 30, born: "1990-05-05", seen: "2024-12-31T12:00:00Z", mail: "a@b", since: 5 };
  assert.equal(await told(good, model), []);
  assert.equal(await told({ age: null, born: null, seen: null, mail: null, since: null }, model), []);
  assert.equal(await told({ age: 121, born: "1899-12-31", seen: "2024-12-31T12:00:01Z", mail: "nobody", since: 122 }, model), [
    "0 | age | `age` takes a value in 0..120",
    "0 | born | `born` takes a value in 1900-01-01..2024-12-31",
    "0 | seen | `seen` takes a value in 2020-01-01..2024-12-31 12:00",
    "0 | mail | `mail` takes text that matches .+@.+",
    "0 | `.since <= .age` does not hold",
  ]);
  assert.equal(await told({ ...good, since: 13 }, model), ["0 | since | `.since != 13` does not hold"]);
  assert.equal(await told({ ...good, age: "old", mail: "nobody" }, model), ["0 | age | `age` takes a whole number or null, not the text \"old\""]);
  const { properties } = (await serviceOf(model)).schema as { properties: { rows: { items: { properties: Record<string, unknown> } } } };
  assert.equal(properties.rows.items.properties["age"], { type: ["integer", "null"], minimum: 0, maximum: 120 });
  assert.equal(properties.rows.items.properties["mail"], { type: ["string", "null"], maxLength: 65536, pattern: "^(?:.+@.+)$" });
});

test("null is refused where the training data had none", async () => {
  assert.equal(await told({ ...goodRow, age: null }), ["0 | age | `age` takes a finite number, not null"]);
});

test("an unknown column is an error, with what was probably meant", async () => {
  assert.equal(await told({ ...goodRow, Age: 3 }), ["0 | Age | the model has no column `Age` | did you mean `age`?"]);
  assert.equal(await told({ ...goodRow, left: "Yes" }), ["0 | left | the model has no column `left`"]);
});

test("members named as methods are unknown columns, and change nothing", async () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    assert.match((await told(JSON.parse(`{"${name}": {"age": 1}}`))).join(), new RegExp(`no column \`${name}\``));
    assert.is(Object.hasOwn(Object.prototype, "age"), false);
  }
});

test("columns named as methods are ordinary columns", async () => {
  const own = ["__proto__", "constructor", "toString", "", "a/b~c", "with space"].map((name): Column => ({ name, type: { kind: "float" }, nullable: false }));
  const row = JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3, "": 4, "a/b~c": 5, "with space": 6}');
  assert.equal(await told(row, withColumns(...own)), []);
  assert.is((await told({}, withColumns(...own))).length, own.length);
  const wrong = await problemsOf({ rows: [JSON.parse('{"__proto__": "x", "constructor": "x", "toString": "x", "": "x", "a/b~c": "x", "with space": "x"}')] }, withColumns(...own));
  assert.equal(wrong.map(({ column }) => column).sort(), own.map(({ name }) => name).sort());
});

const wrong: readonly (readonly [string, unknown, RegExp])[] = [
  ["age", "40", /not the text "40"/],
  ["age", true, /not true/],
  ["age", [40], /not a list/],
  ["age", {}, /not an object/],
  ["age", JSON.parse("1e999"), /too large/],
  ["visits", 1.5, /whole number/],
  ["visits", 2 ** 53, /at most 9007199254740991, not 9007199254740992/],
  ["visits", -(2 ** 53), /at least/],
  ["visits", "NaN", /whole number/],
  ["plan", 7, /text/],
  ["plan", "x".repeat(65_537), /at most 65536/],
  ["since", "31.12.2024", /date such as/],
  ["since", "2024-02-30", /date such as/],
  ["since", 20088, /date such as/],
  ["since", " 2024-12-31", /date such as/],
  ["seen", "2024-12-31", /timestamp such as/],
  ["seen", "2024-12-31T24:00:00Z", /timestamp such as/],
  ["seen", "2024-12-31T23:00:00+25:00", /timestamp such as/],
];
for (const [column, value, expected] of wrong) {
  test(`\`${column}\` refuses ${JSON.stringify(value)?.slice(0, 30)}`, async () => {
    const [problem, ...rest] = await told({ ...goodRow, [column]: value });
    assert.match(problem ?? "", expected);
    assert.equal(rest, []);
    assert.ok((problem ?? "").length < 300);
  });
}

test("a category that training had not seen is the model's matter", async () => {
  assert.equal(await told({ ...goodRow, plan: "gold \ud800 \u202e" }), []);
  assert.equal(await told({ ...goodRow, plan: "forbidden" }), ["the model does not know `forbidden` | leave it empty"]);
});

test("a row for which the model has no finite number is named instead of answered", async () => {
  const problems = await problemsOf({ rows: [goodRow, { ...goodRow, age: 1.7e308 }] }, regressor);
  assert.equal(problems.map(({ row }) => row), [1]);
});

test("a body of another shape is refused with the right one", async () => {
  for (const body of [null, 7, "x", [goodRow], {}, { rows: goodRow }, { rows: "x" }, { instances: [goodRow] }, { rows: [goodRow], extra: 1 }, JSON.parse('{"__proto__": {"rows": []}}'), JSON.parse('{"constructor": 1}')]) {
    const [problem] = await problemsOf(body);
    assert.match(problem?.help ?? "", /"rows"/, JSON.stringify(body));
  }
  assert.match((await problemsOf({ rows: Array.from({ length: 10_001 }, () => goodRow) }))[0]?.message ?? "", /at most 10000 rows/);
});

test("problems are bounded in number, however many there are", async () => {
  assert.is((await problemsOf({ rows: Array.from({ length: 10_000 }, () => ({})) })).length, 100);
  const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`c${i}`, 1]));
  assert.is((await problemsOf({ rows: [wide] })).length, 100);
});

test("the published schema accepts and refuses what the service does", async () => {
  const ajv = new Ajv({ allowUnionTypes: true, validateFormats: false });
  const validate = ajv.compile((await serviceOf()).schema);
  assert.ok(validate({ rows: [goodRow] }));
  for (const body of [{ rows: [{ ...goodRow, age: null }] }, { rows: [without("plan")] }, { rows: [{ ...goodRow, more: 1 }] }, [goodRow], { rows: [{ ...goodRow, visits: 1.5 }] }]) {
    assert.not.ok(validate(body));
    assert.is.not((await problemsOf(body)).length, 0);
  }
  assert.is(columns.length, 5);
});

test("feedback must be one of the classes, or a number", async () => {
  const service = await serviceOf();
  assert.is(service.refuseActual("Yes"), undefined);
  assert.match(service.refuseActual("yes")?.message ?? "", /"No", "Yes"/);
  const numbers = await serviceOf(regressor);
  assert.is(numbers.refuseActual(3.5), undefined);
  for (const actual of ["3", null, undefined, Number.NaN]) assert.ok(numbers.refuseActual(actual));
});

test.run();

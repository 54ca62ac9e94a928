import { test } from "uvu";
import * as assert from "uvu/assert";
import { complete } from "../../language/service/completion.ts";
import { definition, references } from "../../language/service/definition.ts";
import { hover } from "../../language/service/hover.ts";
import { toyCatalog, toyCheck, toyFacts } from "./toy.ts";

const file = "main.mlp";
const data = 'people = load("people.csv")\n';

/** What is offered at `┆`. */
function offered(marked: string): string[] {
  const offset = marked.indexOf("┆");
  const text = marked.replace("┆", "");
  return complete({ file, text }, offset, { catalog: toyCatalog, facts: toyFacts() }).map(({ label }) => label);
}

const completions: readonly (readonly [behaviour: string, text: string, some: readonly string[]])[] = [
  ["columns after a dot", `${data}x = keep(people, .┆ > 3)\n`, [".age", ".city", ".Beak Length (mm)"]],
  ["columns while a statement is unfinished", `${data}x = people |> drop(.┆\ny = 1\n`, [".age"]],
  ["only columns that are still there", `${data}x = people |> drop([.id, .city]) |> keep(.┆ > 1)\n`, [".age"]],
  ["columns in a list", `${data}x = drop(people, [.id, .┆])\n`, [".age"]],
  ["nodes behind a pipe", `${data}x = people |> ┆\n`, ["keep", "drop", "split"]],
  ["nodes behind a half-typed pipe", `${data}x = people |> ke┆\n`, ["keep"]],
  ["parameters of a call", `${data}x = fill(people, .age, ┆)\n`, ["with:"]],
  ["the words that a parameter takes", `${data}x = fill(people, .age, with: ┆)\n`, ["mean", "median"]],
  ["bindings and nodes where a value begins", `${data}x = ┆\n`, ["people", "load"]],
  ["the members of a report", `${data}{ a, b } = split(people, a: 50%, b: 50%)\nm = train(ridge(), recipe(target: .age), on: a)\nr = judge(m, on: b)\nx = r.┆\n`, ["score", "error"]],
];

for (const [behaviour, text, some] of completions) {
  test(`completion offers ${behaviour}`, () => {
    const labels = offered(text);
    for (const label of some) assert.ok(labels.includes(label), `${label} is not among ${labels.join(" ")}`);
  });
}

test("a dropped column is not offered", () => {
  assert.not.ok(offered(`${data}x = people |> drop([.id, .city]) |> keep(.┆ > 1)\n`).includes(".city"));
});

test("a column with another name is written in backticks", () => {
  const text = `${data}x = keep(people, . > 3)\n`;
  const item = complete({ file, text }, text.indexOf(" > 3"), { catalog: toyCatalog, facts: toyFacts() }).find(({ label }) => label === ".Beak Length (mm)");
  assert.is(item?.insert, ".`Beak Length (mm)`");
});

test("completion never throws, wherever the cursor is", () => {
  const text = `${data}x = people |> drop([.id]) |> keep(.age > 1)\ny = fill(x, .age, with: mean)\n`;
  for (let offset = 0; offset <= text.length; offset++) complete({ file, text: text.slice(0, offset) }, offset, { catalog: toyCatalog, facts: toyFacts() });
});

function hovered(marked: string): string | undefined {
  const text = marked.replace("┆", "");
  return hover(toyCheck(text).model, file, marked.indexOf("┆"))?.markdown;
}

test("hover shows a binding's type with its columns", () => {
  assert.match(hovered(`${data}x = keep(peo┆ple, .id > 3)\n`) ?? "", "people: Dataset(id: int, age: float?");
});

test("hover shows the documentation of a declaration, a node, a parameter and a column's type", () => {
  assert.match(hovered(`/// All of them.\npeop┆le = load("people.csv")\n`) ?? "", "All of them.");
  assert.match(hovered(`${data}x = ke┆ep(people, .id > 3)\n`) ?? "", "The toy node keep.");
  assert.match(hovered(`${data}x = fill(people, .age, wi┆th: mean)\n`) ?? "", "What.");
  assert.match(hovered(`${data}x = keep(people, .a┆ge > 3)\n`) ?? "", ".age: float?");
});

test("a name leads to its declaration and to all its uses", () => {
  const text = `${data}x = keep(people, .id > 3)\ny = keep(people, .id > 4)\n`;
  const { model } = toyCheck(text);
  const use = text.indexOf("people,");
  assert.equal(definition(model, file, use), { file, start: 0, end: 6 });
  assert.is(references(model, file, use).length, 3);
});

test.run();

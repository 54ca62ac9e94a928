import { test } from "uvu";
import * as assert from "uvu/assert";
import { complete } from "../../language/service/completion.ts";
import { definition, references } from "../../language/service/definition.ts";
import { hover } from "../../language/service/hover.ts";
import { recoverAt } from "../../language/service/recover.ts";
import type { CheckContext } from "../../language/check/context.ts";
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

const life = `${data}{ a, b } = split(people, a: 50%, b: 50%)\nfeatures = recipe(target: .age)\nparam strength: float = 1\nparam title: string = "x"\nmodel = train(ridge(), features, on: a)\nreport = judge(model, on: b)\n`;

const choices: readonly (readonly [behaviour: string, text: string, some: readonly string[], none: readonly string[]])[] = [
  ["only nodes that take a dataset behind one", `${life}x = people |> ┆\n`, ["keep", "drop", "split"], ["judge", "publish", "serve", "ridge", "people"]],
  ["only nodes that take what the step before gives", `${life}x = people |> split(c: 50%, d: 50%) |> ┆\n`, [], ["keep", "judge"]],
  ["only nodes that take a model behind one", `${life}x = model |> ┆\n`, ["judge", "publish"], ["keep", "serve"]],
  ["only steps behind a recipe", `${life}x = features |> ┆\n`, ["drop", "fill"], ["keep", "split", "judge"]],
  ["datasets where rows are taken", `${life}x = judge(model, on: ┆)\n`, ["people", "a", "b"], ["model", "features", "report", "strength", "ridge", "x"]],
  ["models where a model is taken, by its place", `${life}x = judge(┆, on: b)\n`, ["model", "train"], ["people", "features"]],
  ["recipes where a pipe gives the first argument", `${life}x = ridge() |> train(┆, on: a)\n`, ["features", "recipe"], ["people", "model"]],
  ["numbers and what holds them where a number is taken", `${life}x = ridge(alpha: ┆)\n`, ["strength", "report"], ["people", "title", "features"]],
  ["functions over rows, and no nodes, in an expression", `${life}x = keep(people, ┆)\n`, ["round", "strength"], ["load", "people", "model"]],
  ["datasets in a call that is not closed yet", `${life}x = judge(model, on: ┆\ny = 1\n`, ["people", "a"], ["model", "report"]],
  ["words alone where a word is taken", `${life}x = fill(people, .age, with: ┆)\n`, ["mean", "median"], ["people", "keep"]],
];

for (const [behaviour, text, some, none] of choices) {
  test(`completion offers ${behaviour}`, () => {
    const labels = offered(text);
    for (const label of some) assert.ok(labels.includes(label), `${label} is not among ${labels.join(" ")}`);
    for (const label of none) assert.not.ok(labels.includes(label), `${label} is among ${labels.join(" ")}`);
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

/** Mistakes that stand elsewhere in a file: in a statement of their own, or in what looks like the end of the one before. */
const mistakes = ["bad = keep(people,", "bad =", "bad = people |>", "= 3", ")", "{ c, d = split(people)", "if x { }", "fn f(x) = {", 'bad = "abc', "bad = [1, 2", "@@"];

/** The model in which something is found at an offset, as an editor looks for it. */
function found<Found>(text: string, offset: number, look: (model: CheckContext) => Found | undefined): Found | undefined {
  const found = look(toyCheck(text).model);
  if (found !== undefined) return found;
  const recovered = recoverAt({ file, text }, offset, { catalog: toyCatalog, facts: toyFacts() });
  return recovered && look(recovered.model);
}

for (const mistake of mistakes) {
  test(`hover, definition and completion work beside ${JSON.stringify(mistake)}`, () => {
    for (const text of [`${mistake}\n${data}x = keep(people, .id > 3)\n`, `${data}x = keep(people, .id > 3)\n${mistake}\n`]) {
      const use = text.indexOf("keep(people, .id") + "keep(pe".length;
      assert.match(found(text, use, (model) => hover(model, file, use))?.markdown ?? "", "people: Dataset(id: int", text);
      assert.is(found(text, use, (model) => definition(model, file, use))?.start, text.indexOf("people ="), text);
      assert.match(found(text, use + 7, (model) => hover(model, file, use + 7))?.markdown ?? "", ".id: int", text);
      assert.ok(offered(text.replace(".id > 3", ".┆")).includes(".age"), text);
    }
  });
}

const broken: readonly (readonly [marked: string, shown: string])[] = [
  ["x = keep(people, .i┆d > 3\ny = 1\n", ".id: int"],
  ["x = people |> ke┆ep(.id > 3) |> drop([.id |> keep(.age > 3)\n", "The toy node keep."],
  ["x = people |> keep(.id > 3) |> |> dr┆op(.id)\n", "The toy node drop."],
  ["x = people |> keep(.id > ) |> dr┆op(.id)\n", "The toy node drop."],
  ["x = fill(peo┆ple, .age, with: )\n", "people: Dataset(id: int"],
  ["x = fill(peo┆ple, .age,\ny = 3\n", "people: Dataset(id: int"],
];

test("what stands around a mistake in the same statement is known", () => {
  for (const [marked, shown] of broken) {
    const text = data + marked.replace("┆", "");
    const offset = (data + marked).indexOf("┆");
    assert.match(found(text, offset, (model) => hover(model, file, offset))?.markdown ?? "", shown, marked);
  }
});

test("a declaration behind a statement with a mistake is found at its place in the text", () => {
  const text = "x = keep(people, .id > 3\npeople = load(\"people.csv\")\n";
  const recovered = recoverAt({ file, text }, text.indexOf("people,"), { catalog: toyCatalog, facts: toyFacts() });
  const span = recovered && definition(recovered.model, file, text.indexOf("people,"));
  assert.is(span && recovered?.placeOf(span).start, text.indexOf("people ="));
});

test("nothing is recovered where nothing is wrong", () => {
  assert.is(recoverAt({ file, text: data }, 3, { catalog: toyCatalog, facts: toyFacts() }), undefined);
});

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

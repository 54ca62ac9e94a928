import { test } from "uvu";
import * as assert from "uvu/assert";
import { told, toyCheck } from "./toy.ts";

const data = 'people = load("people.csv")\n';
const sound = `${data}{ fit, test } = split(people, fit: 80%, test: 20%)
features = recipe(target: .age) |> drop(.id) |> fill(.age, with: mean)
model = train(ridge(alpha: 2), features, on: fit)
report = judge(model, on: test)
`;

const cases: readonly (readonly [behaviour: string, text: string, expected: readonly string[]])[] = [
  ["a sound pipeline has no mistakes", sound, []],
  ["the order of declarations means nothing", "b = a + 1\na = 2\n", []],
  ["a misspelt binding is named", `${data}x = keep(peopel, .id > 3)\n`, ["MLP2001 peopel"]],
  ["a misspelt node is named", 'x = laod("people.csv")\n', ["MLP2002 laod"]],
  ["a name is declared once", "a = 1\na = 2\n", ["MLP2003 a"]],
  ["a circle is told once", "a = b + 1\nb = c + 1\nc = a + 1\n", ["MLP2004 a"]],
  ["a word that is also a binding makes no circle", `${data}mean = fill(people, .age, with: mean)\n`, []],
  ["an unknown parameter is told, and not also the missing one", `${data}x = keep(people, wher: .id > 3)\n`, ["MLP3001 wher"]],
  ["a missing parameter is told", `${data}x = keep(people)\n`, ["MLP3002 keep"]],
  ["an argument of another type is told", `${data}x = train(people, recipe(target: .age), on: people)\n`, ["MLP3003 people"]],
  ["an unknown word is told", `${data}x = fill(people, .age, with: meen)\n`, ["MLP3004 meen"]],
  ["a quoted word is told to lose its quotes", `${data}x = fill(people, .age, with: "mean")\n`, ['MLP3004 "mean"']],
  ["a number out of range is told", "x = ridge(alpha: -1)\n", ["MLP3005 -1"]],
  ["a param stands for its value in ranges", "param a: float = -1\nx = ridge(alpha: a)\n", ["MLP3005 a"]],
  ["a third argument needs its name", `${data}x = keep(people, .id > 3, .id)\n`, ["MLP3006 .id"]],
  ["the piped parameter is not given again", `${data}x = people |> keep(rows: people, where: .id > 3)\n`, ["MLP3007 rows: people"]],
  ["strings are not added", `${data}x = keep(people, .city + 1 > 3)\n`, ["MLP3008 .city + 1"]],
  ["a champion may be absent", 'ok = latest("m").score > 0.5\n', ["MLP3009 latest(\"m\").score"]],
  ["?? says what counts when it is absent", 'ok = (latest("m").score ?? 0) > 0.5\n', []],
  ["a filter is a condition", `${data}x = keep(people, .age)\n`, ["MLP3010 .age"]],
  ["a column that is not there is told", `${data}x = keep(people, .agee > 3)\n`, ["MLP3011 .agee"]],
  ["a dropped column is gone", `${data}x = people |> drop(.age) |> keep(.age > 3)\n`, ["MLP3011 .age"]],
  ["a made column is there", `${data}x = people |> make(twice: .age * 2) |> keep(.twice > 3)\n`, []],
  ["columns with any name are written in backticks", `${data}x = keep(people, .\`Beak Length (mm)\` > 3)\n`, []],
  ["a recipe's column is checked where it is fitted", `${data}{ fit, test } = split(people, fit: 50%, test: 50%)\nf = recipe(target: .age) |> drop(.nope)\na = train(ridge(), f, on: fit)\nb = train(ridge(), f, on: fit)\n`, ["MLP3011 .nope"]],
  ["a column needs a dataset", "x = .age\n", ["MLP3012 .age"]],
  ["a gate needs a node", "x = ridge() when 1 > 0\n", ["MLP3013 1 > 0"]],
  ["a param's type exists", "param x: flaot = 1\n", ["MLP3014 flaot"]],
  ["a param's default is of its type", 'param x: float = "a"\n', ['MLP3015 "a"']],
  ["a node does not stand in a row expression", `${data}x = keep(people, load("people.csv") == 3)\n`, ["MLP3017 load"]],
  ["a member that is not there is told", `${sound}x = report.skore\n`, ["MLP2007 skore"]],
  ["a part that is not there is told", `${data}{ fit, tset } = split(people, fit: 80%, test: 20%)\n`, ["MLP2008 tset"]],
  ["what has no parts cannot be taken apart", `${data}{ fit } = people\n`, ["MLP3003 fit"]],
  ["one mistake does not become ten", `x = load("nope.csv") |> keep(.age > 3)\ny = drop(x, .id)\n`, ['MLP5001 "nope.csv"']],
  ["several mistakes give several messages", `${data}x = keep(peopel, .id > 3)\ny = drop(people, .nope)\nz = ridge(alpah: 1)\n`, ["MLP2001 peopel", "MLP3011 .nope", "MLP3001 alpah"]],
];

for (const [behaviour, text, expected] of cases) {
  test(behaviour, () => {
    assert.equal(told(text), expected);
  });
}

const leaks: readonly (readonly [behaviour: string, text: string, expected: readonly string[]])[] = [
  ["judging on the training rows", sound.replace("on: test)", "on: fit)"), ["MLP4001 fit"]],
  ["judging on all rows", sound.replace("on: test)", "on: people)"), ["MLP4001 people"]],
  ["judging on a subset of the training rows", sound.replace("judge(model, on: test)", "judge(model, on: keep(fit, .id > 3))"), ["MLP4001 keep(fit, .id > 3)"]],
  ["a statistic learned before the split", sound.replace("split(people", "split(fill(people, .age, with: median)"), ["MLP4003 test"]],
  ["a statistic that was passed on to another column", sound.replace("split(people", "split(people |> fill(.age, with: median) |> make(a: .age * 2) |> drop(.age)").replace("target: .age", "target: .a").replace("|> fill(.age, with: mean)", ""), ["MLP4003 test"]],
  ["a second split of the same rows", sound.replace("on: test)", "on: again)").concat("{ again } = split(people, again: 50%, rest: 50%)\n"), ["MLP4001 again"]],
  ["the same file loaded twice", sound.replace("on: test)", 'on: load("./people.csv"))'), ['MLP4001 load("./people.csv")']],
  ["rows of the training part joined back in", sound.replace("on: test)", "on: join(test, with: fit))"), ["MLP4001 join(test, with: fit)"]],
  ["a node that hides where rows come from", sound.replace("on: test)", "on: mix(test))"), ["MLP4002 mix(test)"]],
  ["judging on the rows that the choice was made on", `${sound}chosen = best([model], on: test)\nfinal = judge(chosen, on: test)\n`, ["MLP4001 test"]],
];

for (const [behaviour, text, expected] of leaks) {
  test(`a leak is an error: ${behaviour}`, () => {
    assert.equal(told(text), expected);
  });
}

const noLeaks: readonly (readonly [behaviour: string, text: string])[] = [
  ["fitting on the training part", sound],
  ["row-wise steps before the split", sound.replace("split(people", "split(make(people, twice: .id * 2)")],
  ["another file", sound.replace("on: test)", 'on: load("other.csv"))')],
  ["a subset of the test part", sound.replace("on: test)", "on: keep(test, .id > 3))")],
  ["a column that leaked and was dropped", sound.replace("split(people", "split(people |> fill(.`Beak Length (mm)`, with: median) |> drop(.`Beak Length (mm)`)")],
  ["a part of a part", `${data}{ fit, rest } = split(people, fit: 60%, rest: 40%)\n{ choose, test } = split(rest, choose: 50%, test: 50%)\nm = train(ridge(), recipe(target: .age), on: fit)\nb = best([m], on: choose)\nr = judge(b, on: test)\n`],
];

for (const [behaviour, text] of noLeaks) {
  test(`no false alarm: ${behaviour}`, () => {
    assert.equal(told(text), []);
  });
}

test("imports bring declarations of another file", () => {
  const shared = { "./features.mlp": "features = recipe(target: .age) |> drop(.id)\n" };
  assert.equal(told(`import { features } from "./features.mlp"\n${data}m = train(ridge(), features, on: people)\n`, shared), []);
  assert.equal(told('import { featurs } from "./features.mlp"\n', shared), ["MLP2005 featurs"]);
});

test("files that import each other are told", () => {
  const sources = { "./a.mlp": 'import { b } from "./b.mlp"\na = 1\n', "./b.mlp": 'import { a } from "./a.mlp"\nb = 1\n' };
  assert.equal(toyCheck('import { a } from "./a.mlp"\n', sources).diagnostics.map(({ code }) => code), ["MLP2011"]);
});

test("a needed fact is asked for once, and the check says more with it", () => {
  const { needs } = toyCheck(data);
  assert.is(needs.length, 0);
});

test("the graph has a node for each operation, in order, with readable ids", () => {
  const { graph } = toyCheck(`pipeline p\nseed 3\n${sound}`);
  assert.equal(graph?.nodes.map(({ id, op }) => `${id} ${op}`), ["people load", "fit/test split", "features value", "model train", "report judge"]);
  assert.is(graph?.seed, 3);
  assert.equal(graph?.bindings["test"], { node: "fit/test", part: "test" });
});

test("steps of a pipe are nodes of their own", () => {
  const { graph } = toyCheck('x = load("people.csv") |> drop(.id) |> drop(.city)\n');
  assert.equal(graph?.nodes.map(({ id }) => id), ["x.load", "x.drop", "x"]);
});

test("params stay params in the graph", () => {
  const { graph } = toyCheck("param a: float = 2\nm = ridge(alpha: a)\n", {}, { a: 5 });
  assert.equal(graph?.nodes[0]?.params["value"], { describe: "ridge", version: 1, args: { alpha: { param: "a" } } });
  assert.equal(graph?.params, [{ name: "a", type: "float", default: 2 }]);
});

test("ten thousand nodes in a row are checked in seconds", () => {
  const lines = ['x0 = load("people.csv")'];
  for (let i = 1; i <= 10_000; i++) lines.push(`x${i} = keep(x${i - 1}, .id > ${i})`);
  const { diagnostics, graph } = toyCheck(`${lines.reverse().join("\n")}\n`);
  assert.equal(diagnostics, []);
  assert.is(graph?.nodes.length, 10_001);
});

test.run();

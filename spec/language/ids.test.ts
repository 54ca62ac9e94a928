import { test } from "uvu";
import * as assert from "uvu/assert";
import { toyCheck } from "./toy.ts";

/** Each node as `id: op`, then what it refers to. */
function nodes(text: string, sources: Readonly<Record<string, string>>): readonly string[] {
  const { diagnostics, graph } = toyCheck(text, sources);
  assert.equal(diagnostics.map(({ code }) => code), []);
  return (graph?.nodes ?? []).map(({ id, op, inputs }) => [`${id}: ${op}`, ...[...JSON.stringify(inputs).matchAll(/"node":"([^"]+)"/g)].map(([, node]) => node)].join(" ")).sort();
}

test("a step inside a binding and a binding of a file of that name have two ids, in any order", () => {
  const [first, second, third] = ['import { load } from "./a.mlp"', 'a = load("people.csv") |> keep(where: .age > 17)', "b = mix(load, more: [a])"];
  const expected = ["a.load#2: load", "a.load: load", "a: keep a.load#2", "b: mix a.load a"];
  const sources = { "./a.mlp": 'load = load("other.csv")\n' };
  assert.equal(nodes([first, second, third].join("\n"), sources), expected);
  assert.equal(nodes([third, second, first].join("\n"), sources), expected);
});

test("files of one name in two folders keep their bindings apart, in any order", () => {
  const imports = ['import { m } from "./x/a.mlp"', 'import { n } from "./y/a.mlp"'];
  const expected = ["a.m#2: load", "a.m: load", "a.n: mix a.m#2", "b: mix a.m a.n"];
  const sources = { "./x/a.mlp": 'm = load("other.csv")\n', "./y/a.mlp": 'm = load("people.csv")\nn = m |> mix()\n' };
  assert.equal(nodes([...imports, "b = mix(m, more: [n])"].join("\n"), sources), expected);
  assert.equal(nodes([...imports.reverse(), "b = mix(m, more: [n])"].join("\n"), sources), expected);
});

test("what a call of a function binds keeps its id beside a file of that name", () => {
  const sources = { "./x.mlp": 'part = load("other.csv")\n' };
  const text = 'import { part } from "./x.mlp"\nfn f(rows) {\n  part = mix(rows)\n}\nx = f(part)\ny = mix(x.part)\n';
  assert.equal(nodes(text, sources), ["x.part#2: load", "x.part: mix x.part#2", "x: value", "y: mix x.part"]);
});

test.run();

import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { check, type CheckResult } from "../../language/check/check.ts";
import { format } from "../../language/format/format.ts";
import type { Graph } from "../../language/graph/graph.ts";
import { parse } from "../../language/syntax/parse.ts";
import { validateGraph } from "../../runtime/validate.ts";
import { compiler } from "../../stdlib/embed.ts";
import { everyPipeline } from "../kit/pipelines.ts";
import { toyCheck, toyTest } from "./toy.ts";

const root = new URL("../../", import.meta.url).pathname;
const importing = join(root, "spec/cases/imports");
const importable = Object.fromEntries(readdirSync(importing).filter((name) => name.endsWith(".mlp")).map((name) => [`./${name}`, readFileSync(join(importing, name), "utf8")]));

const standard = compiler({ freshFor: Number.MAX_SAFE_INTEGER, home: join(tmpdir(), "mlp-invariants", "home") });

interface Outcome {
  readonly codes: readonly string[];
  readonly said: readonly unknown[];
  /** What the graph says, and those of the file's tests, without where it is written and in an order of its own. */
  readonly meaning: unknown;
}

/** The cases are checked with toy nodes, everything else with the standard library; each time without a memory. */
async function checked(file: string, text: string): Promise<Outcome> {
  if (file.startsWith("spec/cases/")) return toyOutcome(file.split("/").at(-1) ?? file, text);
  const source = { file: join(root, file), text };
  const known = check(source, standard.options());
  if (known.needs.every(({ key }) => standard.options().facts?.answers.has(key))) return outcomeOf(known);
  await standard.check(source);
  return outcomeOf(check(source, standard.options()));
}

function toyOutcome(name: string, text: string): Outcome {
  const result = toyCheck(text, importable, {}, name);
  const outcome = outcomeOf(result);
  if (outcome.meaning === undefined) return outcome;
  const tests = [...(result.model.scopes.get(name)?.tests.keys() ?? [])].sort();
  return { ...outcome, meaning: [outcome.meaning, ...tests.map((one) => [one, outcomeOf(toyTest(text, one, importable, name)).meaning])] };
}

const outcomeOf = ({ diagnostics, graph }: CheckResult): Outcome => ({
  codes: diagnostics.map(({ code }) => code).sort(),
  said: diagnostics.map(({ code, severity, message, help, related }) => ({ code, severity, message, help, related: related.map((one) => one.message) })),
  meaning: graph && meaningOf(validateGraph(graph)),
});

function meaningOf(graph: Graph): unknown {
  const byName = <Item extends { readonly name: string }>(items: readonly Item[]): readonly Item[] => [...items].sort((a, b) => (a.name < b.name ? -1 : 1));
  // What an expectation says of itself is how it is written.
  const nodes = graph.nodes.map(({ at: _, params: { written: __, ...params }, ...node }) => ({ name: node.id, ...node, params }));
  return JSON.stringify({ ...graph, params: byName(graph.params), nodes: byName(nodes), bindings: Object.fromEntries(Object.entries(graph.bindings).sort()), modules: [...graph.modules].sort() }, null, 1);
}

const comments = (text: string): readonly string[] => parse("f.mlp", text).comments.map((comment) => comment.text);

/** Each statement with the comments above it and behind it on its line, and what stands below the last. */
function pieces(text: string): readonly string[] {
  const ends = parse("f.mlp", text).statements.map(({ span }) => {
    const end = text.indexOf("\n", span.end);
    return end < 0 ? text.length : end + 1;
  });
  const cuts = [0, ...ends.slice(0, -1), text.length];
  return cuts.slice(1).map((cut, index) => text.slice(cuts[index], cut));
}

/** The same items in another order, always the same for a seed. */
function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  let state = seed;
  const draw = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const rest = [...items];
  return items.flatMap(() => rest.splice(draw(rest.length), 1));
}

for (const { file, text } of everyPipeline()) {
  test(`${file} keeps its comments and its graph when it is formatted`, async () => {
    const { text: laidOut } = format("f.mlp", text);
    assert.equal(comments(laidOut), comments(text));
    const [before, after] = [await checked(file, text), await checked(file, laidOut)];
    assert.equal(after.codes, before.codes);
    assert.equal(after.meaning, before.meaning);
  });

  test(`${file} means the same with its statements in another order`, async () => {
    if (parse("f.mlp", text).diagnostics.length > 0) return;
    const before = await checked(file, text);
    for (const seed of [1, 2, 3]) {
      const after = await checked(file, shuffled(pieces(text), seed).map((piece) => (piece.endsWith("\n") ? piece : `${piece}\n`)).join(""));
      assert.equal(after.codes, before.codes);
      assert.equal(after.meaning, before.meaning);
    }
  });

  test(`${file} means the same with other line breaks, and behind a byte order mark`, async () => {
    const lines = text.replaceAll("\r\n", "\n");
    const before = await checked(file, text);
    for (const other of [lines, lines.replaceAll("\n", "\r\n"), `\u{FEFF}${text.replace(/^\u{FEFF}/u, "")}`]) {
      const after = await checked(file, other);
      assert.equal(after.said, before.said);
      assert.equal(after.meaning, before.meaning);
    }
  });
}

test.run();

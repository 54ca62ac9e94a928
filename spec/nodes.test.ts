import { readdir, readFile } from "node:fs/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { functionsPage, indexPage, nodePage } from "../cli/view/reference.ts";
import { parse } from "../language/syntax/parse.ts";
import { standardCatalog } from "../stdlib/catalog.ts";

const catalog = standardCatalog();
const folder = new URL("./nodes/", import.meta.url);

test("the reference in spec/nodes is made from the definitions as they are (npm run docs makes it anew)", async () => {
  const pages = new Map([["README.md", indexPage(catalog)], ["functions.md", functionsPage(catalog)], ...[...catalog.nodes.values()].map((node) => [`${node.name}.md`, nodePage(node)] as const)]);
  assert.equal((await readdir(folder)).sort(), [...pages.keys()].sort());
  for (const [name, page] of pages) assert.is(await readFile(new URL(name, folder), "utf8"), page, name);
});

for (const node of catalog.nodes.values()) {
  test(`${node.name} is documented, and its examples can be read`, () => {
    assert.match(node.summary, /\.$/);
    assert.ok(node.examples.length > 0);
    for (const example of node.examples) {
      const statement = /^(\w+ = |schema |\{)/.test(example) ? example : `x = ${example}`;
      assert.equal(parse("example", `${statement}\n`).diagnostics.map(({ message }) => message), [], example);
    }
    for (const [name, parameter] of Object.entries(node.takes)) assert.ok(parameter.doc.length > 3, name);
    assert.ok((node.positional ?? []).every((name) => name in node.takes));
  });

  test(`${node.name} speaks of parameters that it has`, () => {
    const { sees = {}, unseen = [], exposes = [], predicts, releases, writes } = node;
    const named = [...Object.keys(sees), ...unseen.flatMap(({ rows, by, unless }) => [rows, by, unless]), ...exposes.flatMap(({ what, through }) => [what, through]), predicts?.features, predicts?.on, predicts?.unless, releases, writes];
    assert.equal(named.filter((name) => name !== undefined && !(name in node.takes)), []);
  });
}

test.run();

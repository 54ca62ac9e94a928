import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { applyFixes } from "../language/diagnostics/apply-fixes.ts";
import { allDiagnostics } from "../language/diagnostics/registry/index.ts";
import { errorsPage } from "./kit/errors-page.ts";
import { compiler } from "../stdlib/compiler.ts";

const file = join(fileURLToPath(new URL("..", import.meta.url)), "pipelines", "example.mlp");
const codesOf = async (source: string) => (await compiler().check({ file, text: source })).diagnostics.map(({ code }) => code);

test("every code is declared once, in its family's thousand", () => {
  const codes = allDiagnostics.map(({ code }) => code);
  assert.equal([...new Set(codes)].length, codes.length, codes.filter((code, index) => codes.indexOf(code) !== index).join(", "));
  for (const code of codes) assert.match(code, /^MLP[1-9]\d{3}$/);
});

test("the page of codes is made from the declarations as they are (npm run docs makes it anew)", async () => {
  assert.is(await readFile(new URL("errors.md", import.meta.url), "utf8"), errorsPage());
});

test("every diagnostic is explained", () => {
  for (const { code, title, explain } of allDiagnostics) {
    assert.ok(title.length > 3 && explain.length > 25, code);
    assert.not.match(`${title} ${explain}`, /\b(invalid|illegal)\b/i, code);
  }
});

test("what can be wrong in a file alone has an example that shows it", () => {
  const families = /^MLP(1|3|4)/;
  const without = allDiagnostics.filter((kind) => families.test(kind.code) && kind.bad === undefined).map(({ code }) => code);
  // Only very long text, a value from outside, or a user's own node can give these.
  assert.equal(without, ["MLP1007", "MLP3016", "MLP4002"]);
});

/** The codes that mend themselves: their fix makes the good example of the bad one. */
const mending = ["MLP1004", "MLP1005", "MLP1009", "MLP2001", "MLP2002", "MLP2008", "MLP2017", "MLP3001", "MLP3004", "MLP3011", "MLP3014", "MLP3021", "MLP3022"];

test("the fix of a diagnostic turns its bad example into the good one", async () => {
  const found: string[] = [];
  for (const { code, bad, good } of allDiagnostics) {
    if (bad === undefined) continue;
    const { diagnostics } = await compiler().check({ file, text: bad });
    const own = diagnostics.filter((diagnostic) => diagnostic.code === code && diagnostic.fixes.length > 0);
    if (own.length === 0) continue;
    assert.is(applyFixes(file, bad, own).text, good, code);
    found.push(code);
  }
  assert.equal(found.sort(), mending);
});

for (const kind of allDiagnostics) {
  const { bad, good } = kind;
  if (bad !== undefined) {
    test(`${kind.code}: its bad example gives it`, async () => {
      const codes = await codesOf(bad);
      assert.ok(codes.includes(kind.code), `gave ${codes.join(", ") || "nothing"}`);
    });
  }
  if (good !== undefined) {
    test(`${kind.code}: its mended example has no mistakes`, async () => {
      assert.equal(await codesOf(good), []);
    });
  }
}

test.run();

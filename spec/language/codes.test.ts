import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { allDiagnostics } from "../../language/diagnostics/registry/index.ts";
import { allPipelines } from "../kit/pipelines.ts";

const root = new URL("../../", import.meta.url).pathname;

/** What is wrong around a file of the language: its folder, `mlp.yaml`, the command line. The tests in `spec/cli` give these. */
const around = /^MLP21/;
const codes: readonly string[] = allDiagnostics.map(({ code }) => code).filter((code) => /^MLP[1-4]/.test(code) && !around.test(code));

/** These areas are read, and not checked: only mistakes of syntax can be told there. */
const onlyRead = /^spec\/cases\/(?:lexis|syntax|recovery|format)\//;

interface Case {
  readonly file: string;
  readonly gives: ReadonlySet<string>;
  readonly nearly: readonly string[];
}

const cases = allPipelines()
  .filter(({ file }) => file.startsWith("spec/cases/") && !file.endsWith(".fmt.mlp"))
  .map(({ file, text }): Case => {
    const sidecar = join(root, file.replace(/\.mlp$/, ".diag"));
    const told = existsSync(sidecar) ? readFileSync(sidecar, "utf8") : "";
    return {
      file,
      gives: new Set([...told.matchAll(/^\w+\[(MLP\d{4})\]/gm)].map(([, code = ""]) => code)),
      nearly: [...text.matchAll(/^\/\/ near miss of (.*)$/gm)].map(([, code = ""]) => code),
    };
  });

for (const code of codes) {
  test(`${code} has a case that gives it`, () => {
    assert.ok(cases.some(({ gives }) => gives.has(code)));
  });

  test(`${code} has a near miss`, () => {
    assert.ok(cases.some(({ nearly }) => nearly.includes(code)), "a case that nearly gives it, with a line `// near miss of …`");
  });
}

test("a near miss names a code, does not give it, and stands where the code could be given", () => {
  for (const { file, gives, nearly } of cases) {
    for (const code of nearly) {
      assert.ok(codes.includes(code), `${file}: ${code}`);
      assert.not(gives.has(code), `${file}: ${code}`);
      assert.not(onlyRead.test(file) && !code.startsWith("MLP1"), `${file}: ${code} is not looked for there`);
    }
  }
});

test("what cases give is in the registry", () => {
  const known = new Set<string>(allDiagnostics.map(({ code }) => code));
  for (const { file, gives } of cases) for (const code of gives) assert.ok(known.has(code), `${file}: ${code}`);
});

test.run();

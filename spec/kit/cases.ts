import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { renderDiagnostic } from "../../language/diagnostics/to-text.ts";
import { format } from "../../language/format/format.ts";

const root = new URL("../", import.meta.url).pathname;
const rewrites = process.env["UPDATE"] === "1";

const sidecar = /\.(?:diag|fmt\.mlp|graph|types)$/;

/** What is told of a case. */
export interface Told {
  readonly diagnostics: readonly Diagnostic[];
  /** Types and rows of its bindings, where they are checked. */
  readonly types?: string;
  /** The graph that it becomes, where that is what its area is about. */
  readonly graph?: string;
  /** The texts of the files that it imports, by their names. */
  readonly imported?: Readonly<Record<string, string>>;
}

/** What stands beside a case; a sidecar that is not there means that there is nothing to tell. */
type Sidecar = ".diag" | ".fmt.mlp" | ".graph" | ".types";

/**
 * A test for each `spec/cases/<area>/<behaviour>.mlp`: its diagnostics are those of `<behaviour>.diag`, and its layout is that of
 * `<behaviour>.fmt.mlp`; without these it has no diagnostics, and is laid out already. `<behaviour>.types` has the types and rows of the
 * bindings of a sound file, and `<behaviour>.graph` the graph that it becomes. The first line names the rule of the language
 * that the case is about: `//! rule: spec/language.md#anchor`. A second line `// near miss of MLP3004` says that the case is nearly one
 * that gives this code, and gives none. With `UPDATE=1` the sidecars are written anew, to be read in the diff.
 */
export function runCases(area: string, check: (file: string, text: string) => Told): void {
  const folder = join(root, "cases", area);
  const names = readdirSync(folder);
  const cases = names.filter((name) => name.endsWith(".mlp") && !name.endsWith(".fmt.mlp")).sort();
  for (const name of cases) {
    const text = readFileSync(join(folder, name), "utf8");
    const path = join(folder, name.slice(0, -".mlp".length));
    test(`${area}: ${behaviourOf(name)}`, () => {
      assert.ok(anchors().has(ruleOf(text) ?? ""), `the first line of ${name} names a heading of spec/language.md: //! rule: spec/language.md#…`);
      const { diagnostics, types, graph, imported } = check(name, text);
      const told = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, (file) => (file === name ? text : imported?.[file]))).join("\n");
      compare(path, ".diag", told);
      compare(path, ".types", types ?? "");
      compare(path, ".graph", graph ?? "");
      const laidOut = format(name, text).text;
      compare(path, ".fmt.mlp", laidOut === text ? "" : laidOut);
    });
  }
  test(`${area}: every sidecar has its case`, () => {
    const sidecars = names.filter((name) => sidecar.test(name));
    assert.equal(sidecars.filter((name) => !cases.includes(name.replace(sidecar, ".mlp"))), []);
  });
}

const behaviourOf = (name: string): string => name.replace(/\.mlp$/, "").replaceAll("-", " ");
const ruleOf = (text: string): string | undefined => /^\/\/! rule: spec\/language\.md#([\w-]+)\n/.exec(text)?.[1];

let known: ReadonlySet<string> | undefined;

/** The anchors of the reference's headings, as Markdown viewers make them. */
function anchors(): ReadonlySet<string> {
  known ??= new Set([...readFileSync(join(root, "language.md"), "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, "").replaceAll(" ", "-")));
  return known;
}

function compare(path: string, sidecar: Sidecar, actual: string): void {
  const file = path + sidecar;
  if (rewrites) {
    if (actual !== "") writeFileSync(file, actual);
    else if (existsSync(file)) rmSync(file);
    return;
  }
  assert.is(actual, existsSync(file) ? readFileSync(file, "utf8") : "");
}

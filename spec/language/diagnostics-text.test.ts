import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderDiagnostic } from "../../language/diagnostics/to-text.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";

/** The line that is shown, and the one with its marks, of what stands between the first two `|`. */
function shown(marked: string, second?: string): readonly string[] {
  const text = marked.replaceAll("|", "");
  const start = marked.indexOf("|");
  const span = { file: "x.mlp", start, end: marked.lastIndexOf("|") - 1 };
  const at = second === undefined ? undefined : text.indexOf(second);
  const related = at === undefined ? [] : [{ span: { file: "x.mlp", start: at, end: at + (second?.length ?? 0) }, message: "there" }];
  const diagnostic: Diagnostic = { code: "MLP1001", severity: "error", message: "wrong", span, related, fixes: [] };
  const lines = renderDiagnostic(diagnostic, () => text).split("\n");
  const first = lines.findIndex((line) => line.startsWith("1 │"));
  return lines.slice(first).filter((line) => /^(?:1| ) │ ./.test(line)).map((line) => line.slice(4));
}

/** The part of the line above the carets. */
const above = (line = "", marks = ""): string => line.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1);

test("the caret stands below its place, behind tabs and control characters too", () => {
  for (const before of ["a = ", "\ta = ", "a\u0007b = ", "\u202eab = "]) {
    const [line, marks] = shown(`${before}|here|`);
    assert.is(above(line, marks), "here", JSON.stringify(before));
  }
});

test("wide characters take two columns", () => {
  const [, marks] = shown('a = "日本" + |here|');
  assert.is(marks?.indexOf("^"), 'a = "日本" + '.length + 2);
});

test("two places of one long line stand below their own", () => {
  const long = `a = ${"x".repeat(60)} + first + ${"y".repeat(50)} + |here|`;
  const [line = "", one = "", other = ""] = shown(long, "first");
  const [dashes, carets] = one.includes("^") ? [other, one] : [one, other];
  assert.is(line.slice(dashes.indexOf("-"), dashes.indexOf("- ") + 1), "first");
  assert.ok(carets.includes("^"));
});

test("a thousand diagnostics of a large file are shown at once", () => {
  const text = "abc = def\n".repeat(20_000);
  for (let line = 0; line < 1000; line++) {
    const start = line * 200;
    renderDiagnostic({ code: "MLP1001", severity: "error", message: "wrong", span: { file: "x", start, end: start + 3 }, related: [], fixes: [] }, () => text);
  }
});

test.run();

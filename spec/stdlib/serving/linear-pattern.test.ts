import { test } from "uvu";
import * as assert from "uvu/assert";
import { linearPattern } from "../../../stdlib/serving/linear-pattern.ts";

const patterns = [
  "[A-Z]{2}\\d+", "", "a*", "(a|b)*c", "(?:ab)?c{2,3}", "x{0}y", "x{2,}", "a+?b*?", "^a$", "\\ba.c\\b", "\\Bx", "[^a-c]+", "[\\]\\d]+", "\\p{L}+", "\\P{L}", "[\\p{Lu}_]+", "é+.", "a|", "(|a)+b", "\\.\\*", "\\x41\\u{1F600}", "(?<n>a)b", "\\u0041",
  ".+@.+", "((a{1,3})|b){2}",
];
const texts = ["", "a", "b", "c", "ab", "abc", "aabc", "cc", "ccc", "abccc", "SE12", "SE", "y", "xy", "x", "xx", "xxx", "a.c", "a-c", "-x", "ax", "]4", "Ünï", "5", "_A", "éé!", "é", "b", "aab", ".*", "A😀", "A", "a@b", "@", "aaab", "aaaaaa", "ba"];

test("a pattern matches what JavaScript's matches as a whole", () => {
  for (const source of patterns) {
    const matches = linearPattern(source);
    const known = new RegExp(`^(?:${source})$`, "u");
    for (const text of texts) assert.is(matches(text), known.test(text), `${source} on ${JSON.stringify(text)}`);
  }
});

test("a point is any character but a line's end, and blanks are those of RE2", () => {
  assert.not(linearPattern("a.b")("a\nb"));
  assert.ok(linearPattern("a.b")("a\rb"));
  assert.ok(linearPattern("\\s[\\s]")("\t "));
  assert.not(linearPattern("\\s")("\u00a0"));
});

test("the time is linear in the text, whatever the pattern", () => {
  for (const source of ["(a+)+b", "(a|aa)*b", "(.*)*x"]) {
    const began = performance.now();
    assert.not(linearPattern(source)("a".repeat(20_000)));
    assert.ok(performance.now() - began < 2000, source);
  }
});

test("what is not linear is refused", () => {
  for (const source of ["(a)\\1", "(?=a)a", "(?<!a)b", "(?<n>a)\\k<n>", "(a", "a)"]) assert.throws(() => linearPattern(source), undefined, source);
});

test.run();

import { test } from "uvu";
import * as assert from "uvu/assert";
import { firstMatch, groupOf, matchesWhole, replaceMatches } from "../../language/patterns/match.ts";
import { parsePattern, patternMistake } from "../../language/patterns/parse.ts";
import { patterns } from "../kit/written-arguments.ts";

const texts = ["", "a", "b", "c", "ab", "abc", "aabc", "cc", "ccc", "abccc", "SE12", "SE", "y", "xy", "x", "xx", "xxx", "a.c", "a-c", "-x", "ax", "]4", "Ünï", "5", "_A", "éé!", "é", "aab", ".*", "A🤦", "A", "a@b", "aaab", "aaaaaa", "ba", "12-3", "a b\tc"];
const whole = (source: string, text: string): boolean => matchesWhole(parsePattern(source), text);

test("a pattern matches what JavaScript's matches as a whole", () => {
  for (const source of patterns) {
    const known = new RegExp(`^(?:${source.replaceAll("(?P<", "(?<").replaceAll("\\x{", "\\u{")})$`, "u");
    for (const text of texts) assert.is(whole(source, text), known.test(text), `${source} on ${JSON.stringify(text)}`);
  }
});

test("a point is any character but a line's end, and blanks are those of RE2", () => {
  assert.not(whole("a.b", "a\nb"));
  assert.ok(whole("a.b", "a\rb"));
  assert.ok(whole("\\s[\\s]", "\t "));
  assert.not(whole("\\s", "\u00a0"));
});

test("the first match is the one that Perl prefers, with its groups", () => {
  const found = (source: string, text: string) => {
    const characters = [...text];
    const pattern = parsePattern(source);
    const slots = firstMatch(pattern, characters, 0);
    return slots && Array.from({ length: pattern.groups + 1 }, (_, group) => groupOf(characters, slots, group));
  };
  assert.equal(found("a|ab", "xab"), ["a"]);
  assert.equal(found("(a+)(a*)", "🤦aaa"), ["aaa", "aaa", ""]);
  assert.equal(found("(a+?)(a*)", "aaa"), ["aaa", "a", "aa"]);
  assert.equal(found("(a)|(b)", "b"), ["b", "", "b"]);
  assert.is(found("c", "ab"), undefined);
});

test("every match is replaced, and an empty one right behind another is none", () => {
  assert.is(replaceMatches(parsePattern("a*"), "aab", ["<", 0, ">"]), "<aa>b<>");
  assert.is(replaceMatches(parsePattern("(.)(.)"), "abcde", [2, 1]), "badce");
});

test("the time is linear in the text, whatever the pattern", () => {
  for (const source of ["(a+)+b", "(a|aa)*b", "(.*)*x"]) {
    const began = performance.now();
    assert.not(whole(source, "a".repeat(20_000)));
    assert.ok(performance.now() - began < 2000, source);
  }
});

test("what is not linear, not the same everywhere, or no pattern is refused", () => {
  const refused = ["(a)\\1", "(?=a)a", "(?<!a)b", "(?<n>a)", "(?i)a", "(a", "a)", "[a", "[]", "[[:alpha:]]", "[z-a]", "[a-\\d]", "a**", "*", "a{3,2}", "\\", "\\q", "\\B", "\\u0041", "\\p{Greek}", "\\pL", "\\x4", "]", "}"];
  for (const source of refused) assert.type(patternMistake(source), "string", source);
  assert.match(String(patternMistake("a{1001}")), "more than 1000 times");
  assert.match(String(patternMistake("((a{20}){20}){20}")), "more than 1000 times");
  assert.match(String(patternMistake("(\\p{L}{999})")), "too large");
  assert.match(String(patternMistake("a".repeat(3000))), "longer than");
});

test.run();

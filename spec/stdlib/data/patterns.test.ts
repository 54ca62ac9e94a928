import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { firstMatch, groupOf, matchesWhole, replaceMatches } from "../../../language/patterns/match.ts";
import { parsePattern, patternMistake } from "../../../language/patterns/parse.ts";
import { readable } from "../../../runtime/engine/columns.ts";
import { literal } from "../../../runtime/relational/sql.ts";
import { testContext, type TestContext } from "../../kit/context.ts";

const runs = Number(process.env["RUNS"] ?? 15);
const seed = Number(process.env["SEED"] ?? 42);

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

const { pattern } = fc.letrec<{ pattern: string; atom: string; part: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "b", "-", "🤦", ".", "\\d", "\\w", "\\s", "\\W", "[ab]", "[^a]", "[a-c\\-]", "\\.", "\\x{e9}", "\\p{L}", "^", "$", "\\b", "()", ""),
    tie("pattern").map((inner) => `(${inner})`),
    tie("pattern").map((inner) => `(?:${inner})`),
  ),
  part: fc.tuple(tie("atom"), fc.constantFrom("", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,3}?", "{2,}", "{0}")).map(([atom, times]) => (atom === "" ? "" : `${atom}${times}`)),
  pattern: fc.oneof(fc.array(tie("part"), { maxLength: 4 }).map((parts) => parts.join("")), fc.array(tie("part"), { minLength: 2, maxLength: 3 }).map((parts) => parts.join("|"))),
}));
const text = fc.array(fc.constantFrom("a", "b", "c", "-", "🤦", "é", ".", "1", " ", "\n"), { maxLength: 9 }).map((letters) => letters.join(""));

/** What both give for a text: whether all of it fits, the groups of the first match, and the text with every match marked. */
test("patterns match, find and replace the same in the engine and here", async () => {
  const engine = await context.engine();
  const property = fc.asyncProperty(fc.array(pattern.filter((source) => patternMistake(source) === undefined), { minLength: 20, maxLength: 20 }), fc.array(text, { minLength: 12, maxLength: 12 }), async (sources, texts) => {
    const columns = sources.flatMap((source, index) => {
      const groups = Array.from({ length: Math.min(parsePattern(source).groups, 9) + 1 }, (_, group) => readable(`regexp_extract(t, ${literal(source)}, ${group})`));
      return [`regexp_full_match(t, ${literal(source)}) AS m${index}`, `[${groups.join(", ")}] AS g${index}`, `${readable(`regexp_replace(t, ${literal(source)}, '<\\0>', 'g')`)} AS r${index}`];
    });
    const found = await engine.rows(`SELECT ${columns.join(", ")} FROM (VALUES ${texts.map((each, n) => `(${n}, ${literal(each)})`).join(", ")}) v(n, t) ORDER BY n`);
    texts.forEach((each, at) => {
      const characters = [...each];
      sources.forEach((source, index) => {
        const own = parsePattern(source);
        const slots = firstMatch(own, characters, 0);
        const groups = Array.from({ length: Math.min(own.groups, 9) + 1 }, (_, group) => (slots ? groupOf(characters, slots, group) : ""));
        const row = found[at] ?? {};
        const told = `${source} on ${JSON.stringify(each)}`;
        assert.is(matchesWhole(own, each), row[`m${index}`], told);
        if (own.repeatsEmpty) return;
        assert.equal(groups, row[`g${index}`], told);
        assert.is(replaceMatches(own, each, ["<", 0, ">"]), row[`r${index}`], told);
      });
    });
  });
  await fc.assert(property, { seed, numRuns: runs, includeErrorInReport: true });
});

test.run();

import { Lexer } from "chevrotain";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { lex } from "../../language/syntax/lex.ts";
import { Grammar } from "../../language/syntax/grammar.ts";
import { allTokens, Name } from "../../language/syntax/tokens.ts";

const characters = Array.from({ length: 0x110000 }, (_, code) => code).filter((code) => code < 0xd800 || code > 0xdfff).map((code) => String.fromCodePoint(code));

test("the tokens and the grammar have no mistakes of their own", () => {
  assert.equal(new Lexer([...allTokens], { positionTracking: "onlyOffset", ensureOptimizations: true }).lexerDefinitionErrors, []);
  assert.not.throws(() => new Grammar(true));
});

test("every letter of Unicode begins a name", () => {
  const letters = characters.filter((character) => /\p{L}/u.test(character));
  const { tokens, mistakes } = lex("letters.mlp", letters.join("\n"));
  assert.is(mistakes.length, 0);
  assert.is(tokens.length, letters.length);
  assert.is(tokens.findIndex(({ tokenType, image }, index) => tokenType !== Name || image !== letters[index]), -1);
});

test("every character that begins nothing is told once", () => {
  const others = characters.filter((character) => character > "\u00ff" && /[\p{S}\p{So}]/u.test(character) && !/[≠→≤≥]/.test(character));
  const { tokens, mistakes } = lex("signs.mlp", others.join("\n"));
  assert.is(tokens.length, 0);
  assert.is(mistakes.length, others.length);
});

test.run();

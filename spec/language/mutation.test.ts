import { test } from "uvu";
import * as assert from "uvu/assert";
import { alarms, isCaught, measure, strays, type Choice, type Judged } from "../mutation/measure.ts";
import { soundPipelines } from "../mutation/subject.ts";

/** A few variants of each operator, spread over the pipelines, and always the same: `npm run mutation` measures all. */
const spread: Choice = (variants) => variants.filter((_, index) => index % Math.ceil(variants.length / 4) === 0);

// A module of TypeScript takes seconds to load.
const pipelines = soundPipelines.filter(({ file }) => !file.endsWith("own-nodes.mlp"));

const measured = await measure(pipelines, spread);

const shown = ({ subject, note, told, text }: Judged): string => [`${subject}: ${note}`, ...told.map(({ code, message }) => `${code} ${message}`), text].join("\n");

test("sound pipelines have neither errors nor alarms", () => {
  assert.equal(measured.unsound.map(shown), []);
});

test("every operator has variants", () => {
  assert.equal([...measured.sound, ...measured.leaks].filter(({ variants }) => variants.length === 0).map(({ operator }) => operator.name), []);
});

for (const { operator, variants } of measured.sound.filter((one) => one.operator.finding === undefined && one.operator.beyond === undefined)) {
  test(`sound variants pass: ${operator.name}`, () => {
    assert.equal(variants.filter((one) => alarms(one).length > 0).map(shown), []);
  });
}

for (const { operator, variants } of measured.leaks.filter((one) => one.operator.finding === undefined && one.operator.beyond === undefined)) {
  test(`leaks are caught: ${operator.name}`, () => {
    assert.equal(variants.filter((one) => !isCaught(operator, one) || strays(operator, one).length > 0).map(shown), []);
  });
}

test.run();

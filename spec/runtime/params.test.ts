import { test } from "uvu";
import * as assert from "uvu/assert";
import { MlpError } from "../../language/diagnostics/diagnostic.ts";
import type { GraphParam } from "../../language/graph/graph.ts";
import { readParams } from "../../runtime/params.ts";

const read = (type: GraphParam["type"], value: unknown): unknown => readParams([{ name: "x", type }], { x: value })["x"];

function refused(type: GraphParam["type"], value: unknown): string {
  try {
    return `read as ${String(read(type, value))}`;
  } catch (error) {
    if (!(error instanceof MlpError)) throw error;
    const { code, message, help } = error.diagnostic;
    return `${code} ${message}${help === undefined ? "" : ` (${help})`}`;
  }
}

test("an integer that cannot be kept exactly is refused, and not rounded", () => {
  assert.is(read("int", "9007199254740991"), 9007199254740991);
  assert.is(read("int", "-9007199254740991"), -9007199254740991);
  for (const value of ["9007199254740992", "9007199254740993", "-9007199254740993", 2 ** 53]) {
    assert.match(refused("int", value), /^MLP6007 the param `x` takes an integer of at most 9007199254740991, and `-?900719925474099\d` is none \(declare it `string`/);
  }
  assert.is(read("string", "9007199254740993"), "9007199254740993");
  assert.match(refused("float", "1e999"), /^MLP6007 /);
});

test("a share lies from 0 to 1", () => {
  assert.is(read("share", "30%"), 0.3);
  assert.is(read("share", "0.3"), 0.3);
  assert.is(read("share", 1), 1);
  assert.is(read("share", "0"), 0);
  assert.is(refused("share", "30"), "MLP6007 the param `x` takes a share from 0 to 1, as in 20% or 0.2, and `30` is none (did you mean `30%`?)");
  assert.is(refused("share", 30), refused("share", "30"));
  assert.match(refused("share", "150%"), /^MLP6007 .*`150%` is none$/);
  assert.match(refused("share", "-0.1"), /^MLP6007 /);
});

test.run();

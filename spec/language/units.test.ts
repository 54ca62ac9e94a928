import { test } from "uvu";
import * as assert from "uvu/assert";
import { combineUnits, readUnit, sameUnit, showUnit, type Unit } from "../../language/types/units.ts";

const unit = (text: string): Unit => readUnit(text) ?? new Map();
const shown = (text: string): string | undefined => {
  const read = readUnit(text);
  return read && showUnit(read);
};

test("units are read and written, whatever the order of their factors", () => {
  assert.equal(["kg", "m/s", "m·kg/s^2", "kg*m", "°C", "USD", "m/m"].map(shown), ["kg", "m/s", "kg·m/s^2", "kg·m", "°C", "USD", "1"]);
  for (const wrong of ["", "3", "kg m", "kg/", "k-g", "kg^x"]) assert.is(readUnit(wrong), undefined, wrong);
});

test("products and quotients combine units", () => {
  assert.is(showUnit(combineUnits(unit("kg"), unit("m/s^2"), 1)), "kg·m/s^2");
  assert.is(showUnit(combineUnits(unit("km"), unit("h"), -1)), "km/h");
  assert.is(combineUnits(unit("kg"), unit("kg"), -1).size, 0);
  assert.ok(sameUnit(unit("kg·m"), unit("m·kg")));
  assert.not.ok(sameUnit(unit("kg"), unit("g")));
});

test.run();

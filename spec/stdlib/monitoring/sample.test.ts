import { test } from "uvu";
import * as assert from "uvu/assert";
import { present, sampleOfColumn, sampleOfLogged } from "../../../stdlib/monitoring/sample.ts";

const column = (kind: "int" | "float" | "string" | "bool" | "date" | "timestamp") => ({ name: "x", type: { kind }, nullable: true }) as const;

test("numbers are sorted, and what is none is missing", () => {
  const sample = sampleOfLogged(column("float"), [3, null, -1, undefined, "7", 2]);
  assert.equal(sample, { kind: "numbers", values: Float64Array.of(-1, 2, 3), missing: 3, rows: 6 });
  assert.is(present(sample), 3);
});

test("dates and timestamps are read as the engine counts them, UTC where no zone is given", () => {
  const days = sampleOfLogged(column("date"), ["1970-01-11"]);
  assert.equal(days, sampleOfColumn(column("date"), { kind: "numbers", values: Float64Array.of(10) }));
  const micros = sampleOfLogged(column("timestamp"), ["1970-01-01T00:00:01Z", "1970-01-01 00:00:02", "1970-01-01T01:00:03+01:00", "nonsense"]);
  assert.equal(micros, { kind: "numbers", values: Float64Array.of(1e6, 2e6, 3e6), missing: 1, rows: 4 });
});

test("bools and words from the engine and from the log are the same categories", () => {
  assert.equal(
    sampleOfColumn(column("bool"), { kind: "numbers", values: Float64Array.of(1, 0, Number.NaN, 1) }),
    sampleOfLogged(column("bool"), [true, false, null, true]),
  );
  assert.equal(
    sampleOfColumn(column("string"), { kind: "codes", codes: Int32Array.of(0, 1, -1, 0), words: ["__proto__", "b"] }),
    sampleOfLogged(column("string"), ["__proto__", "b", null, "__proto__"]),
  );
});

test.run();

import { test } from "uvu";
import * as assert from "uvu/assert";
import { volumeCheck } from "../../../../stdlib/monitoring/checks/volume.ts";
import { referenceOf, schemaOf, windowOf } from "../kit.ts";

const schema = schemaOf({ age: "float" });
const status = async (rows: number) => (await volumeCheck.run(await windowOf(Array.from({ length: rows }, () => ({ age: 1 })), schema), referenceOf([], schema), { at_least: 3 })).map((one) => one.status);

test("silence fails, also where other checks wait for more rows", async () => {
  assert.equal(await status(0), ["failed"]);
  assert.equal(await status(2), ["failed"]);
  assert.equal(await status(3), ["passed"]);
});

test.run();

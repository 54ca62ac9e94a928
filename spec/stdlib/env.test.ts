import { test } from "uvu";
import * as assert from "uvu/assert";
import { MlpError } from "../../language/diagnostics/diagnostic.ts";
import { revealSecret } from "../../runtime/secrets.ts";

const env = (name: string) => ({ describe: "env", version: 1, args: { name } });

test("gives the variable's value, and a string as it is", () => {
  assert.is(revealSecret(env("ALERT_URL"), { ALERT_URL: "https://x" }), "https://x");
  assert.is(revealSecret("https://y", {}), "https://y");
});

test("names a variable that is not set, or empty, and nothing else", () => {
  for (const environment of [{ OTHER: "s3cret" }, { ALERT_URL: "", OTHER: "s3cret" }]) {
    try {
      revealSecret(env("ALERT_URL"), environment);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, MlpError);
      assert.is((error as MlpError).diagnostic.code, "MLP8109");
      assert.match((error as MlpError).message, /`ALERT_URL` is not set/);
      assert.not.match(JSON.stringify((error as MlpError).diagnostic), /s3cret/);
    }
  }
  assert.throws(() => revealSecret(env("toString"), {}), /`toString` is not set/);
});

test.run();

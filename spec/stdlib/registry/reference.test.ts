import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseReference, resolveReference } from "../../../stdlib/registry/reference.ts";
import { registerVersion } from "../../../stdlib/registry/store.ts";
import { failureOf, newVersion, withHome } from "./kit.ts";

test("a name alone means its champion", () => {
  assert.equal(parseReference("churn"), { name: "churn", selector: "champion" });
  assert.equal(parseReference("churn@candidate"), { name: "churn", selector: "candidate" });
  assert.equal(parseReference("churn@v3"), { name: "churn", selector: "v3" });
});

test("an alias, a number and `latest` choose a version", () =>
  withHome(async (home) => {
    await registerVersion(home, newVersion("a"), "champion");
    await registerVersion(home, newVersion("b"), "candidate");
    const version = async (text: string) => (await resolveReference(home, text)).version;
    assert.is(await version("churn"), 1);
    assert.is(await version("churn@candidate"), 2);
    assert.is(await version("churn@2"), 2);
    assert.is(await version("churn@v1"), 1);
    assert.is(await version("churn@latest"), 2);
  }));

test("what cannot be a reference, or names nothing, is a diagnostic", () =>
  withHome(async (home) => {
    await registerVersion(home, newVersion("a"), "champion");
    const code = async (text: string) => (await failureOf(() => resolveReference(home, text))).code;
    assert.is(await code(""), "MLP7001");
    assert.is(await code("../x@1"), "MLP7001");
    assert.is(await code("other"), "MLP7002");
    for (const selector of ["", "0", "99999999999999999999", "a@b", "../1", "x".repeat(5000), "__proto__"]) assert.is(await code(`churn@${selector}`), "MLP7003");
  }));

test.run();

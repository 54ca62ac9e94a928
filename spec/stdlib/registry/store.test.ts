import { spawn } from "node:child_process";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { homeNotWritable } from "../../../language/diagnostics/registry/execution.ts";
import { aliasesOf, findVersion, history, listModels, modelNames, moveAlias, readVersion, registerVersion } from "../../../stdlib/registry/store.ts";
import { failureOf, newVersion, withHome } from "./kit.ts";

test("versions count up, and the alias points at the last one", () =>
  withHome(async (home) => {
    const first = await registerVersion(home, newVersion("a"), "champion");
    const second = await registerVersion(home, newVersion("b", { metrics: { roc_auc: 0.9 } }), "champion");
    assert.equal([first.version, second.version], [1, 2]);
    assert.equal((await readVersion(home, "churn", "champion")).model, "b");
    assert.equal((await readVersion(home, "churn", "latest")).model, "b");
    assert.equal((await readVersion(home, "churn", "v1")).model, "a");
    assert.equal((await readVersion(home, "churn", "2")).metrics, { roc_auc: 0.9 });
  }));

test("the same model is registered once; only the alias moves back to it", () =>
  withHome(async (home) => {
    await registerVersion(home, newVersion("a"), "champion");
    await registerVersion(home, newVersion("b"), "champion");
    const again = await registerVersion(home, newVersion("a", { metrics: { roc_auc: 0.1 } }), "champion");
    assert.is(again.version, 1);
    assert.equal(again.metrics, { roc_auc: 0.8 });
    assert.equal([...(await aliasesOf(home, "churn"))], [["champion", 1]]);
    assert.is((await listModels(home))[0]?.versions.length, 2);
  }));

test("every move is kept, with the version before, and answers what was in production when", () =>
  withHome(async (home) => {
    await registerVersion(home, newVersion("a", { origin: { user: "ann" } }), "champion");
    const between = new Date();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await registerVersion(home, newVersion("b", { origin: { user: "bob" } }), "champion");
    await moveAlias(home, { name: "churn", alias: "champion", to: 1, by: { user: "ann" }, expected: 2 });
    await moveAlias(home, { name: "churn", alias: "champion", to: 1, by: { user: "ann" } });
    const moves = await history(home, "churn");
    assert.equal(moves.map(({ version, previous, by }) => [version, previous, by.user]), [[1, null, "ann"], [2, 1, "bob"], [1, 2, "ann"]]);
    assert.equal([...(await aliasesOf(home, "churn", between))], [["champion", 1]]);
    assert.equal([...(await aliasesOf(home, "churn", new Date(0)))], []);
  }));

test("an alias can be taken away", () =>
  withHome(async (home) => {
    await registerVersion(home, newVersion("a"), "candidate");
    await moveAlias(home, { name: "churn", alias: "candidate", to: null, by: {} });
    assert.is(await findVersion(home, "churn", "candidate"), undefined);
  }));

test("a move that expects another version changes nothing", () =>
  withHome(async (home) => {
    await registerVersion(home, newVersion("a"), "champion");
    await registerVersion(home, newVersion("b"), "candidate");
    const failure = await failureOf(() => moveAlias(home, { name: "churn", alias: "champion", to: 2, by: {}, expected: null }));
    assert.is(failure.code, "MLP7006");
    assert.is((await readVersion(home, "churn", "champion")).version, 1);
    assert.is((await failureOf(() => moveAlias(home, { name: "churn", alias: "champion", to: 9, by: {} }))).code, "MLP7003");
  }));

test("of moves at the same time, each is recorded with what it really replaced", () =>
  withHome(async (home) => {
    for (const model of ["a", "b", "c", "d"]) await registerVersion(home, newVersion(model), "latest-tried");
    await Promise.all([1, 2, 3, 4].map((to) => moveAlias(home, { name: "churn", alias: "champion", to, by: {} })));
    const moves = (await history(home, "churn")).filter(({ alias }) => alias === "champion");
    assert.is(moves.length, 4);
    assert.equal(moves.map(({ previous }) => previous), [null, ...moves.slice(0, -1).map(({ version }) => version)]);
  }));

test("of moves at the same time that all expect the same version, one succeeds", () =>
  withHome(async (home) => {
    for (const model of ["a", "b", "c"]) await registerVersion(home, newVersion(model), "tried");
    const settled = await Promise.allSettled([1, 2, 3].map((to) => moveAlias(home, { name: "churn", alias: "champion", to, by: {}, expected: null })));
    assert.is(settled.filter(({ status }) => status === "fulfilled").length, 1);
  }));

test("processes that register at once get different numbers, and none is lost", () =>
  withHome(async (home) => {
    const worker = fileURLToPath(new URL("register-many.ts", import.meta.url));
    const run = (who: string) =>
      new Promise<number | null>((resolve) => spawn(process.execPath, ["--import", "tsx", worker, home, who, "6"], { stdio: "inherit" }).on("close", resolve));
    assert.equal(await Promise.all(["ann", "bob", "cat"].map(run)), [0, 0, 0]);
    const [model] = await listModels(home);
    assert.equal(model?.versions.map(({ version }) => version), Array.from({ length: 19 }, (_, i) => i + 1));
    assert.is(new Set(model?.versions.map((record) => record.model)).size, 19);
    const moves = (await history(home, "churn")).filter(({ alias }) => alias === "champion");
    assert.is(moves.length, 18);
    assert.equal(moves.map(({ previous }) => previous), [null, ...moves.slice(0, -1).map(({ version }) => version)]);
    assert.equal(await leftovers(home), []);
  }));

async function leftovers(home: string): Promise<string[]> {
  return (await readdir(home, { recursive: true })).filter((name) => name.endsWith(".tmp"));
}

test("names that differ only in case are two models", () =>
  withHome(async (home) => {
    await registerVersion(home, newVersion("a"), "champion");
    await registerVersion(home, newVersion("b", { name: "Churn" }), "champion");
    assert.equal(await modelNames(home), ["Churn", "churn"]);
    const folders = await readdir(join(home, "registry"));
    assert.is(new Set(folders.map((name) => name.toLowerCase())).size, 2);
  }));

for (const name of ["../churn", "..\\churn", "", ".hidden", "a/b", "a b", "%2e%2e", "a\0b", "x".repeat(101), "straße", "~a", "a\nb"]) {
  test(`a name that is no name is refused: ${JSON.stringify(name.slice(0, 12))}`, () =>
    withHome(async (home) => {
      assert.is((await failureOf(() => registerVersion(home, newVersion("a", { name }), "champion"))).code, "MLP7001");
      assert.is((await failureOf(() => findVersion(home, name, "latest"))).code, "MLP7001");
      assert.is((await failureOf(() => registerVersion(home, newVersion("a"), name))).code, "MLP7001");
      assert.equal(await readdir(home), []);
    }));
}

for (const alias of ["latest", "3", "v3", "0"]) {
  test(`an alias cannot be \`${alias}\`, which chooses by itself`, () =>
    withHome(async (home) => {
      assert.is((await failureOf(() => registerVersion(home, newVersion("a"), alias))).code, "MLP7001");
    }));
}

test("names of methods are ordinary names", () =>
  withHome(async (home) => {
    await registerVersion(home, newVersion("a", { name: "__proto__" }), "constructor");
    assert.is((await readVersion(home, "__proto__", "constructor")).version, 1);
    assert.is(await findVersion(home, "__proto__", "toString"), undefined);
  }));

test("an empty registry has no models", () =>
  withHome(async (home) => {
    assert.equal(await listModels(home), []);
    assert.equal(await history(home, "churn"), []);
  }));

test("what is missing is named with what was probably meant", () =>
  withHome(async (home) => {
    await registerVersion(home, newVersion("a"), "champion");
    const model = await failureOf(() => readVersion(home, "churm", "champion"));
    assert.equal([model.code, model.help], ["MLP7002", "did you mean `churn`?"]);
    const alias = await failureOf(() => readVersion(home, "churn", "chamipon"));
    assert.equal([alias.code, alias.help], ["MLP7003", "did you mean `churn@champion`?"]);
    const version = await failureOf(() => readVersion(home, "churn", "7"));
    assert.equal([version.code, version.help], ["MLP7003", "it has `champion`, `latest`, `1`"]);
  }));

test("a damaged version is reported, and the others can be read", () =>
  withHome(async (home) => {
    await registerVersion(home, newVersion("a"), "champion");
    await registerVersion(home, newVersion("b"), "champion");
    const path = join(home, "registry", "churn", "versions", "1.json");
    const text = await readFile(path, "utf8");
    for (const damaged of [text.slice(0, 20), "", "null", text.replace('"churn"', "7"), text.replace("0.8", '"0.8"')]) {
      await writeFile(path, damaged);
      const failure = await failureOf(() => readVersion(home, "churn", "1"));
      assert.is(failure.code, "MLP7005");
      assert.match(failure.message, /1\.json/);
      assert.is((await readVersion(home, "churn", "champion")).version, 2);
    }
  }));

test("what a killed process left of a file is not seen", () =>
  withHome(async (home) => {
    await registerVersion(home, newVersion("a"), "champion");
    const folder = join(home, "registry", "churn");
    await writeFile(join(folder, "versions", ".1234.tmp"), '{"half":');
    await writeFile(join(folder, "moves", ".1234.tmp"), "");
    await mkdir(join(home, "registry", "never"), { recursive: true });
    assert.equal(await modelNames(home), ["churn"]);
    assert.is((await registerVersion(home, newVersion("b"), "champion")).version, 2);
  }));

test("a version without its alias, as after a crash between the two, is completed by doing it again", () =>
  withHome(async (home) => {
    await registerVersion(home, newVersion("a"), "other");
    const again = await registerVersion(home, newVersion("a"), "champion");
    assert.is(again.version, 1);
    assert.is((await readVersion(home, "churn", "champion")).version, 1);
  }));

test("a registry that cannot be written says so and keeps what it has", () =>
  withHome(async (home) => {
    await registerVersion(home, newVersion("a"), "champion");
    const folder = join(home, "registry", "churn", "versions");
    if (process.getuid?.() === 0) {
      // Rights do not stop the superuser; a file in the place of a folder stops everyone.
      await writeFile(join(home, "registry", "blocked"), "");
      assert.is((await failureOf(() => registerVersion(home, newVersion("b", { name: "blocked" }), "champion"))).code, homeNotWritable.code);
    } else {
      await chmod(folder, 0o500);
      assert.is((await failureOf(() => registerVersion(home, newVersion("b"), "champion"))).code, homeNotWritable.code);
      await chmod(folder, 0o700);
    }
    assert.is((await readVersion(home, "churn", "champion")).version, 1);
  }));

test.run();

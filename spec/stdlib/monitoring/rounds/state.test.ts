import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MlpError } from "../../../../language/diagnostics/diagnostic.ts";
import { appendJson, monitorFolder } from "../../../../stdlib/monitoring/rounds/files.ts";
import { demandWritable, readState, writeState, type MonitorState } from "../../../../stdlib/monitoring/rounds/state.ts";

const state: MonitorState = { format: 1, firing: {}, told: { log: {} }, last: { time: "2026-03-02T12:00:00.000Z", drifted: true, passed: false } };

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-monitor-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("comes back as it was written, and leaves no other file", () =>
  inFolder(async (folder) => {
    await writeState(folder, state);
    await Promise.all(Array.from({ length: 8 }, () => writeState(folder, state)));
    assert.equal(await readState(folder), { state, damaged: false });
    assert.equal(await readdir(folder), ["state.json"]);
  }));

test("none is a new one, and a damaged one is said to be damaged", () =>
  inFolder(async (folder) => {
    assert.is((await readState(join(folder, "nowhere"))).damaged, false);
    for (const text of ["", "{", "null", "[]", '{"format":2}', '{"format":1,"firing":null,"told":{}}']) {
      await writeFile(join(folder, "state.json"), text);
      assert.equal(await readState(folder), { state: { format: 1, firing: {}, told: {} }, damaged: true }, text);
    }
  }));

test("a folder that cannot be made is a diagnostic that names it", () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, "file"), "");
    try {
      await demandWritable(join(folder, "file", "monitor"), state);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, MlpError);
      assert.is((error as MlpError).diagnostic.code, "MLP8110");
      assert.match((error as MlpError).message, /file\/monitor.*ENOTDIR/);
    }
  }));

test("names do not lead out of the folder", () => {
  assert.is(monitorFolder("/home", "churn.watch"), join("/home", "monitors", "churn.watch"));
  for (const name of ["../../etc", "..", ".", "a/../../b", "a\\b", "a\0b"]) {
    assert.ok(!/[\\/\0]|^\.+$/.test(monitorFolder("/home", name).slice("/home/monitors/".length)), name);
  }
});

test("a log that has grown large makes room", () =>
  inFolder(async (folder) => {
    const path = join(folder, "rounds.ndjson");
    await mkdir(folder, { recursive: true });
    await writeFile(path, "x".repeat(10 * 2 ** 20 + 1));
    await appendJson(path, { round: 1 });
    await appendJson(path, { round: 2 });
    assert.is(await readFile(path, "utf8"), '{"round":1}\n{"round":2}\n');
    assert.equal((await readdir(folder)).sort(), ["rounds.ndjson", "rounds.ndjson.old"]);
  }));

test.run();

import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { endpointLog } from "../../../stdlib/monitoring/rounds/log.ts";
import type { EndpointValue, LoggedPrediction } from "../../../stdlib/serving/endpoint.ts";
import { BatchedLines } from "../../../stdlib/serving/log/batched-lines.ts";
import { DayFiles } from "../../../stdlib/serving/log/day-files.ts";
import { PredictionLog, predictionFolder } from "../../../stdlib/serving/log/prediction-log.ts";
import { failureOf } from "../registry/kit.ts";
import { release } from "./toy-model.ts";

const endpoint: EndpointValue = { kind: "endpoint", name: "churn.api", host: "127.0.0.1", port: 1, release };
const line = (id: string): LoggedPrediction => ({ time: new Date().toISOString(), id, version: 3, row: { age: 1 }, prediction: "No" });

async function withFolder(work: (folder: string, home: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "mlp-log-"));
  try {
    await work(predictionFolder(home, endpoint.name), home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function idsIn(home: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of endpointLog(endpoint, { home }).predictions(new Date(0))) ids.push(id);
  return ids;
}

test("lines are written in their order, also by a log that is opened again", () =>
  withFolder(async (folder, home) => {
    for (const ids of [["a", "b"], ["c"]]) {
      const log = await PredictionLog.open(folder, assert.unreachable);
      log.predictions(ids.map(line));
      await log.flush();
    }
    assert.equal(await idsIn(home), ["a", "b", "c"]);
  }));

test("lines are written without being asked for, soon", () =>
  withFolder(async (folder, home) => {
    const log = await PredictionLog.open(folder, assert.unreachable, { delay: 10, most: 1_000 });
    log.predictions([line("a")]);
    for (let i = 0; i < 200 && (await idsIn(home)).length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(await idsIn(home), ["a"]);
  }));

test("a line that was torn by a crash is passed over, and takes no other with it", () =>
  withFolder(async (folder, home) => {
    const first = await PredictionLog.open(folder, assert.unreachable);
    first.predictions([line("a")]);
    await first.flush();
    const [name = ""] = await readdir(folder);
    await appendFile(join(folder, name), '{"time":"2026-01-01T00:00:00.000Z","id":"torn","ro');
    const second = await PredictionLog.open(folder, assert.unreachable);
    second.predictions([line("b")]);
    await second.flush();
    assert.equal(await idsIn(home), ["a", "b"]);
  }));

test("files are by day, and another one follows a large one", () =>
  withFolder(async (folder) => {
    const files = new DayFiles(folder, "", 10);
    await files.append("0123456789\n", new Date("2026-01-31T23:59:59Z"));
    await files.append("more\n", new Date("2026-01-31T23:59:59Z"));
    await files.append("next\n", new Date("2026-02-01T00:00:00Z"));
    await new DayFiles(folder, "", 10).append("again\n", new Date("2026-01-31T12:00:00Z"));
    assert.equal((await readdir(folder)).sort(), ["2026-01-31.001.ndjson", "2026-01-31.002.ndjson", "2026-02-01.001.ndjson"]);
    assert.is(await readFile(join(folder, "2026-01-31.002.ndjson"), "utf8"), "more\nagain\n");
  }));

test("a folder that was emptied under a running server is made anew", () =>
  withFolder(async (folder, home) => {
    const log = await PredictionLog.open(folder, assert.unreachable);
    log.predictions([line("a")]);
    await log.flush();
    await rm(folder, { recursive: true });
    log.predictions([line("b")]);
    await log.flush();
    assert.equal(await idsIn(home), ["b"]);
  }));

test("what cannot be written is counted and told once, and later lines are written again", () =>
  withFolder(async (folder, home) => {
    const told: string[] = [];
    const log = await PredictionLog.open(folder, (message) => told.push(message));
    await rm(folder, { recursive: true });
    await writeFile(folder, "in the way");
    for (const id of ["a", "b"]) {
      log.predictions([line(id), line(id)]);
      await log.flush();
    }
    assert.is(log.dropped, 4);
    assert.is(told.length, 1);
    await rm(folder);
    log.predictions([line("c")]);
    await log.flush();
    assert.equal(await idsIn(home), ["c"]);
    assert.is(log.dropped, 4);
  }));

test("memory is bounded: lines that come faster than they can be written are dropped and counted", async () => {
  let release = (): void => undefined;
  const blocked = new Promise<void>((resolve) => (release = resolve));
  const written: string[] = [];
  const told: unknown[] = [];
  const lines = new BatchedLines(async (text) => void (await blocked, written.push(text)), { delay: 1, most: 1_000 }, (error) => told.push(error));
  let taken = 0;
  for (let i = 0; i < 1_000; i++) {
    taken += lines.add([{ i, padding: "x".repeat(90) }]);
    if (i % 100 === 0) void lines.flush();
  }
  assert.ok(taken <= 11 && taken >= 9, String(taken));
  assert.is(lines.dropped, 1_000 - taken);
  assert.is(told.length, 1);
  release();
  await lines.flush();
  assert.is(written.join("").trimEnd().split("\n").length, taken);
  assert.is(lines.add([{ i: 0 }]), 1);
  await lines.flush();
});

test("a folder that cannot be written is told before the server starts", () =>
  withFolder(async (folder, home) => {
    await mkdir(join(home, "predictions"), { recursive: true });
    await writeFile(folder, "a file");
    const failure = await failureOf(() => PredictionLog.open(folder, assert.unreachable));
    assert.is(failure.code, "MLP8005");
    if (process.getuid?.() === 0) return;
    await rm(folder);
    await mkdir(folder);
    await chmod(folder, 0o500);
    assert.is((await failureOf(() => PredictionLog.open(folder, assert.unreachable))).code, "MLP8005");
  }));

test.run();

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MlpError } from "../../../language/diagnostics/diagnostic.ts";
import type { Described } from "../../../language/nodes/parameter.ts";
import type { MonitorArgs } from "../../../stdlib/monitoring/monitor.ts";
import { describeMonitor, monitorOnce, startMonitor } from "../../../stdlib/monitoring/rounds/service.ts";
import type { Alert } from "../../../stdlib/monitoring/channel.ts";
import { listen, status } from "./channels/server.ts";
import { datasetOf, endpoint, workshop } from "./context.ts";
import { all, logged, now, schemaOf, type Row } from "./kit.ts";
import { normal, randomFrom } from "./statistics/close.ts";

const schema = schemaOf({ age: "float", plan: "string", target: "string" });
const drift: Described = { describe: "drift", version: 1, args: { columns: all, test: "auto", threshold: undefined, alpha: 0.01 } };
const volume: Described = { describe: "volume", version: 1, args: { at_least: 1 } };
const webhook = (url: string | Described): Described => ({ describe: "webhook", version: 1, args: { url } });
const env = (name: string): Described => ({ describe: "env", version: 1, args: { name } });

const args = (rest: Partial<MonitorArgs> = {}): MonitorArgs => ({ endpoint, reference: datasetOf(schema), every: 900_000, checks: [drift, volume], alerts: undefined, window: undefined, min_rows: 30, ...rest });

function rowsOf(count: number, seed: number, shift = 0): Row[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => ({ age: 40 + shift + 10 * normal(random), plan: random() < 0.7 ? "basic" : "plus" }));
}

/** Logged a minute ago by the real clock. */
const recent = (rows: readonly Row[]) => rows.map((row, i) => ({ ...logged(row, String(i)), time: new Date(Date.now() - 60_000).toISOString() }));
const reference = rowsOf(600, 1);
const calm = recent(rowsOf(200, 2));
const shifted = recent(rowsOf(200, 3, 15));

test("one round over rows like the reference passes, over drifted rows it does not", async () => {
  const shop = await workshop(reference);
  await shop.write("2026-03-02.ndjson", calm);
  assert.equal(await monitorOnce(args(), shop.context), { value: { kind: "monitor", name: "churn.watch", drifted: false, passed: true }, passed: true });
  await shop.write("2026-03-02.ndjson", shifted);
  assert.equal(await monitorOnce(args(), shop.context), { value: { kind: "monitor", name: "churn.watch", drifted: true, passed: false }, passed: false });
  assert.equal(await describeMonitor(shop.context), { kind: "monitor", name: "churn.watch", drifted: true, passed: false });
  assert.ok(shop.lines.some((line) => line.startsWith("warning alert: `age` has drifted: ks ")), shop.lines.join("\n"));
  const rounds = (await readFile(join(shop.home, "monitors", "churn.watch", "rounds.ndjson"), "utf8")).trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(rounds.map((round) => [round.run, round.rows, round.passed, round.drifted]), [["r1", 200, true, false], ["r1", 200, false, true]]);
  assert.equal(rounds[1].checks.map((check: { column?: string; status: string }) => [check.column, check.status]), [["age", "failed"], ["plan", "passed"], [undefined, "passed"]]);
  await shop.close();
});

test("before the first prediction nothing has drifted, and silence is found by `volume` only", async () => {
  const shop = await workshop(reference);
  assert.is((await describeMonitor(shop.context)).drifted, false);
  assert.is((await monitorOnce(args({ checks: [drift] }), shop.context)).passed, true);
  assert.ok(shop.lines.some((line) => /0 rows since .*; `drift` needs 30/.test(line)), shop.lines.join("\n"));
  assert.is((await monitorOnce(args(), shop.context)).passed, false);
  await shop.close();
});

test("torn and foreign lines of the log are passed over", async () => {
  const shop = await workshop(reference);
  const { writeFile } = await import("node:fs/promises");
  const good = calm.map((entry) => JSON.stringify(entry)).join("\n");
  await writeFile(join(shop.home, "predictions", endpoint.name, "a.ndjson"), `null\n{"time":3}\n\n${good}\n{"time":"2026-0`);
  await shop.write("feedback-a.ndjson", [{ time: now.toISOString(), id: "1", actual: "x" }]);
  assert.is((await monitorOnce(args(), shop.context)).passed, true);
  assert.ok(shop.lines.some((line) => line.startsWith("info round over 200 predictions")));
  await shop.close();
});

test("the webhook is told once that it fires, and once that it is resolved, also by another process", async () => {
  const server = await listen(status(200));
  const shop = await workshop(reference, { environment: { ALERT_URL: `${server.url}/s3cret` } });
  const watch = args({ alerts: [webhook(env("ALERT_URL"))] });
  for (const rows of [calm, shifted, shifted, shifted, calm, calm]) {
    await shop.write("log.ndjson", rows);
    await monitorOnce(watch, shop.context);
  }
  const sent = server.received.map(({ body }) => body as Alert);
  assert.equal(sent.map((alert) => [alert.alert, alert.status, alert.pipeline, alert.monitor, alert.run]), [
    ["churn.watch", "firing", "churn", "watch", "r1"],
    ["churn.watch", "resolved", "churn", "watch", "r1"],
  ]);
  assert.equal(sent[0]?.checks.map(({ check, column, status: found }) => [check, column, found]), [["drift", "age", "failed"]]);
  assert.equal(sent[1]?.checks.map(({ status: found }) => found), ["passed"]);
  await assertHidden(shop, "s3cret");
  await server.close();
  await shop.close();
});

test("a webhook that never answers does not stop the monitor, and is told in a later round", async () => {
  let answers = false;
  const server = await listen((response) => (answers ? status(200)(response) : undefined));
  const shop = await workshop(reference, { environment: { ALERT_URL: `${server.url}/s3cret` }, timeout: 400 });
  const watch = args({ alerts: [webhook(env("ALERT_URL"))] });
  await shop.write("log.ndjson", shifted);
  assert.is((await monitorOnce(watch, shop.context)).passed, false);
  assert.ok(shop.lines.includes(`warning an alert did not reach the webhook at ${server.host}, and is sent again in the next round: ${server.host} did not answer within 0.4 s`), shop.lines.join("\n"));
  answers = true;
  const before = server.received.length;
  await monitorOnce(watch, shop.context);
  await monitorOnce(watch, shop.context);
  assert.is(server.received.length - before, 1);
  await assertHidden(shop, "s3cret");
  await server.close();
  await shop.close();
});

test("a variable that is not set is said before the first round", async () => {
  const shop = await workshop(reference);
  for (const begin of [monitorOnce, startMonitor]) {
    try {
      await begin(args({ alerts: [webhook(env("ALERT_URL"))] }), shop.context);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, MlpError);
      assert.is((error as MlpError).diagnostic.code, "MLP8109");
    }
  }
  await shop.close();
});

test("as a service it does a round each interval until it is stopped, and no round after", async () => {
  const shop = await workshop(reference);
  await shop.write("log.ndjson", calm);
  const service = await startMonitor(args({ every: 25 }), shop.context);
  assert.equal(service.value, { kind: "monitor", name: "churn.watch", drifted: false, passed: true });
  const rounds = () => shop.lines.filter((line) => line.startsWith("info round over")).length;
  for (let i = 0; i < 1000 && rounds() < 2; i++) await sleep(10);
  await shop.write("log.ndjson", shifted);
  for (let i = 0; i < 1000 && !shop.lines.some((line) => line.includes("has drifted: ks")); i++) await sleep(10);
  await service.stop();
  await service.ended;
  const done = rounds();
  assert.ok(done >= 3, `${done} rounds`);
  assert.is(shop.lines.filter((line) => line.startsWith("warning alert: `age`")).length, 1);
  await sleep(60);
  assert.is(rounds(), done);
  await shop.close();
});

test("a service survives a round that fails, and a signal stops it", async () => {
  const shop = await workshop(reference);
  const broken: Described = { describe: "quality", version: 1, args: { metric: "accuracy", at_least: 0.5, at_most: undefined } };
  await shop.write("log.ndjson", calm);
  await shop.write("feedback-log.ndjson", calm.map(({ id }) => ({ time: now.toISOString(), id, actual: 1 })));
  const service = await startMonitor(args({ every: 20, checks: [broken, volume] }), shop.context);
  for (let i = 0; i < 1000 && shop.lines.filter((line) => line.startsWith("warning a round failed:")).length < 2; i++) await sleep(10);
  shop.stop.abort();
  await service.ended;
  assert.ok(shop.lines.filter((line) => line.includes("1 passed, 0 failed")).length >= 2, "the other check goes on");
  await shop.close();
});

async function assertHidden(shop: { readonly home: string; readonly lines: readonly string[] }, secret: string): Promise<void> {
  assert.not.ok(shop.lines.some((line) => line.includes(secret)), "in the log");
  const folder = join(shop.home, "monitors", "churn.watch");
  for (const name of await readdir(folder)) assert.not.ok((await readFile(join(folder, name), "utf8")).includes(secret), `in ${name}`);
}

test.run();

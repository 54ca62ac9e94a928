import { test } from "uvu";
import * as assert from "uvu/assert";
import { DeliveryError, type Alert } from "../../../../stdlib/monitoring/channel.ts";
import type { CheckResult, CheckStatus } from "../../../../stdlib/monitoring/check.ts";
import { deliver, keyOf, nextFiring } from "../../../../stdlib/monitoring/rounds/alerts.ts";

const result = (column: string, status: CheckStatus, test = "ks"): CheckResult => ({ check: "drift", column, measures: "distribution", test, statistic: 1, threshold: 1, status, message: `${column} ${status}` });
const keyed = (...results: readonly CheckResult[]) => results.map((one) => ({ key: keyOf("drift#1", one), result: one }));
const configured = new Set(["drift#1"]);
const envelope = { alert: "p.watch", pipeline: "p", monitor: "watch", time: "t", run: "r" };
const never = new AbortController().signal;

function recorder(works: () => boolean = () => true) {
  const sent: string[] = [];
  const channel = {
    name: "the webhook at host",
    send: async (alert: Alert) => {
      if (!works()) throw new DeliveryError("host answered with status 500");
      sent.push(`${alert.status} ${alert.checks.map(({ column }) => column).join(" ")}`);
    },
  };
  return { channel, sent };
}

test("fires once, stays silent while it lasts, and resolves once", async () => {
  const { channel, sent } = recorder();
  let [firing, told] = [{}, {}];
  const round = async (...results: readonly CheckResult[]) => {
    firing = nextFiring(firing, keyed(...results), configured, "t");
    told = await deliver({ channel, told, firing, results: keyed(...results), envelope }, never, assert.unreachable);
  };
  await round(result("a", "passed"), result("b", "passed"));
  assert.equal(sent, []);
  await round(result("a", "failed"), result("b", "passed"));
  await round(result("a", "failed", "wasserstein"), result("b", "failed"));
  await round(result("a", "not_enough_rows"));
  assert.equal(sent, ["firing a", "firing b"]);
  await round(result("a", "passed"), result("b", "failed"));
  await round(result("a", "passed"), result("b", "passed"));
  await round(result("a", "passed"), result("b", "passed"));
  assert.equal(sent, ["firing a", "firing b", "resolved a", "resolved b"]);
  assert.equal([firing, told], [{}, {}]);
});

test("what did not arrive is sent in a later round, and what was over by then is not", async () => {
  let works = false;
  const warnings: string[] = [];
  const { channel, sent } = recorder(() => works);
  const failing = keyed(result("a", "failed"), result("b", "failed"));
  const firing = nextFiring({}, failing, configured, "t");
  const told = await deliver({ channel, told: {}, firing, results: failing, envelope }, never, (message) => warnings.push(message));
  assert.equal(told, {});
  assert.equal(warnings, ["an alert did not reach the webhook at host, and is sent again in the next round: host answered with status 500"]);
  works = true;
  const later = keyed(result("a", "passed"), result("b", "failed"));
  await deliver({ channel, told, firing: nextFiring(firing, later, configured, "t"), results: later, envelope }, never, assert.unreachable);
  assert.equal(sent, ["firing b"]);
});

test("keeps since when it fails, and forgets checks that are no longer in the pipeline", () => {
  const first = nextFiring({}, keyed(result("a", "failed")), configured, "monday");
  const second = nextFiring(first, keyed(result("a", "failed")), configured, "tuesday");
  assert.equal(Object.values(second).map(({ since }) => since), ["monday"]);
  assert.equal(nextFiring(second, [], new Set(["drift#2"]), "wednesday"), {});
});

test("the text of an unknown error is not shown", async () => {
  const warnings: string[] = [];
  const channel = { name: "mine", send: () => Promise.reject(new Error("POST https://x/s3cret failed")) };
  const failing = keyed(result("a", "failed"));
  await deliver({ channel, told: {}, firing: nextFiring({}, failing, configured, "t"), results: failing, envelope }, never, (message) => warnings.push(message));
  assert.is(warnings.length, 1);
  assert.not.match(warnings.join(), /s3cret/);
});

test.run();

import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { hostAllowed, isLoopback } from "../../../stdlib/serving/http/host-check.ts";
import { parseJson, readJson } from "../../../stdlib/serving/http/json-body.ts";
import { Refusal } from "../../../stdlib/serving/http/refusal.ts";
import { MetricRegistry } from "../../../stdlib/serving/metrics.ts";
import { cellToJson, dayOfIso, microsecondsOfIso } from "../../../stdlib/serving/temporal.ts";

async function statusOf(work: () => unknown): Promise<number> {
  try {
    await work();
    return 200;
  } catch (error) {
    if (error instanceof Refusal) return error.status;
    throw error;
  }
}

test("of a body that is too large, no more is taken than the limit", async () => {
  let given = 0;
  const endless = new Readable({
    read() {
      given += 1_000;
      this.push(Buffer.alloc(1_000, 0x20));
    },
    highWaterMark: 1_000,
  });
  const request = Object.assign(endless, { headers: { "content-type": "application/json" } }) as unknown as IncomingMessage;
  assert.is(await statusOf(() => readJson(request, { body: 5_000, depth: 4 })), 413);
  endless.pause();
  assert.ok(given <= 20_000, String(given));
});

test("depth counts brackets outside of texts only", async () => {
  assert.equal(parseJson('{"a[[[[\\"[[": ["[[[["]}', 2), { 'a[[[["[[': ["[[[["] });
  assert.is(await statusOf(() => parseJson("[[[1]]]", 2)), 400);
  assert.equal(parseJson("[[],[],[]]", 2), [[], [], []]);
  for (const text of ['"unfinished', '"\\', "[", "]]]]"]) assert.is(await statusOf(() => parseJson(text, 2)), 400);
});

test("`__proto__` in JSON is a member and nothing else", () => {
  const parsed = parseJson('{"__proto__": {"polluted": true}}', 4) as object;
  assert.is(Object.getPrototypeOf(parsed), Object.prototype);
  assert.equal(Object.keys(parsed), ["__proto__"]);
});

test("loopback names are told from others", () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"]) assert.ok(isLoopback(host), host);
  for (const host of ["0.0.0.0", "10.0.0.1", "::", "127.0.0.1.example", "localhost.example", ""]) assert.not.ok(isLoopback(host), host);
  assert.ok(hostAllowed("anything.example", "0.0.0.0"));
  assert.not.ok(hostAllowed(undefined, "127.0.0.1"));
});

test("ISO dates and timestamps are read, and written back the same", () => {
  assert.is(dayOfIso("1970-01-02"), 1);
  assert.is(microsecondsOfIso("1970-01-01T00:00:01"), 1_000_000);
  assert.is(microsecondsOfIso("1970-01-01T01:00:00+01:00"), 0);
  assert.is(microsecondsOfIso("1969-12-31T23:00:00-01:00"), 0);
  for (const text of ["1970-1-2", "1970-01-01T00:00:01+0100", "1970-01-01 00:00:00", "", "1970-01-01T00:00:00z"]) assert.is(microsecondsOfIso(text) ?? dayOfIso(text), null, text);
  assert.is(cellToJson(20_088, { kind: "date" }), "2024-12-31");
  assert.is(cellToJson(1_500_000, { kind: "timestamp" }), "1970-01-01T00:00:01.5Z");
  assert.is(cellToJson(Number.NaN, { kind: "float" }), null);
});

test("buckets of a histogram add up, and labels are escaped", () => {
  const registry = new MetricRegistry();
  const histogram = registry.histogram("h", "Help.", [1, 2]);
  for (const value of [0.5, 1, 1.5, 9]) histogram.observe({ a: 'x"\\\n' }, value);
  const label = 'a="x\\"\\\\\\n"';
  assert.is(registry.text(), `# HELP h Help.\n# TYPE h histogram\nh_bucket{${label},le="1"} 2\nh_bucket{${label},le="2"} 3\nh_bucket{${label},le="+Inf"} 4\nh_sum{${label}} 12\nh_count{${label}} 4\n`);
});

test.run();

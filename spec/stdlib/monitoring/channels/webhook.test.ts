import { test } from "uvu";
import * as assert from "uvu/assert";
import { MlpError } from "../../../../language/diagnostics/diagnostic.ts";
import { DeliveryError, type Alert } from "../../../../stdlib/monitoring/channel.ts";
import { isLinkLocal } from "../../../../stdlib/monitoring/channels/addresses.ts";
import { webhookWith } from "../../../../stdlib/monitoring/channels/webhook-channel.ts";
import { listen, status } from "./server.ts";

const token = "s3cret-t0ken";
const channel = webhookWith({ tries: 3, timeout: 5_000, pause: 5 });
const hasty = webhookWith({ tries: 3, timeout: 150, pause: 5 });
const context = { reveal: (secret: unknown) => String(secret), log: () => {} };
const never = new AbortController().signal;

const alert: Alert = {
  alert: "churn.watch",
  status: "firing",
  pipeline: "churn",
  monitor: "watch",
  checks: [{ check: "drift", column: "a\r\nX-Evil: 1", measures: "distribution", test: "ks", statistic: 0.5, threshold: 0.01, p: 1e-9, status: "failed", message: "`a\\u000d` has drifted" }],
  time: "2026-03-02T12:00:00.000Z",
  run: "r1",
};

const open = (url: string) => channel.open({ url }, context);
async function failure(sent: Promise<void>): Promise<Error> {
  try {
    await sent;
  } catch (error) {
    assert.instance(error, Error);
    const all = `${String(error)}${JSON.stringify(error)}${(error as Error).stack ?? ""}${String((error as Error).cause ?? "")}`;
    assert.not.ok(all.includes(token), "the token is in the error");
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

test("posts the alert as JSON and is content with a 200", async () => {
  const server = await listen(status(200));
  await open(`${server.url}/${token}?x=1`).send(alert, never);
  assert.equal(server.received.length, 1);
  assert.is(server.received[0]?.path, `/${token}?x=1`);
  assert.equal(server.received[0]?.body, alert);
  assert.match(server.received[0]?.headers["content-type"] ?? "", "application/json");
  assert.is(server.received[0]?.headers["x-evil"], undefined);
  await server.close();
});

test("tries again after a 500, and stops at the first success", async () => {
  const server = await listen((response, count) => status(count === 1 ? 500 : 204)(response));
  await open(server.url).send(alert, never);
  assert.is(server.received.length, 2);
  await server.close();
});

test("gives up after three tries, and names the host only", async () => {
  const server = await listen(status(503));
  const error = await failure(open(`${server.url}/${token}`).send(alert, never));
  assert.instance(error, DeliveryError);
  assert.is(error.message, `${server.host} answered with status 503`);
  assert.is(server.received.length, 3);
  await server.close();
});

test("a refusal is not repeated", async () => {
  const server = await listen(status(404));
  assert.is((await failure(open(server.url).send(alert, never))).message, `${server.host} answered with status 404`);
  assert.is(server.received.length, 1);
  await server.close();
});

test("a server that never answers is left after the timeout", async () => {
  const server = await listen(() => {});
  const begun = performance.now();
  const error = await failure(hasty.open({ url: `${server.url}/${token}` }, context).send(alert, never));
  assert.is(error.message, `${server.host} did not answer within 0.15 s`);
  assert.ok(performance.now() - begun < 20_000);
  await server.close();
});

test("an answer without an end counts by its status", async () => {
  const server = await listen((response) => {
    response.writeHead(200);
    response.write("and so on");
  });
  await open(server.url).send(alert, never);
  await server.close();
});

test("redirects are not followed", async () => {
  const target = await listen(status(200));
  const server = await listen((response) => void response.writeHead(307, { location: target.url }).end());
  const error = await failure(open(server.url).send(alert, never));
  assert.match(error.message, /redirect \(307\), which is not followed/);
  assert.equal([server.received.length, target.received.length], [1, 0]);
  await server.close();
  await target.close();
});

test("nobody there is said without the path", async () => {
  const server = await listen(status(200));
  await server.close();
  const error = await failure(open(`${server.url}/${token}`).send(alert, never));
  assert.is(error.message, `${server.host} could not be reached (ECONNREFUSED)`);
});

test("an abort ends it at once", async () => {
  const server = await listen(() => {});
  const controller = new AbortController();
  const sent = open(server.url).send(alert, controller.signal);
  setTimeout(() => controller.abort(), 20);
  assert.is((await failure(sent)).name, "AbortError");
  assert.ok(server.received.length <= 1);
  await server.close();
});

test("other schemes, link-local addresses in any spelling, and no URL at all are refused without showing them", () => {
  const refused = [`file:///etc/${token}`, `ftp://host/${token}`, `http://169.254.169.254/${token}`, `http://2852039166/${token}`, `http://0xA9.0xFE.0xA9.0xFE/${token}`, `http://[::ffff:169.254.169.254]/${token}`, `http://[fe80::1]/${token}`, `no url ${token}`];
  for (const url of refused) {
    try {
      open(url);
      assert.unreachable(url);
    } catch (error) {
      assert.instance(error, MlpError);
      assert.is((error as MlpError).diagnostic.code, "MLP8108");
      assert.not.ok(JSON.stringify((error as MlpError).diagnostic).includes(token));
    }
  }
  assert.is(isLinkLocal("169.255.0.1"), false);
  assert.is(isLinkLocal("example.org"), false);
});

test("its name for the log is the host", () => {
  assert.is(open(`https://user:${token}@hooks.example.org/services/${token}`).name, "the webhook at hooks.example.org");
});

test.run();

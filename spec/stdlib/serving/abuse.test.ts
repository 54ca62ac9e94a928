import { connect } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { startEndpoint } from "../../../stdlib/serving/endpoint-service.ts";
import { contextOf, post, raw, send, withServer } from "./running.ts";
import { classifier, goodRow, openToy, release } from "./toy-model.ts";
import { failureOf } from "../registry/kit.ts";

const body = JSON.stringify({ rows: [goodRow] });
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const megabyte = Buffer.alloc(2 ** 20, 0x20);
const head = (length: string): string => `POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${length}\r\n\r\n`;

test("a body of a hundred megabytes is refused", () =>
  withServer({}, async ({ port }) => {
    const reply = await send(port, { method: "POST", path: "/predict", headers: { "content-type": "application/json", "content-length": String(100 * megabyte.length) } }, async (request) => {
      for (let i = 0; i < 100 && !request.destroyed; i++) if (!request.write(megabyte)) await Promise.race([new Promise((resolve) => request.once("drain", resolve)), pause(2_000)]);
      request.end();
    });
    assert.is(reply.status, 413);
    assert.is(JSON.parse(reply.text).error.code, "body_too_large");
  }));

test("a body that does not tell its length is refused once it is too large", () =>
  withServer({ args: { largest_body: 3_000_000 } }, async ({ port }) => {
    const reply = await send(port, { method: "POST", path: "/predict", headers: { "content-type": "application/json", "transfer-encoding": "chunked" } }, async (request) => {
      for (let i = 0; i < 6; i++) request.write(megabyte);
      request.end();
    });
    assert.is(reply.status, 413);
  }));

test("a body that never ends is cut off", () =>
  withServer({ args: { largest_body: 10_000 } }, async ({ port }) => {
    const back = await new Promise<string>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(head("Transfer-Encoding: chunked")));
      const timer = setInterval(() => socket.write(`400\r\n${" ".repeat(1024)}\r\n`), 5);
      let text = "";
      socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
      socket.on("error", () => undefined);
      socket.on("close", () => {
        clearInterval(timer);
        resolve(text);
      });
    });
    assert.match(back, /^HTTP\/1\.1 413 /);
  }));

test("a body of the largest size, in chunks of one byte, is read", () =>
  withServer({ args: { largest_body: body.length } }, async ({ port }) => {
    const reply = await send(port, { method: "POST", path: "/predict", headers: { "content-type": "application/json" } }, async (request) => {
      request.setNoDelay(true);
      for (const letter of body) request.write(letter);
      request.end();
    });
    assert.is(reply.status, 200);
    assert.is((await post(port, "/predict", `${body} `)).status, 413);
  }));

test("a body that comes too slowly is given up", () =>
  withServer({ limits: { request: 300, headers: 200 } }, async ({ port }) => {
    const started = performance.now();
    const [slowBody, slowHead] = await Promise.all([raw(port, `${head("Content-Length: 50")}{"ro`), raw(port, "POST /predict HTTP/1.1\r\nHost: loc")]);
    assert.match(slowBody, /^HTTP\/1\.1 408 [^]*"request_too_slow"/);
    assert.match(slowHead, /^HTTP\/1\.1 408 /);
    assert.ok(performance.now() - started < 20_000);
    assert.is((await post(port, "/predict", body)).status, 200);
  }));

test("a client that goes away in the middle harms nobody", async () => {
  const warnings: string[] = [];
  await withServer({ warnings }, async ({ port }) => {
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = connect(port, "127.0.0.1");
        await new Promise((resolve) => socket.write(`${head("Content-Length: 1000")}{"rows"`, resolve));
        await pause(10);
        socket.resetAndDestroy();
      }),
    );
    await pause(50);
    assert.is((await post(port, "/predict", body)).status, 200);
    assert.match((await send(port, { path: "/metrics" })).text, /code="499"/);
    assert.equal(warnings, []);
  });
});

test("too many requests at once are told to come back", () =>
  withServer({ limits: { active: 2 } }, async ({ port }) => {
    const slow = Array.from({ length: 2 }, () => connect(port, "127.0.0.1"));
    for (const socket of slow) socket.write(`${head(`Content-Length: ${body.length}`)}${body.slice(0, 10)}`);
    await pause(100);
    const reply = await post(port, "/predict", body);
    assert.is(reply.status, 503);
    assert.is(reply.headers["retry-after"], "1");
    assert.is((await send(port, { path: "/healthz" })).status, 200);
    for (const socket of slow) socket.destroy();
    await pause(100);
    assert.is((await post(port, "/predict", body)).status, 200);
  }));

test("ten thousand rows are answered in one request, one more is refused", () =>
  withServer({}, async ({ port }) => {
    const many = await post(port, "/predict", JSON.stringify({ rows: Array.from({ length: 10_000 }, () => goodRow) }));
    assert.is(many.status, 200);
    assert.is(JSON.parse(many.text).predictions.length, 10_000);
    const tiny = JSON.stringify({ rows: Array.from({ length: 10_001 }, () => 0) });
    assert.is((await post(port, "/predict", tiny)).status, 422);
  }));

test("a port in use is a diagnostic with a way out", () =>
  withServer({}, async ({ port, home }) => {
    const args = { release, port, host: "127.0.0.1", log: true, largest_body: 1_000 };
    const failure = await failureOf(() => startEndpoint(args, contextOf(home, classifier), openToy));
    assert.is(failure.code, "MLP8001");
    assert.match(failure.message, new RegExp(`port ${port} on 127\\.0\\.0\\.1`));
    assert.match(failure.help ?? "", /port: /);
    const elsewhere = await failureOf(() => startEndpoint({ ...args, port: 0, host: "203.0.113.7" }, contextOf(home, classifier), openToy));
    assert.is(elsewhere.code, "MLP8003");
  }));

test("a server that is stopped finishes what it has, takes nothing new, and writes its log", () =>
  withServer({}, async ({ port, service }) => {
    const idle = connect(port, "127.0.0.1");
    idle.on("error", () => undefined);
    const socket = connect(port, "127.0.0.1");
    let back = "";
    socket.on("data", (chunk: Buffer) => (back += chunk.toString()));
    socket.write(`${head(`Content-Length: ${body.length}`)}${body.slice(0, 10)}`);
    await pause(100);
    let stopped = false;
    const stopping = service.stop().then(() => (stopped = true));
    await pause(100);
    assert.not(stopped);
    assert.ok(await post(port, "/predict", body).then(() => false, (error: NodeJS.ErrnoException) => error.code === "ECONNREFUSED"));
    socket.write(body.slice(10));
    await stopping;
    await service.ended;
    await pause(20);
    assert.match(back, /^HTTP\/1\.1 200 [^]*"prediction":"No"/);
    assert.match(back, /Connection: close/i);
    idle.destroy();
  }));

test("a server that is stopped does not wait for ever", () =>
  withServer({ limits: { drain: 200 } }, async ({ port, service }) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`${head("Content-Length: 1000")}{`));
    socket.on("error", () => undefined);
    await pause(50);
    const started = performance.now();
    await Promise.all([service.stop(), service.stop()]);
    assert.ok(performance.now() - started < 20_000);
  }));

test("a connection that stays open learns that the server stops", () =>
  withServer({ limits: { drain: 500, idle: 60_000 } }, async ({ port, service }) => {
    const socket = connect(port, "127.0.0.1");
    let back = "";
    socket.on("data", (chunk: Buffer) => (back += chunk.toString()));
    socket.on("error", () => undefined);
    socket.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await pause(100);
    assert.match(back, /200 OK/);
    const started = performance.now();
    await service.stop();
    assert.ok(performance.now() - started < 400);
    socket.destroy();
  }));

test.run();

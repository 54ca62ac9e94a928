import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { addressOf } from "../../../../stdlib/data/sources/address.ts";
import { reachOf } from "../../../../stdlib/data/sources/http/guard.ts";
import { readWeb, type WebAddress } from "../../../../stdlib/data/sources/http/read.ts";
import type { Patience, Surroundings } from "../../../../stdlib/data/sources/http/request.ts";
import type { SourceArgs } from "../../../../stdlib/data/sources/locate-source.ts";
import { load } from "../../../../stdlib/data/load.ts";
import { testContext, type TestContext } from "../../../kit/context.ts";
import { datasetFrom, diagnosticOf } from "../../../kit/nodes.ts";

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

let context: TestContext;
let answer: Answer;
const asked: IncomingMessage[] = [];
const sockets = new Set<Socket>();
const server = createServer((request, response) => {
  asked.push(request);
  answer(request, response, asked.length);
});
server.on("connection", (socket) => {
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket)).on("error", () => {});
});
let port = 0;
const at = (path: string) => `http://127.0.0.1:${port}${path}`;

test.before(async () => {
  context = await testContext({ environment: { TOKEN: "s3cret-token" } });
  await new Promise<void>((ready) => server.listen(0, "0.0.0.0", ready));
  ({ port } = server.address() as AddressInfo);
});
test.before.each(() => void asked.splice(0));
test.after.each(() => {
  for (const socket of sockets) socket.destroy();
});
test.after(async () => {
  server.close();
  await context.close();
});

const patience: Patience = { tries: 3, pause: 10, wait: 30_000, least: 100 };
/** Of what comes late on purpose. */
const short = { patience: { ...patience, wait: 400 } };
const token = { describe: "env", version: 1, args: { name: "TOKEN" } } as const;

function web(path: string, args: Partial<SourceArgs> = {}, around: Partial<Surroundings> = {}) {
  context.askAnew();
  const url = path.startsWith("/") ? at(path) : path;
  return readWeb(addressOf(url) as WebAddress, { ...args, path: url }, context, { patience, reachOf, ...around });
}

const csv = (text: string): Answer => (_, response) => void response.writeHead(200, { "content-type": "text/csv" }).end(text);

test("a file of the web is a table, and its content identifies it", async () => {
  answer = csv("a,b\n1,x\n");
  context.askAnew();
  const path = at("/rows.csv?key=very-secret");
  assert.equal(await context.rowsOf(await datasetFrom(load, { path }, context)), [{ a: 1, b: "x" }]);
  assert.is(asked.length, 1);
  const observed = await load.observe?.({ path } as never, context);
  assert.match(observed?.identity ?? "", /^[0-9a-f]{64}$/);
  assert.is(asked.length, 1, "within a run it is asked for once");
  assert.is(asked[0]?.headers["user-agent"], "mlp");
});

test("the end of the path tells the format, or else the server does", async () => {
  answer = (request, response) => void response.writeHead(200, { "content-type": request.url === "/api" ? "application/json; charset=utf-8" : "application/octet-stream" }).end('[{"a": 1}]');
  assert.is((await web("/api")).located.format, "json");
  assert.is((await web("/rows.json")).located.format, "json");
  assert.is((await web("/data", { format: "json" })).located.format, "json");
  assert.is((await diagnosticOf(web("/data"))).code, "MLP5104");
});

test("what has not changed is not fetched again, what has changed is", async () => {
  let content = "a\n1\n";
  answer = (request, response) => {
    const etag = `"${content.length}"`;
    if (request.headers["if-none-match"] === etag) return void response.writeHead(304, { etag }).end();
    response.writeHead(200, { etag }).end(content);
  };
  const first = await web("/changing.csv");
  const second = await web("/changing.csv");
  assert.equal(second, first);
  assert.equal(asked.map(({ headers }) => headers["if-none-match"]), [undefined, '"4"']);
  content = "a\n1\n2\n";
  assert.is.not((await web("/changing.csv")).identity, first.identity);
  answer = (request, response) => void (request.headers["if-modified-since"] === "Sat, 01 Jan 2000 00:00:00 GMT" ? response.writeHead(304).end() : response.writeHead(200, { "last-modified": "Sat, 01 Jan 2000 00:00:00 GMT" }).end("a\n7\n"));
  assert.equal(await web("/dated.csv"), await web("/dated.csv"));
});

test("what was fetched and then changed on the disk is fetched again", async () => {
  answer = (_, response) => void response.writeHead(200, { etag: '"x"' }).end("a\n1\n");
  const { located } = await web("/damaged.csv");
  const { writeFile } = await import("node:fs/promises");
  await writeFile(located.files[0].file, "a\n2\n");
  await web("/damaged.csv");
  assert.is(asked[1]?.headers["if-none-match"], undefined);
  assert.is(await readFile(located.files[0].file, "utf8"), "a\n1\n");
});

test("a secret goes to the host that it is for, and no further", async () => {
  answer = (request, response) => {
    if (request.url === "/moved.csv") return void response.writeHead(302, { location: `http://localhost:${port}/rows.csv` }).end();
    response.writeHead(200).end("a\n1\n");
  };
  await web("/rows.csv", { auth: token });
  await web("/rows.csv", { auth: token, auth_header: "X-Api-Key" });
  await web(at("/rows.csv").replace("//", "//ann@"), { auth: token });
  assert.equal(asked.map(({ headers }) => headers.authorization ?? headers["x-api-key"]), ["Bearer s3cret-token", "s3cret-token", `Basic ${Buffer.from("ann:s3cret-token").toString("base64")}`]);
  asked.splice(0);
  await web("/moved.csv", { auth: token });
  assert.equal(asked.map(({ headers }) => headers.authorization), ["Bearer s3cret-token", undefined]);
  const kept = await Promise.all((await readdir(join(context.home, "cache", "downloads"))).map((name) => readFile(join(context.home, "cache", "downloads", name), "utf8")));
  assert.not.match(kept.join("\n"), /s3cret|very-secret/);
});

test("a failing server is asked again, three times in all", async () => {
  answer = (_, response, count) => void (count < 3 ? response.writeHead(503).end() : response.writeHead(200).end("a\n1\n"));
  await web("/later.csv");
  assert.is(asked.length, 3);
  asked.splice(0);
  answer = (_, response) => void response.writeHead(500).end("s3cret");
  const found = await diagnosticOf(web("/never.csv"));
  assert.equal([found.code, asked.length], ["MLP5701", 3]);
  assert.match(found.message, /status 500/);
});

test("a refusal is told at once, with the status and without the query", async () => {
  for (const [status, words] of [[401, /auth/], [403, /auth/], [404, /spelling/]] as const) {
    asked.splice(0);
    answer = (_, response) => void response.writeHead(status).end();
    const found = await diagnosticOf(web("/rows.csv?token=abc123"));
    assert.equal([found.code, asked.length], ["MLP5702", 1]);
    assert.match(found.message, `status ${status}`);
    assert.match(found.help ?? "", words);
    assert.not.match(found.message, "abc123");
  }
});

test("a body without an end stops at the limit, and leaves nothing", async () => {
  answer = (_, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write("a,b\n".repeat(10_000)));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  };
  const found = await diagnosticOf(web("/endless.csv", { max_size: 1_000_000 }));
  assert.is(found.code, "MLP5703");
  assert.match(found.message, /more than 1,000,000 bytes/);
  assert.equal((await readdir(join(context.home, "cache", "downloads"))).filter((name) => name.endsWith(".part")), []);
});

test("a size that is told too large is refused before a byte is read", async () => {
  answer = (_, response) => void response.writeHead(200, { "content-length": 5_000_000_000 }).write("a\n");
  assert.is((await diagnosticOf(web("/huge.csv"))).code, "MLP5703");
});

test("few bytes that become many are refused: as a compressed file, and as a compressed answer", async () => {
  const bomb = gzipSync(Buffer.alloc(30_000_000, "a,b\n"));
  assert.ok(bomb.length < 100_000);
  answer = (_, response) => void response.writeHead(200).end(bomb);
  assert.is((await diagnosticOf(web("/bomb.csv.gz", { max_size: 1_000_000 }))).code, "MLP5703");
  answer = (_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
  assert.is((await diagnosticOf(web("/bomb.csv", { max_size: 1_000_000 }))).code, "MLP5703");
});

test("compressed files and answers are read", async () => {
  answer = (request, response) => void response.writeHead(200, request.url === "/rows.csv" ? { "content-encoding": "gzip" } : {}).end(gzipSync("a\n1\n2\n"));
  for (const path of ["/rows.csv.gz", "/rows.csv"]) {
    context.askAnew();
    assert.equal(await context.rowsOf(await datasetFrom(load, { path: at(path) }, context)), [{ a: 1 }, { a: 2 }], path);
  }
});

test("an answer that is cut off, or damaged, is not read", async () => {
  answer = (_, response) => void response.writeHead(200, { "content-length": 100 }).end("a,b\n1,2\n", () => response.destroy());
  const cut = await diagnosticOf(web("/short.csv"));
  assert.equal([cut.code, asked.length], ["MLP5706", 3]);
  answer = (_, response) => {
    response.writeHead(200).write("a,b\n1,2\n");
    setTimeout(() => response.socket?.destroy(), 20);
  };
  assert.is((await diagnosticOf(web("/chunks.csv"))).code, "MLP5706");
  const whole = gzipSync("a\n".repeat(1000));
  answer = (_, response) => void response.writeHead(200).end(whole.subarray(0, whole.length - 10));
  assert.is((await diagnosticOf(web("/cut.csv.gz"))).code, "MLP5706");
  answer = (_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("this is no gzip");
  assert.is((await diagnosticOf(web("/false.csv"))).code, "MLP5706");
  answer = (_, response) => void response.writeHead(200).end("");
  assert.is((await diagnosticOf(web("/empty.csv"))).code, "MLP5103");
});

test("an answer that does not come, or comes byte by byte, is waited for a limited time", async () => {
  answer = () => {};
  const silent = await diagnosticOf(web("/silent.csv", {}, short));
  assert.is(silent.code, "MLP5701");
  assert.match(silent.message, /did not answer within 0.4 s/);
  answer = (_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write("a"), 50);
    response.on("close", () => clearInterval(timer));
  };
  const slow = await diagnosticOf(web("/slow.csv", {}, short));
  assert.is(slow.code, "MLP5701");
  assert.match(slow.message, /less than 100 bytes in 0.4 s/);
});

test("a web page is no table, whatever its status and type say", async () => {
  for (const body of ["<!DOCTYPE html><html>", "\n  <html lang=en>", "\uFEFF<!-- x --><html>", '<?xml version="1.0"?><Error/>']) {
    answer = csv(body);
    const found = await diagnosticOf(web("/login.csv"));
    assert.is(found.code, "MLP5705", body);
    assert.match(found.message, /a web page, not csv/i);
  }
});

test("redirects are followed, but not for ever, not to other schemes, and not to a network that the first host is not in", async () => {
  answer = (request, response) => void (request.url === "/b.csv" ? response.writeHead(200).end("a\n1\n") : response.writeHead(307, { location: "/b.csv" }).end());
  await web("/a.csv");
  const redirected = async (location: string, around: Partial<Surroundings> = {}) => {
    asked.splice(0);
    answer = (_, response) => void response.writeHead(302, { location }).end();
    return diagnosticOf(web("/r.csv", {}, around));
  };
  const loop = await redirected("/r.csv");
  assert.equal([loop.code, asked.length], ["MLP5704", 6]);
  for (const location of ["file:///etc/passwd", "ftp://127.0.0.1/x.csv", "data:text/csv,a", "http://["]) assert.is((await redirected(location)).code, "MLP5704", location);
  // As a public server would be, which leads to this machine.
  const asPublic = { reachOf: (address: string) => (address === "127.0.0.1" ? "public" : reachOf(address)) } as const;
  for (const host of ["127.0.0.2", "[::1]", "10.0.0.1", "2130706434", "[::ffff:127.0.0.2]"]) {
    const inside = await redirected(`http://${host}:${port}/x.csv`, asPublic);
    assert.equal([inside.code, asked.length], ["MLP5704", 1], host);
    assert.match(inside.message, /of its own network/);
  }
  const cloud = await redirected("http://169.254.169.254/latest/meta-data?token=abc");
  assert.equal([cloud.code, asked.length], ["MLP5704", 1]);
  assert.not.match(cloud.message, "abc");
  assert.match((await diagnosticOf(web("http://169.254.169.254/x.csv"))).message, /credentials/);
});

test("the reach of addresses", () => {
  for (const address of ["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "::1", "::", "fd12::1", "::ffff:127.0.0.1"]) assert.is(reachOf(address), "private", address);
  for (const address of ["169.254.169.254", "fe80::1", "::ffff:169.254.169.254"]) assert.is(reachOf(address), "link-local", address);
  for (const address of ["8.8.8.8", "172.32.0.1", "2606:4700::1", "::ffff:8.8.8.8"]) assert.is(reachOf(address), "public", address);
});

test("nothing is asked of the network where that is not wanted: what was fetched before counts", async () => {
  answer = (_, response) => void response.writeHead(200, { etag: '"x"' }).end("a\n1\n");
  const before = await web("/known.csv");
  asked.splice(0);
  const offline = { ...context, offline: true };
  context.askAnew();
  const read = (path: string) => readWeb(addressOf(at(path)) as WebAddress, { path: at(path) }, offline, { patience, reachOf });
  assert.equal(await read("/known.csv"), before);
  assert.is((await diagnosticOf(read("/unknown.csv"))).code, "MLP5701");
  assert.is(asked.length, 0);
});

test("a secret that is written in the address is refused without being shown", async () => {
  const found = await diagnosticOf(datasetFrom(load, { path: at("/x.csv").replace("//", "//ann:hunter2@") }, context));
  assert.is(found.code, "MLP5708");
  assert.not.match(found.message, "hunter2");
});

test.run();

import { spawn, spawnSync } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { load } from "../../../../stdlib/data/load.ts";
import { save, type SavedFile } from "../../../../stdlib/data/save.ts";
import { addressOf } from "../../../../stdlib/data/sources/address.ts";
import { reachOf } from "../../../../stdlib/data/sources/http/guard.ts";
import type { BucketAddress } from "../../../../stdlib/data/sources/s3/read.ts";
import { holdsObject, writeObject } from "../../../../stdlib/data/sources/s3/write.ts";
import { testContext, type TestContext } from "../../../kit/context.ts";
import { datasetFrom, diagnosticOf, runNode } from "../../../kit/nodes.ts";

const keys = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG", AWS_SESSION_TOKEN: "session/token+=", AWS_REGION: "eu-north-1" };

const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** The signature of a request by the rules of Signature Version 4, computed from what arrived. */
function signatureOf(request: IncomingMessage, body: Buffer): string {
  const { authorization = "" } = request.headers;
  const [, day = "", region = "", names = ""] = /Credential=AKIDEXAMPLE\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=/.exec(authorization) ?? [];
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const sorted = query.split("&").filter((part) => part !== "").map((part) => (part.includes("=") ? part : `${part}=`)).sort().join("&");
  const headers = names.split(";").map((name) => `${name}:${String(request.headers[name] ?? "").trim()}\n`).join("");
  const payload = String(request.headers["x-amz-content-sha256"]);
  if (payload !== sha256(body)) return "the body is not the one that was signed";
  const canonical = [request.method, path, sorted, headers, names, payload].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = [region, "s3", "aws4_request"].reduce((made, part) => hmac(made, part), hmac(`AWS4${keys.AWS_SECRET_ACCESS_KEY}`, day));
  return hmac(key, text).toString("hex");
}

interface Stored {
  readonly content: Buffer;
  readonly sha256: string | undefined;
}

/** A store with one bucket, which checks every signature. */
class FakeStore {
  readonly objects = new Map<string, Stored>();
  readonly uploads = new Map<string, Map<number, Buffer>>();
  readonly requests: string[] = [];
  /** Lets a request fail: by its method and what its address holds. */
  broken: RegExp | undefined;
  #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => {
      const { status, headers = {}, body = "" } = this.#answer(request, Buffer.concat(chunks));
      response.writeHead(status, headers).end(request.method === "HEAD" ? undefined : body);
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((ready) => this.#server.listen(0, "127.0.0.1", ready));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(request: IncomingMessage, body: Buffer): { status: number; headers?: Record<string, string>; body?: string | Buffer } {
    this.requests.push(`${request.method} ${request.url}`);
    const no = (status: number, code: string) => ({ status, body: `<?xml version="1.0"?><Error><Code>${code}</Code></Error>` });
    if (request.headers.authorization === undefined) return no(403, "AccessDenied");
    if (!request.headers.authorization.endsWith(`Signature=${signatureOf(request, body)}`)) return no(403, "SignatureDoesNotMatch");
    if (request.headers["x-amz-security-token"] !== keys.AWS_SESSION_TOKEN) return no(403, "InvalidToken");
    if (this.broken?.test(`${request.method} ${request.url}`)) return no(500, "InternalError");
    const url = new URL(request.url ?? "", "http://x");
    const [, bucket, ...parts] = url.pathname.split("/");
    if (bucket !== "lake") return no(404, "NoSuchBucket");
    return this.#object(request, url, decodeURIComponent(parts.join("/")), body) ?? no(404, "NoSuchKey");
  }

  #object(request: IncomingMessage, { searchParams }: URL, key: string, body: Buffer) {
    if (searchParams.get("list-type") === "2") return this.#list(searchParams);
    const uploadId = searchParams.get("uploadId");
    const told = request.headers["x-amz-meta-mlp-sha256"] as string | undefined;
    if (request.method === "POST" && searchParams.has("uploads")) {
      this.uploads.set("up 1&2", new Map());
      this.#told = told;
      return { status: 200, body: "<InitiateMultipartUploadResult><UploadId>up 1&2</UploadId></InitiateMultipartUploadResult>" };
    }
    if (request.method === "POST" && uploadId !== null) {
      const sent = [...(this.uploads.get(uploadId) ?? new Map<number, Buffer>())].sort(([a], [b]) => a - b).map(([, content]) => content);
      this.uploads.delete(uploadId);
      this.objects.set(key, { content: Buffer.concat(sent), sha256: this.#told });
      return { status: 200, body: "<CompleteMultipartUploadResult></CompleteMultipartUploadResult>" };
    }
    if (request.method === "PUT" && uploadId !== null) {
      this.uploads.get(uploadId)?.set(Number(searchParams.get("partNumber")), body);
      return { status: 200, headers: { etag: `"${sha256(body)}"` } };
    }
    if (request.method === "DELETE" && uploadId !== null) return this.uploads.delete(uploadId) ? { status: 204 } : undefined;
    if (request.method === "PUT") {
      this.objects.set(key, { content: body, sha256: told });
      return { status: 200 };
    }
    const found = this.objects.get(key);
    if (!found) return undefined;
    const etag = `"${sha256(found.content).slice(0, 32)}"`;
    if (request.headers["if-none-match"] === etag) return { status: 304 };
    return { status: 200, headers: { etag, ...(found.sha256 !== undefined && { "x-amz-meta-mlp-sha256": found.sha256 }) }, body: found.content };
  }

  #told: string | undefined;

  /** Two keys a page. */
  #list(query: URLSearchParams) {
    const all = [...this.objects].filter(([key]) => key.startsWith(query.get("prefix") ?? "")).sort(([a], [b]) => (a < b ? -1 : 1));
    const from = Number(query.get("continuation-token") ?? 0);
    const entries = all.slice(from, from + 2).map(([key, { content }]) => `<Contents><Key>${encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/")}</Key><ETag>&quot;${sha256(content).slice(0, 32)}&quot;</ETag><Size>${content.length}</Size></Contents>`);
    const more = from + 2 < all.length;
    return { status: 200, body: `<?xml version="1.0"?><ListBucketResult xmlns="x"><IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : ""}${entries.join("")}</ListBucketResult>\n` };
  }
}

const store = new FakeStore();
let context: TestContext;
let endpoint: string;

test.before(async () => {
  endpoint = await store.listen();
  context = await testContext({ environment: { ...keys, AWS_ENDPOINT_URL: endpoint } });
});
test.before.each(() => {
  store.objects.clear();
  store.requests.splice(0);
  store.broken = undefined;
  context.askAnew();
});
test.after(async () => {
  store.close();
  await context.close();
});

const put = (key: string, content: string) => void store.objects.set(key, { content: Buffer.from(content), sha256: undefined });
const rowsAt = async (path: string, args: object = {}) => context.rowsOf(await datasetFrom(load, { path, ...args }, context));

test("an object is a table, asked for once in a run, and not fetched again while it is the same", async () => {
  put("days/one.csv", "a\n1\n");
  assert.equal(await rowsAt("s3://lake/days/one.csv"), [{ a: 1 }]);
  assert.equal(await rowsAt("s3://lake/days/one.csv"), [{ a: 1 }]);
  assert.equal(store.requests, ["GET /lake/days/one.csv"]);
  context.askAnew();
  const identity = await load.identify?.({ path: "s3://lake/days/one.csv" } as never, context);
  put("days/one.csv", "a\n2\n");
  context.askAnew();
  assert.is.not(await load.identify?.({ path: "s3://lake/days/one.csv" } as never, context), identity);
  assert.equal(await rowsAt("s3://lake/days/one.csv"), [{ a: 2 }]);
});

test("keys may hold anything that a key can", async () => {
  for (const key of ["a b+c.csv", "ü/ß.csv", "100%/x=1&y=2.csv", "q?#[x].csv", "it's (1)!~.csv", "a//b.csv", ".x/..y.csv"]) {
    put(key, "a\n1\n");
    assert.equal(await rowsAt(`s3://lake/${key}`), [{ a: 1 }], key);
  }
  assert.is((await diagnosticOf(rowsAt("s3://lake/x/../y.csv"))).code, "MLP5707");
});

test("a pattern is one table of all its objects in the order of their keys", async () => {
  for (const [key, n] of [["d/2.csv", 2], ["d/1 x.csv", 1], ["d/deep/3.csv", 3], ["d/readme.txt", 9], ["other/4.csv", 4], ["d/.csv/", 0]] as const) put(key, n === 0 ? "" : `n\n${n}\n`);
  assert.equal(await rowsAt("s3://lake/d/*.csv"), [{ n: 1 }, { n: 2 }]);
  assert.equal(await rowsAt("s3://lake/d/**.csv"), [{ n: 1 }, { n: 2 }, { n: 3 }]);
  assert.equal(await rowsAt("s3://lake/**/3.csv"), [{ n: 3 }]);
  assert.equal(await rowsAt("s3://lake/other/"), [{ n: 4 }]);
  const mixed = await diagnosticOf(rowsAt("s3://lake/d/"));
  assert.ok(["MLP5716", "MLP5104"].includes(mixed.code), mixed.code);
  assert.is((await diagnosticOf(rowsAt("s3://lake/none/*.csv"))).code, "MLP5101");
  store.requests.splice(0);
  context.askAnew();
  assert.equal(await rowsAt("s3://lake/d/*.csv"), [{ n: 1 }, { n: 2 }]);
  assert.equal(store.requests.filter((line) => !line.includes("list-type")), [], "what the list tells to be the same is not asked for");
});

test("refusals are told with the server's code, and no key is shown", async () => {
  const found = await diagnosticOf(rowsAt("s3://lake/missing.csv"));
  assert.equal([found.code, found.message], ["MLP5702", "`s3://lake/missing.csv` answers with status 404: NoSuchKey"]);
  assert.match((await diagnosticOf(rowsAt("s3://other-bucket/x.csv"))).message, /NoSuchBucket/);
  const wrong = await testContext({ environment: { ...keys, AWS_SECRET_ACCESS_KEY: "another-secret-key", AWS_ENDPOINT_URL: endpoint } });
  const denied = await diagnosticOf(datasetFrom(load, { path: "s3://lake/x.csv" }, wrong));
  assert.match(denied.message, /SignatureDoesNotMatch/);
  assert.not.match(`${denied.message}${denied.help}`, /another-secret|wJalr/);
  await wrong.close();
  const anonymous = await testContext({ environment: { AWS_ENDPOINT_URL: endpoint } });
  assert.match((await diagnosticOf(datasetFrom(load, { path: "s3://lake/x.csv" }, anonymous))).message, /AccessDenied; `AWS_ACCESS_KEY_ID` is not set/);
  await anonymous.close();
});

test("a table is saved whole, and the object says which content it has", async () => {
  put("in.csv", "a,b\n1,x\n2,y\n");
  const rows = await datasetFrom(load, { path: "s3://lake/in.csv" }, context);
  const saved = (await runNode(save, { rows, path: "s3://lake/out/rows 1.csv" }, context)) as SavedFile;
  assert.equal([saved.path, saved.rows], ["s3://lake/out/rows 1.csv", 2]);
  assert.is(store.objects.get("out/rows 1.csv")?.content.toString(), "a,b\n1,x\n2,y\n");
  const holds = () => (save.execution.kind === "operation" ? save.execution.holds?.(saved, context) : undefined);
  assert.is(await holds(), true);
  put("out/rows 1.csv", "other");
  assert.is(await holds(), false);
  store.objects.delete("out/rows 1.csv");
  assert.is(await holds(), false);
});

test("a large file is sent in parts, and none is left where it breaks off", async () => {
  const { writeFile } = await import("node:fs/promises");
  const file = `${context.folder}/large.bin`;
  const content = Buffer.from(Array.from({ length: 25_000 }, (_, at) => at % 251));
  await writeFile(file, content);
  const around = { patience: { tries: 2, pause: 5, wait: 2000, least: 1 }, reachOf };
  const address = addressOf("s3://lake/large.csv") as BucketAddress;
  await writeObject(address, file, sha256(content), context, around, 10_000);
  assert.ok(store.objects.get("large.csv")?.content.equals(content));
  assert.is(store.requests.filter((line) => line.startsWith("PUT")).length, 3);
  assert.is(await holdsObject(address, sha256(content), context), true);
  put("large.csv", "before");
  store.broken = /partNumber=2/;
  assert.is((await diagnosticOf(writeObject(address, file, sha256(content), context, around, 10_000))).code, "MLP5701");
  assert.is(store.objects.get("large.csv")?.content.toString(), "before");
  assert.is(store.uploads.size, 0);
});

test("the web and databases are not written to", async () => {
  put("in.csv", "a\n1\n");
  const rows = await datasetFrom(load, { path: "s3://lake/in.csv" }, context);
  for (const path of ["https://example.org/x.csv", "postgres://x/y"]) assert.is((await diagnosticOf(runNode(save, { rows, path }, context))).code, "MLP5715", path);
});

/** A real server, made by others: `pip install moto[server]`. */
test("a server of others reads and writes the same way", async () => {
  if (spawnSync("moto_server", ["--help"], { stdio: "ignore" }).status !== 0) return void console.log("skipped, for `moto_server` is not installed");
  const { port } = await new Promise<AddressInfo>((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const found = probe.address() as AddressInfo;
      probe.close(() => done(found));
    });
  });
  const server = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const real = await testContext({ environment: { ...keys, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_REGION: "us-east-1" } });
  try {
    for (let left = 150; left > 0; left--) {
      if (await fetch(`http://127.0.0.1:${port}/lake`, { method: "PUT", headers: { authorization: "AWS4-HMAC-SHA256 Credential=x/20200101/us-east-1/s3/aws4_request" } }).then(({ ok }) => ok, () => false)) break;
      await sleep(100);
    }
    const { writeFile } = await import("node:fs/promises");
    await writeFile(`${real.folder}/rows.csv`, "n,s\n1,ä\n2,b\n");
    const rows = await datasetFrom(load, { path: "rows.csv" }, real);
    await runNode(save, { rows, path: "s3://lake/p q/one.parquet" }, real);
    await runNode(save, { rows, path: "s3://lake/p q/two.parquet" }, real);
    const back = await datasetFrom(load, { path: "s3://lake/p q/*.parquet" }, real);
    assert.equal((await real.rowsOf(back)).map(({ n, s }) => [n, s]), [[1, "ä"], [2, "b"], [1, "ä"], [2, "b"]]);
    const file = `${real.folder}/large.bin`;
    await writeFile(file, Buffer.alloc(12_000_000, "x"));
    const address = addressOf("s3://lake/large.bin") as BucketAddress;
    await writeObject(address, file, "digest", real, undefined, 6_000_000);
    assert.is(await holdsObject(address, "digest", real), true);
    assert.is((await diagnosticOf(datasetFrom(load, { path: "s3://lake/none.csv" }, real))).code, "MLP5702");
  } finally {
    server.kill("SIGKILL");
    await real.close();
  }
});

test.run();

import { test } from "uvu";
import * as assert from "uvu/assert";
import { endpointLog } from "../../../stdlib/monitoring/rounds/log.ts";
import { post, raw, send, withServer, type Reply } from "./running.ts";
import { goodRow, openToy, release } from "./toy-model.ts";

const rows = (...all: unknown[]): string => JSON.stringify({ rows: all });
const codeOf = ({ text }: Reply): string => JSON.parse(text).error.code;

test("rows are predicted, with the model's version", () =>
  withServer({}, async ({ url }) => {
    const response = await fetch(`${url}/predict`, { method: "POST", headers: { "content-type": "application/json; charset=utf-8" }, body: rows(goodRow, { ...goodRow, age: 90 }) });
    assert.is(response.status, 200);
    assert.is(response.headers.get("x-powered-by"), null);
    const answer = (await response.json()) as { model: unknown; predictions: { prediction: string }[] };
    assert.equal(answer.model, { name: "churn", version: 3 });
    assert.equal(answer.predictions.map(({ prediction }) => prediction), ["No", "Yes"]);
  }));

test("health, readiness, schema and metrics are there", () =>
  withServer({}, async ({ url, port }) => {
    assert.equal(await (await fetch(`${url}/healthz`)).json(), { status: "ok" });
    assert.equal(await (await fetch(`${url}/readyz`)).json(), { status: "ready", model: { name: "churn", version: 3 } });
    const schema = (await (await fetch(`${url}/schema`)).json()) as { properties: { rows: { items: { required: string[] } } } };
    assert.equal(schema.properties.rows.items.required, ["age", "visits", "plan", "since", "seen"]);
    await post(port, "/predict", rows(goodRow, goodRow));
    await post(port, "/predict", "{");
    await send(port, { path: "/made/up/1" });
    await send(port, { path: "/made/up/2" });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    assert.match(metrics, /^mlp_rows_total 2$/m);
    assert.match(metrics, /^mlp_request_duration_seconds_count\{route="\/predict",code="200"\} 1$/m);
    assert.match(metrics, /^mlp_request_duration_seconds_count\{route="\/predict",code="400"\} 1$/m);
    assert.match(metrics, /^mlp_request_duration_seconds_count\{route="other",code="404"\} 2$/m);
    assert.match(metrics, /^mlp_request_duration_seconds_bucket\{route="other",code="404",le="\+Inf"\} 2$/m);
    assert.match(metrics, /^mlp_model_info\{model="churn",version="3",digest="digest"\} 1$/m);
    assert.match(metrics, /^mlp_prediction_log_dropped_total 0$/m);
    assert.match(metrics, /^process_resident_memory_bytes \d+$/m);
    for (const line of metrics.trimEnd().split("\n")) assert.match(line, /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.e+-]+)$/);
  }));

test("what is refused says why, as JSON", () =>
  withServer({}, async ({ port }) => {
    const refused = await post(port, "/predict", rows({ ...goodRow, age: "old", extra: 1 }));
    assert.is(refused.status, 422);
    const { error } = JSON.parse(refused.text);
    assert.is(error.code, "rows_refused");
    assert.equal(error.problems.map(({ row, column }: { row: number; column: string }) => [row, column]), [[0, "extra"], [0, "age"]]);
    for (const [path, method] of [["/", "GET"], ["/predict", "GET"], ["/predict/", "POST"], ["/Predict", "POST"], ["/healthz", "POST"], ["/__proto__", "GET"], ["/../etc/passwd", "GET"]] as const) {
      const reply = await send(port, { path, method });
      assert.is(reply.status, 404, `${method} ${path}`);
      assert.is(codeOf(reply), "not_found");
    }
    assert.is((await send(port, { path: "/%E0%A4%A" })).status, 404);
  }));

for (const [what, body, status] of [
  ["an empty body", "", 400],
  ["half a JSON text", '{"rows": [', 400],
  ["bare NaN", '{"rows": [{"age": NaN}]}', 400],
  ["bytes that are not UTF-8", Buffer.from([0x22, 0xff, 0xfe, 0x22]).toString("latin1"), 400],
  ["a number that is too large", rows(goodRow).replace("40", "1e999"), 422],
  ["a text where a number belongs", rows({ ...goodRow, age: "40" }), 422],
  ["`__proto__` as the body's member", '{"__proto__": {"rows": []}}', 422],
  ["`__proto__` as a row's member", '{"rows": [{"__proto__": {"age": 1}}]}', 422],
  ["a bare list", JSON.stringify([goodRow]), 422],
  ["no rows", rows(), 200],
  ["a category that training had not seen", rows({ ...goodRow, plan: "gold" }), 200],
  ["a category that the model refuses", rows({ ...goodRow, plan: "forbidden" }), 422],
  ["a byte order mark", `\ufeff${rows(goodRow)}`, 200],
  ["brackets inside of texts", rows({ ...goodRow, plan: '[[[["{{{{\\"' }), 200],
] as const) {
  test(`${what} gives ${status}`, () =>
    withServer({}, async ({ port }) => {
      const reply = await send(port, { method: "POST", path: "/predict", headers: { "content-type": "application/json" } }, (request) => request.end(body, what.startsWith("bytes") ? "latin1" : "utf8"));
      assert.is(reply.status, status, reply.text);
      assert.type(JSON.parse(reply.text), "object");
      assert.not.match(reply.text, /node_modules|at .*\.ts/);
    }));
}

test("lists inside each other, a hundred thousand deep, are refused", () =>
  withServer({}, async ({ port }) => {
    for (const [open, close] of [["[", "]"], ['{"a":', "}"]] as const) {
      const reply = await post(port, "/predict", `{"rows": ${open.repeat(100_000)}1${close.repeat(100_000)}}`);
      assert.is(reply.status, 400);
      assert.is(codeOf(reply), "bad_json");
    }
  }));

test("only JSON is taken, in UTF-8 and not compressed", () =>
  withServer({}, async ({ port }) => {
    for (const headers of [{ "content-type": "text/plain" }, { "content-type": "application/jsonx" }, { "content-type": "application/json; charset=utf-16" }, { "content-encoding": "gzip" }, { "content-encoding": "br" }]) {
      const reply = await post(port, "/predict", rows(goodRow), headers as Record<string, string>);
      assert.is(reply.status, 415, JSON.stringify(headers));
      assert.is(codeOf(reply), "unsupported_media_type");
    }
    const none = await send(port, { method: "POST", path: "/predict" }, (request) => request.end(rows(goodRow)));
    assert.is(none.status, 415);
    assert.is((await post(port, "/predict", rows(goodRow), { "content-type": "application/vnd.rows+json" })).status, 200);
  }));

test("a host name that is not of this machine is refused", () =>
  withServer({}, async ({ port, url }) => {
    for (const host of ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "[::1", "127.0.0.1@evil.example"]) {
      const reply = await send(port, { path: "/healthz", headers: { host } });
      assert.ok(reply.status === 403 || reply.status === 400, `${host}: ${reply.status}`);
    }
    for (const host of ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:80", "127.9.9.9"]) assert.is((await send(port, { path: "/healthz", headers: { host } })).status, 200, host);
    assert.is((await fetch(`${url}/healthz`)).status, 200);
  }));

test("a header that breaks HTTP gets an answer, and the server lives on", () =>
  withServer({}, async ({ port }) => {
    assert.match(await raw(port, "NONSENSE\r\n\r\n"), /^HTTP\/1\.1 400 [^]*"request_refused"/);
    assert.match(await raw(port, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(100_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
    assert.match(await raw(port, "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), /^HTTP\/1\.1 400 /);
    assert.is((await send(port, { path: "/healthz" })).status, 200);
  }));

test("an error of the program shows neither its message nor its stack", async () => {
  const warnings: string[] = [];
  const open = async (...given: Parameters<typeof openToy>) => ({
    ...(await openToy(...given)),
    predict: () => {
      throw new Error("secret detail");
    },
  });
  await withServer({ open, warnings }, async ({ port }) => {
    const reply = await post(port, "/predict", rows(goodRow));
    assert.is(reply.status, 500);
    assert.not.match(reply.text, /secret/);
    assert.match(warnings.join(), /secret detail/);
  });
});

test("answers and feedback are in the log, as a monitor reads it", () =>
  withServer({}, async ({ port, service, endpoint, home }) => {
    const answer = JSON.parse((await post(port, "/predict", rows(goodRow, { ...goodRow, age: 80 }))).text) as { predictions: { id: string }[] };
    const [first, second] = answer.predictions.map(({ id }) => id);
    assert.is((await post(port, "/feedback", JSON.stringify({ id: first, actual: "Yes" }))).status, 202);
    for (const wrong of [{ id: first }, { id: first, actual: "maybe" }, { id: 7, actual: "Yes" }, { id: second, actual: "Yes", more: 1 }, [], null, "x"]) {
      const reply = await post(port, "/feedback", JSON.stringify(wrong));
      assert.is(reply.status, 422, JSON.stringify(wrong));
    }
    await service.stop();
    const log = endpointLog(endpoint, { home });
    const logged = await collected(log.predictions(new Date(0)));
    assert.equal(logged.map(({ id, prediction, version }) => [id, prediction, version]), [[first, "No", 3], [second, "Yes", 3]]);
    assert.equal(logged[0]?.row, { age: 40, visits: 3, plan: "paid", since: "2024-12-31", seen: "2024-12-31T23:59:59.5Z" });
    assert.equal((await collected(log.feedback(new Date(0)))).map(({ id, actual }) => [id, actual]), [[first, "Yes"]]);
  }));

async function collected<Item>(items: Iterable<Item> | AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test("a server without a log answers and takes no feedback", () =>
  withServer({ args: { log: false } }, async ({ port }) => {
    assert.is((await post(port, "/predict", rows(goodRow))).status, 200);
    assert.is((await post(port, "/feedback", JSON.stringify({ id: "a", actual: "Yes" }))).status, 404);
    assert.is(release.version, 3);
  }));

test.run();

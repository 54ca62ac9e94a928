import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { startPostgres } from "../kit/postgres-server.ts";
import { finishedOf, mlp } from "./kit.ts";

const table = (rows: number) => `id,x\n${Array.from({ length: rows }, (_, index) => `${index},${index % 7}`).join("\n")}\n`;

async function withFolder(pipeline: string, work: (folder: string, run: (args: readonly string[], env?: Readonly<Record<string, string>>) => ReturnType<typeof mlp>) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-sources-"));
  try {
    await writeFile(join(folder, "p.mlp"), pipeline);
    await work(folder, (args, env) => mlp(args, { cwd: folder, ...(env && { env }) }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const statuses = (out: string) => finishedOf(out).nodes.map(({ status }) => status);

test("a pipeline over the web runs once for each content, is checked without the network, and shows no secret", async () => {
  let content = table(50);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.authorization ?? "");
    const etag = `"${content.length}"`;
    if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
    else response.writeHead(200, { etag }).end(content);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/rows.csv`;
  const env = { DATA_TOKEN: "very-secret-token" };
  await withFolder(`param token: secret = env("DATA_TOKEN")\nrows = load("${address}", auth: token) |> filter(.x > 2)\n`, async (folder, run) => {
    const first = await run(["run", "p.mlp", "--json"], env);
    assert.equal([first.code, statuses(first.out)], [0, ["executed", "executed"]], first.err);
    assert.equal([...new Set(asked)], ["Bearer very-secret-token"]);
    const second = await run(["run", "p.mlp", "--json"], env);
    assert.equal(statuses(second.out), ["cached", "cached"]);
    content = table(60);
    const plan = await run(["plan", "p.mlp"], env);
    assert.match(`${plan.out}${plan.err}`, /MLP5501[\s\S]*the same columns with other content/);
    assert.match(plan.out, /content|changed/);
    assert.equal(statuses((await run(["run", "p.mlp", "--json"], env)).out), ["executed", "executed"]);
    await new Promise((closed) => (server.closeAllConnections(), server.close(closed)));
    const away = await run(["check", "p.mlp"], env);
    assert.equal([away.code, away.out], [0, "p.mlp: no mistakes found\n"]);
    assert.is((await run(["check", "p.mlp"])).code, 0, "nor is the secret needed");
    const failed = await run(["run", "p.mlp"], env);
    assert.is(failed.code, 1);
    assert.match(failed.err, /MLP5701/);
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    for (const file of files) assert.not.match(await readFile(join(file.parentPath, file.name), "latin1"), "very-secret-token", file.name);
    assert.is((await readdir(join(folder, ".mlp", "cache", "downloads"))).length > 0, true);
    assert.is((await run(["gc"])).code, 0);
    assert.equal(await readdir(join(folder, ".mlp", "cache", "downloads")), []);
  });
});

test("a pipeline over PostgreSQL is checked without running its query, and runs again only when its rows have changed", async () => {
  const server = await startPostgres();
  if (!server) return void console.log("skipped, for PostgreSQL is not installed");
  try {
    await server.sql("CREATE TABLE t AS SELECT i AS id, i % 7 AS x FROM generate_series(1, 100) i");
    const env = { PGPASSWORD: server.password };
    await withFolder(`rows = load("postgres://owner@127.0.0.1:${server.port}/postgres", query: "select id, x from t") |> filter(.x > 2)\n`, async (_, run) => {
      assert.equal(statuses((await run(["run", "p.mlp", "--json"], env)).out), ["executed", "executed"]);
      assert.equal(statuses((await run(["run", "p.mlp", "--json"], env)).out), ["cached", "cached"]);
      await server.sql("UPDATE t SET x = 5 WHERE id = 1");
      assert.equal(statuses((await run(["run", "p.mlp", "--json"], env)).out), ["executed", "executed"]);
      const wrong = await run(["check", "p.mlp"], { PGPASSWORD: "not-the-password" });
      assert.match(wrong.err + wrong.out, /MLP5709/);
      assert.not.match(wrong.err + wrong.out, /not-the-password/);
    });
  } finally {
    await server.stop();
  }
});

test.run();

import { spawn } from "node:child_process";
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { collectGarbage } from "../../runtime/gc.ts";
import { diffRuns, findRun, listRuns } from "../../runtime/runs.ts";
import { graphOf, lit, logOf, planToy, ref, runToy, withFolder } from "./toy.ts";

const script = fileURLToPath(new URL("./run-toy.ts", import.meta.url));

/** Three steps in a row, the last a slow one. */
const chain = (seconds: number) =>
  graphOf({
    a: { op: "constant", params: { value: lit(1) } },
    b: { op: "sign", inputs: { of: ref("a") } },
    long: { op: "slow", inputs: { after: ref("b") }, params: { seconds: lit(seconds) } },
    end: { op: "add", inputs: { numbers: { list: [ref("long"), ref("b")] } } },
  });

async function startRun(folder: string, graph: ReturnType<typeof chain>) {
  await writeFile(join(folder, "graph.json"), JSON.stringify(graph));
  return spawn(process.execPath, ["--import", "tsx", script, folder], { stdio: ["ignore", "ignore", "inherit"], cwd: fileURLToPath(new URL("../..", import.meta.url)) });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("waited too long");
}

test("a run that was killed resumes with what was finished", async () => {
  await withFolder(async (folder) => {
    const child = await startRun(folder, chain(60));
    await until(async () => (await planToy(folder, chain(60)))["b"] === "cached cached");
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.is((await listRuns(join(folder, ".mlp")))[0]?.status, "killed");
    const { statuses } = await runToy(folder, chain(0.01));
    assert.equal(statuses, { a: "cached", b: "cached", long: "executed", end: "executed" });
  });
});

test("two runs at once in one folder are safe", async () => {
  await withFolder(async (folder) => {
    const children = [await startRun(folder, chain(0.2)), await startRun(folder, chain(0.2))];
    const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0] as number));
    assert.equal(codes, [0, 0]);
    const { statuses } = await runToy(folder, chain(0.2));
    assert.equal(new Set(Object.values(statuses)), new Set(["cached"]));
    assert.is((await listRuns(join(folder, ".mlp"))).length, 3);
  });
});

async function objectsIn(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, ".mlp", "objects"), { recursive: true, withFileTypes: true });
  return names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name));
}

test("a flipped byte is noticed, told, and the result computed again", async () => {
  await withFolder(async (folder) => {
    const graph = graphOf({ data: { op: "rows", params: { count: lit(1000) } }, n: { op: "count", inputs: { rows: ref("data") } } });
    await runToy(folder, graph);
    const table = (await Promise.all((await objectsIn(folder)).map(async (path) => ({ path, content: await readFile(path) })))).find(({ content }) => content.subarray(0, 4).toString() === "PAR1");
    assert.ok(table);
    table.content[100] = (table.content[100] ?? 0) ^ 1;
    await writeFile(table.path, table.content);
    const { statuses, events, finished } = await runToy(folder, graph);
    assert.equal(statuses, { data: "executed", n: "cached" });
    assert.is(finished.nodes.find(({ id }) => id === "data")?.reason, "artefact_damaged");
    assert.ok(events.some((event) => event.event === "node.log" && event.message.includes("damaged")));
    assert.equal(new Set(Object.values((await runToy(folder, graph)).statuses)), new Set(["cached"]));
  });
});

test("a lost artefact is computed again", async () => {
  await withFolder(async (folder) => {
    await runToy(folder, chain(0.01));
    for (const path of await objectsIn(folder)) await rm(path);
    const { statuses, finished } = await runToy(folder, chain(0.01));
    assert.is(finished.status, "succeeded");
    assert.is(statuses["a"], "executed");
    assert.is(finished.nodes[0]?.reason, "artefact_missing");
  });
});

test("a cut-off entry of the cache counts as none", async () => {
  await withFolder(async (folder) => {
    await runToy(folder, chain(0.01));
    const results = join(folder, ".mlp", "cache", "results");
    for (const entry of await readdir(results, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) await writeFile(join(entry.parentPath, entry.name), '{"fingerprint":');
    }
    assert.is((await runToy(folder, chain(0.01))).finished.status, "succeeded");
  });
});

test("a state that cannot be written is told before anything runs", async () => {
  await withFolder(async (folder) => {
    await writeFile(join(folder, ".mlp"), "a file in the place of the folder");
    try {
      await runToy(folder, chain(0.01));
      assert.unreachable();
    } catch (error) {
      assert.match((error as Error).message, "cannot be written");
    }
    assert.equal(await logOf(folder), []);
  });
});

test("a folder without write permission is told", async () => {
  await withFolder(async (folder) => {
    // Root may write everywhere, so there the message cannot be provoked by permissions.
    if (process.getuid?.() === 0) return;
    await mkdir(join(folder, ".mlp"));
    await chmod(join(folder, ".mlp"), 0o555);
    try {
      await runToy(folder, chain(0.01));
      assert.unreachable();
    } catch (error) {
      assert.match((error as Error).message, "permission denied");
    }
  });
});

test("garbage is what no recent run and no registered model needs", async () => {
  await withFolder(async (folder) => {
    const home = join(folder, ".mlp");
    const graph = (n: number) => graphOf({ a: { op: "constant", params: { value: lit(n) } }, data: { op: "rows", params: { count: lit(n) } } });
    await runToy(folder, graph(5));
    await runToy(folder, graph(6));
    const before = (await objectsIn(folder)).length;
    const dry = await collectGarbage({ home, keepRuns: 1, dryRun: true });
    assert.is((await objectsIn(folder)).length, before);
    const removed = await collectGarbage({ home, keepRuns: 1, dryRun: false });
    assert.equal(removed, dry);
    assert.ok(removed.objects >= 3);
    assert.equal(new Set(Object.values(await planToy(folder, graph(6)))), new Set(["cached cached"]));
    assert.equal((await planToy(folder, graph(5)))["a"]?.split(" ")[0], "run");
    const kept = (await objectsIn(folder)).map((path) => path.split("/").at(-1) ?? "");
    await mkdir(join(home, "registry", "m"), { recursive: true });
    await writeFile(join(home, "registry", "m", "1.json"), JSON.stringify({ model: kept[0] }));
    await collectGarbage({ home, keepRuns: 0, dryRun: false });
    assert.ok((await objectsIn(folder)).some((path) => path.endsWith(kept[0] ?? "")));
  });
});

test("runs are found by the beginning of their id, and compared", async () => {
  await withFolder(async (folder) => {
    const home = join(folder, ".mlp");
    const graph = (value: number) => graphOf({ a: { op: "constant", params: { value: lit(value) } } });
    const first = (await runToy(folder, graph(1))).finished.run;
    const second = (await runToy(folder, graph(2))).finished.run;
    const [a, b] = [await findRun(home, first), await findRun(home, second.slice(0, -1))];
    assert.is(b.run, second);
    assert.equal(diffRuns(a, b).nodes, [{ id: "a", change: "changed", detail: ["value: 1 → 2"] }]);
    assert.equal(diffRuns(a, { ...b, graph: { ...b.graph, seed: 5 } }).seed, [0, 5]);
    assert.ok((await stat(join(home, "runs", first, "events.ndjson"))).size > 0);
    try {
      await findRun(home, "nothing");
      assert.unreachable();
    } catch (error) {
      assert.match((error as Error).message, "there is no run");
    }
  });
});

test.run();

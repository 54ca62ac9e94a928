import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { busy } from "./toy-worker.ts";
import { graphOf, lit, runToy, toyCatalog, withFolder } from "./toy.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder = "";
let workerFile = "";

test.before(async () => {
  // Inside the checkout, so that the worker finds the packages.
  folder = await mkdtemp(join(root, "node_modules", ".mlp-worker-"));
  workerFile = join(folder, "worker.mjs");
  await build({ absWorkingDir: root, entryPoints: ["spec/runtime/toy-worker.ts"], outfile: workerFile, bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "error" });
});

test.after(() => rm(folder, { recursive: true, force: true }));

const graph = (seconds: number) => graphOf({ n: { op: "busy", params: { seconds: lit(seconds) } } });

test("an operation that keeps its thread busy runs in a worker, which reports and returns", async () => {
  await withFolder(async (home) => {
    const { events, finished } = await runToy(home, graph(0.1), { catalog: toyCatalog(home, [busy]), workerFile });
    assert.is(finished.status, "succeeded");
    assert.ok(events.some((event) => event.event === "node.log" && event.message === "in a worker"));
    assert.ok(events.some((event) => event.event === "node.progress" && event.note === "half"));
  });
});

test("a node that exists only in memory runs on the main thread", async () => {
  await withFolder(async (home) => {
    const { events } = await runToy(home, graph(0.05), { catalog: toyCatalog(home, [busy]), workerFile, inMemory: new Set(["busy"]) });
    assert.ok(events.some((event) => event.event === "node.log" && event.message === "on the main thread"));
  });
});

test("a busy loop in a worker learns at once that the run is cancelled", async () => {
  await withFolder(async (home) => {
    const stop = new AbortController();
    let asked = 0;
    setTimeout(() => {
      asked = Date.now();
      stop.abort();
    }, 800);
    const { finished } = await runToy(home, graph(60), { catalog: toyCatalog(home, [busy]), workerFile, signal: stop.signal });
    assert.is(finished.status, "cancelled");
    // The loop itself would go on for a minute.
    assert.ok(Date.now() - asked < 20_000, `took ${Date.now() - asked} ms`);
  });
});

test.run();

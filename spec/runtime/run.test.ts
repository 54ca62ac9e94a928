import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Expr } from "../../language/graph/graph.ts";
import { graphOf, lit, logOf, planToy, ref, runToy, withFolder } from "./toy.ts";

const sums = (b = 2, plus = 0) =>
  graphOf({
    a: { op: "constant", params: { value: lit(1) } },
    b: { op: "constant", params: { value: lit(b) } },
    sum: { op: "add", inputs: { numbers: { list: [ref("a"), ref("b")] } }, params: { plus: lit(plus) } },
    sign: { op: "sign", inputs: { of: ref("sum") } },
    end: { op: "add", inputs: { numbers: { list: [ref("sign"), ref("a")] } } },
  });

test("a run computes every node and gives its outputs", async () => {
  await withFolder(async (folder) => {
    const { finished, events } = await runToy(folder, sums());
    assert.is(finished.status, "succeeded");
    assert.equal(finished.outputs["sum"], { kind: "number", value: 3 });
    assert.is(events[0]?.event, "run.started");
    assert.is(events.at(-1)?.event, "run.finished");
    assert.equal((await logOf(folder)).sort(), ["a", "b", "end", "sign", "sum"]);
  });
});

test("a second run executes nothing, and the plan says so before", async () => {
  await withFolder(async (folder) => {
    assert.equal(await planToy(folder, sums()), { a: "run new", b: "run new", sum: "undecided input_changed", sign: "undecided input_changed", end: "undecided input_changed" });
    await runToy(folder, sums());
    assert.equal(new Set(Object.values(await planToy(folder, sums()))), new Set(["cached cached"]));
    const { statuses, finished } = await runToy(folder, sums());
    assert.equal(statuses, { a: "cached", b: "cached", sum: "cached", sign: "cached", end: "cached" });
    assert.equal(finished.outputs["end"], { kind: "number", value: 2 });
    assert.is((await logOf(folder)).length, 5);
  });
});

test("after a change only what depends on it runs, and not beyond a result that stays the same", async () => {
  await withFolder(async (folder) => {
    await runToy(folder, sums(2));
    assert.equal(await planToy(folder, sums(5)), { a: "cached cached", b: "run parameter_changed value", sum: "undecided input_changed", sign: "undecided input_changed", end: "undecided input_changed" });
    const { statuses } = await runToy(folder, sums(5));
    assert.equal(statuses, { a: "cached", b: "executed", sum: "executed", sign: "executed", end: "cached" });
  });
});

test("a renamed node, another order and another place in the file run nothing", async () => {
  await withFolder(async (folder) => {
    await runToy(folder, sums());
    const graph = sums();
    const renamed = JSON.parse(JSON.stringify(graph).replaceAll('"sum"', '"total"').replaceAll('"line":1', '"line":99')) as typeof graph;
    const [a, b, ...rest] = renamed.nodes;
    const { statuses } = await runToy(folder, { ...renamed, nodes: [b, a, ...rest].filter((node) => node !== undefined) });
    assert.equal(new Set(Object.values(statuses)), new Set(["cached"]));
  });
});

test("a default written out is the same as one left out", async () => {
  await withFolder(async (folder) => {
    await runToy(folder, sums());
    const bare = sums();
    const { statuses } = await runToy(folder, { ...bare, nodes: bare.nodes.map((node) => (node.op === "add" ? { ...node, params: {} } : node)) });
    assert.equal(new Set(Object.values(statuses)), new Set(["cached"]));
  });
});

test("a file's content counts, not its time", async () => {
  await withFolder(async (folder) => {
    const graph = graphOf({ n: { op: "file", params: { path: lit("n.txt") } } });
    await writeFile(join(folder, "n.txt"), "4");
    await runToy(folder, graph);
    await writeFile(join(folder, "n.txt"), "4");
    assert.equal((await runToy(folder, graph)).statuses, { n: "cached" });
    await writeFile(join(folder, "n.txt"), "5");
    assert.equal(await planToy(folder, graph), { n: "run file_changed" });
    assert.equal((await runToy(folder, graph)).finished.outputs["n"], { kind: "number", value: 5 });
  });
});

test("--no-cache and --rerun override the cache", async () => {
  await withFolder(async (folder) => {
    await runToy(folder, sums());
    assert.equal((await runToy(folder, sums(), { rerun: ["sum"] })).statuses, { a: "cached", b: "cached", sum: "executed", sign: "cached", end: "cached" });
    assert.equal(new Set(Object.values((await runToy(folder, sums(), { noCache: true })).statuses)), new Set(["executed"]));
  });
});

test("a failed node skips what needs it, and its siblings go on and are kept", async () => {
  await withFolder(async (folder) => {
    const graph = graphOf({
      bad: { op: "flaky", params: { failures: lit(1) } },
      good: { op: "constant", params: { value: lit(1) } },
      after: { op: "sign", inputs: { of: ref("bad") } },
      beside: { op: "sign", inputs: { of: ref("good") } },
    });
    const { statuses, finished } = await runToy(folder, graph);
    assert.equal(statuses, { bad: "failed", good: "executed", after: "skipped upstream_failed", beside: "executed" });
    assert.is(finished.status, "failed");
    assert.is(finished.diagnostics[0]?.code, "MLP6001");
    assert.match(finished.diagnostics[0]?.message ?? "", "`bad` failed: not yet");
    assert.is(finished.diagnostics[0]?.span?.file, join(folder, "toy.mlp"));
    const again = await runToy(folder, graph);
    assert.equal(again.statuses, { bad: "executed", good: "cached", after: "executed", beside: "cached" });
  });
});

test("a node is tried again as often as it says", async () => {
  await withFolder(async (folder) => {
    const graph = graphOf({ n: { op: "flaky", params: { failures: lit(2) }, policy: { retry: 2 } } });
    const { events, statuses } = await runToy(folder, graph);
    assert.equal(statuses, { n: "executed" });
    assert.is(events.filter((event) => event.event === "node.retried").length, 2);
  });
});

test("a node that takes longer than its timeout fails, and names the limit", async () => {
  await withFolder(async (folder) => {
    const { finished } = await runToy(folder, graphOf({ n: { op: "slow", params: { seconds: lit(20) }, policy: { timeout: 50 } } }));
    assert.is(finished.status, "failed");
    assert.is(finished.diagnostics[0]?.code, "MLP6002");
  });
});

test("a run is cancelled cleanly: what is finished is kept", async () => {
  await withFolder(async (folder) => {
    const graph = graphOf({ quick: { op: "constant", params: { value: lit(1) } }, long: { op: "slow", params: { seconds: lit(20) }, inputs: { after: ref("quick") } } });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 150);
    const { finished, statuses } = await runToy(folder, graph, { signal: stop.signal });
    assert.is(finished.status, "cancelled");
    assert.equal(statuses, { quick: "executed", long: "skipped cancelled" });
    assert.equal((await planToy(folder, graph))["quick"], "cached cached");
  });
});

test("independent nodes run at the same time", async () => {
  await withFolder(async (folder) => {
    const graph = graphOf(Object.fromEntries([1, 2, 3, 4].map((n) => [`n${n}`, { op: "slow", params: { seconds: lit(0.3 + n / 1000) } }])));
    const { events } = await runToy(folder, graph, { jobs: 4 });
    const kinds = events.map(({ event }) => event).filter((event) => event === "node.started" || event === "node.finished");
    assert.is(kinds.indexOf("node.finished"), 4, "all four were started before the first was finished");
  });
});

test("a closed gate skips the node and what needs it, and `??` says what happens then", async () => {
  await withFolder(async (folder) => {
    const graph = graphOf({
      a: { op: "constant", params: { value: lit(1) } },
      gated: { op: "sign", inputs: { of: ref("a") }, when: { call: ">", args: [{ of: ref("a"), member: "value" }, lit(5)] } },
      after: { op: "sign", inputs: { of: ref("gated") } },
      either: { op: "sign", inputs: { of: { call: "??", args: [ref("gated"), ref("a")] } } },
    });
    const { statuses, finished } = await runToy(folder, graph);
    assert.equal(statuses, { a: "executed", gated: "skipped gate_closed", after: "skipped upstream_skipped", either: "executed" });
    assert.is(finished.status, "succeeded");
    assert.not.ok("gated" in finished.outputs);
  });
});

const published: Expr = { of: { lookup: "published", version: 1, args: {} }, member: "value" };

const releaseWhen = (when: Expr, value = 1) =>
  graphOf(
    {
      a: { op: "constant", params: { value: lit(value) } },
      release: { op: "publish", inputs: { of: ref("a") }, params: { name: lit("m") }, when },
    },
    { params: [{ name: "limit", type: "int", default: 0 }] },
  );

test("a gate on what is published now stays open for what it has let through", async () => {
  await withFolder(async (folder) => {
    const graph = releaseWhen({ call: ">", args: [{ of: ref("a"), member: "value" }, published] });
    assert.is((await runToy(folder, graph)).statuses["release"], "executed");
    assert.is((await runToy(folder, graph)).statuses["release"], "cached", "one is published now, and 1 > 1 does not hold");
  });
});

test("another release is compared with what is published now", async () => {
  await withFolder(async (folder) => {
    const gate: Expr = { call: ">", args: [{ of: ref("a"), member: "value" }, published] };
    await runToy(folder, releaseWhen(gate, 2));
    assert.is((await runToy(folder, releaseWhen(gate, 1))).statuses["release"], "skipped gate_closed");
  });
});

test("a raised threshold closes the gate of what was released", async () => {
  await withFolder(async (folder) => {
    const graph = releaseWhen({ call: "and", args: [{ call: ">", args: [{ of: ref("a"), member: "value" }, published] }, { call: ">", args: [{ of: ref("a"), member: "value" }, { param: "limit" }] }] });
    assert.is((await runToy(folder, graph)).statuses["release"], "executed");
    assert.is((await runToy(folder, graph, { params: { limit: 5 } })).statuses["release"], "skipped gate_closed");
    assert.is((await runToy(folder, graph)).statuses["release"], "cached");
  });
});

test("a plan compares with the last run, also where that took its result from another pipeline", async () => {
  await withFolder(async (folder) => {
    const graph = (pipeline: string, value: number) => graphOf({ a: { op: "constant", params: { value: lit(value) } } }, { pipeline });
    await runToy(folder, graph("first", 1));
    assert.is((await runToy(folder, graph("second", 1))).statuses["a"], "cached");
    assert.equal(await planToy(folder, graph("second", 2)), { a: "run parameter_changed value" });
  });
});

test("a value that is only an expression is no node of the run", async () => {
  await withFolder(async (folder) => {
    const graph = graphOf({
      a: { op: "constant", params: { value: lit(4) } },
      twice: { op: "value", params: { value: { call: "*", args: [{ of: ref("a"), member: "value" }, lit(2)] } } },
      end: { op: "add", inputs: { numbers: { list: [ref("a")] } }, params: { plus: ref("twice") } },
    });
    const { finished, statuses } = await runToy(folder, graph);
    assert.equal(Object.keys(statuses), ["a", "end"]);
    assert.equal(finished.outputs["end"], { kind: "number", value: 12 });
    assert.equal(finished.outputs["twice"], { kind: "scalar", value: 8 });
  });
});

test("parts are values of their own", async () => {
  await withFolder(async (folder) => {
    const graph = (n: number) =>
      graphOf({
        a: { op: "constant", params: { value: lit(n) } },
        both: { op: "halves", inputs: { of: ref("a") }, parts: ["low", "high"], bound: ["low", "high"] },
        low: { op: "sign", inputs: { of: ref("both", "low") } },
        high: { op: "add", inputs: { numbers: { list: [ref("both", "high")] } } },
      });
    await runToy(folder, graph(4));
    // 4 → 2 and 2; 5 → 2 and 3: the low half is the same, so what follows from it is cached.
    assert.equal((await runToy(folder, graph(5))).statuses, { a: "executed", both: "executed", low: "cached", high: "executed" });
  });
});

test("a chain of data steps is one table: only what is bound or shared is written", async () => {
  await withFolder(async (folder) => {
    const graph = graphOf({
      "data.rows": { op: "rows", params: { count: lit(10) }, bound: [] },
      data: { op: "first", inputs: { rows: ref("data.rows") }, params: { count: lit(6) }, bound: ["data"] },
      n: { op: "count", inputs: { rows: ref("data") } },
    });
    const { finished, statuses } = await runToy(folder, graph);
    assert.equal(finished.outputs["data"], { kind: "dataset", rows: 6, columns: [{ name: "x", type: "int", nullable: false }] });
    assert.equal(finished.outputs["n"], { kind: "number", value: 6 });
    assert.equal(statuses, { "data.rows": "executed", data: "executed", n: "executed" });
    assert.equal((await runToy(folder, graph)).statuses, { "data.rows": "cached", data: "cached", n: "cached" });
  });
});

test("a wrong value of a param is told before anything runs", async () => {
  await withFolder(async (folder) => {
    const graph = graphOf({ a: { op: "constant", params: { value: { param: "x" } } } }, { params: [{ name: "x", type: "float", default: 1 }] });
    try {
      await runToy(folder, graph, { params: { x: "many" } });
      assert.unreachable();
    } catch (error) {
      assert.match((error as Error).message, "takes a number");
    }
  });
});

test("an argument that does not fit its declaration fails the node", async () => {
  await withFolder(async (folder) => {
    const { finished } = await runToy(folder, graphOf({ a: { op: "constant", params: { value: lit("high") } } }));
    assert.is(finished.diagnostics[0]?.code, "MLP6010");
  });
});

test.run();

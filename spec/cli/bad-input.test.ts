import { once } from "node:events";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ended, finishedOf, mlp, start, until, type Outcome } from "./kit.ts";

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-bad-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Numbers from 0 to 1, the same in every run of the tests. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

type Row = readonly (string | number)[];

/** Rows of a number, a word and a class that goes mostly with the number. */
function rowsOf(count: number): Row[] {
  const next = numbers(7);
  return Array.from({ length: count }, (_, index) => {
    const late = index % 2 === 1;
    return [Number((next() * 3 - (late ? 1 : 2)).toFixed(4)), ["a", "b", "c"][Math.floor(next() * 3)] ?? "a", late ? "yes" : "no"];
  });
}

const csv = (header: string, rows: readonly Row[]): string => [header, ...rows.map((row) => row.join(","))].join("\n") + "\n";
const rows = rowsOf(60);
const encoded = "  |> encode(categorical, method: one_hot)\n";
const imputed = `  |> impute(numeric, with: median)\n  |> impute(categorical, with: most_frequent)\n${encoded}`;

const pipelineOver = (file: string, { recipe = encoded, split = "", estimator = "logistic_regression()" } = {}): string => `rows = load("${file}")
{ train, test } = rows |> split(train: 70%, test: 30%${split})
features = recipe(target: .y)
${recipe}model = train(${estimator}, features, on: train)
report = evaluate(model, on: test)
release = register(model, name: "shop", metrics: report)
`;

/** What every refusal has: a code, no stack, no word of a bug; and nothing half-written stays behind. */
async function assertTold({ code, out, err }: Outcome, wanted: { readonly exit: number; readonly code: string; readonly says: RegExp | string }, folder: string): Promise<void> {
  const said = `${out}\n${err}`;
  assert.is(code, wanted.exit, said);
  assert.match(err, `error[${wanted.code}]`);
  assert.match(err, wanted.says);
  assert.not.match(said, /^\s+at .*:\d+:\d+|bug in mlp|\[object |undefined/m);
  assert.equal(await leftovers(folder), []);
}

/** Files that were being made and were not finished. */
async function leftovers(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((path) => /\.tmp$|(^|\/)tmp\/./.test(path));
}

/** One project for all refusals: what it had finished before them is still used after them. */
let project = "";

test.before(async () => {
  project = await mkdtemp(join(tmpdir(), "mlp-bad-"));
  await writeFile(join(project, "good.csv"), csv("x,c,y", rows));
  await writeFile(join(project, "good.mlp"), 'rows = load("good.csv")\nsome = rows |> filter(.x > 0)\n');
  const { code, err } = await mlp(["run", "good.mlp"], { cwd: project });
  assert.is(code, 0, err);
});

test.after(() => rm(project, { recursive: true, force: true }));

/** Runs a pipeline in a folder of its own, with the project's state. */
function refuses(name: string, prepare: (folder: string) => Promise<string>, wanted: Parameters<typeof assertTold>[1]): void {
  test(name, async () => {
    const folder = await mkdtemp(join(project, "case-"));
    await writeFile(join(folder, "x.mlp"), await prepare(folder));
    await assertTold(await mlp(["run", "x.mlp", "--home", "../.mlp"], { cwd: folder }), wanted, project);
  });
}

/** A pipeline over a file of this content. */
const over = (content: string, options: Parameters<typeof pipelineOver>[1] = {}) => async (folder: string) => {
  await writeFile(join(folder, "data.csv"), content);
  return pipelineOver("data.csv", options);
};

// Files of data

refuses("a file of data that is not there", async (folder) => (await writeFile(join(folder, "good.csv"), ""), pipelineOver("god.csv")), { exit: 1, code: "MLP5101", says: /no file `god\.csv`[\s\S]*good\.csv/ });
refuses("a folder in the place of a file", async (folder) => (await mkdir(join(folder, "data.csv")), pipelineOver("data.csv")), { exit: 1, code: "MLP5118", says: "no file matches `data.csv`" });
refuses("an empty file", over(""), { exit: 1, code: "MLP5103", says: "`data.csv` is empty" });
refuses("a header and no rows", over("x,c,y\n"), { exit: 3, code: "MLP5306", says: "there are 0 rows to split" });
refuses("a row of another length is told by its line", over("x,c,y\n1,a,yes\n2,b,no\n3,c\n4,a,yes,9\n"), { exit: 1, code: "MLP5105", says: "line 4 of `data.csv` has 2 values, and the header has 3 columns" });
refuses("two columns of one name", over("x,x,y\n1,2,yes\n2,3,no\n"), { exit: 1, code: "MLP5201", says: "two columns named `x`" });
refuses("two columns that differ in case alone", over("x,X,y\n1,2,yes\n2,3,no\n"), { exit: 1, code: "MLP5201", says: "`x` and `X`, which differ only in upper and lower case" });
refuses("a column without a name", over(csv(",c,y", rows)), { exit: 1, code: "MLP5202", says: "column 1 of `data.csv` has no name" });
refuses("a file of an unknown kind", async (folder) => (await writeFile(join(folder, "data.xyz"), csv("x,c,y", rows)), pipelineOver("data.xyz")), { exit: 1, code: "MLP5104", says: /`data\.xyz`[\s\S]*format: csv/ });
refuses("a path that leaves its package", async () => pipelineOver("npm:vega-datasets/../../etc/passwd"), { exit: 1, code: "MLP6011", says: "leads out of the package" });

// Values

refuses("a class of one row in a stratified split", over(csv("x,c,y", [...rows.slice(1), [3, "a", "maybe"]]), { split: ", stratify: .y" }), { exit: 3, code: "MLP5304", says: 'the class "maybe" of `y` has only one row' });
refuses("a target of one class", over(csv("x,c,y", rows.map(([x = 0, c = ""]) => [x, c, "yes"]))), { exit: 3, code: "MLP6101", says: "have the class `yes`" });
refuses("a target with gaps", over(csv("x,c,y", rows.map(([x = 0, c = "", y = ""], index) => [x, c, index % 5 === 0 ? "" : y]))), { exit: 3, code: "MLP6223", says: /`y` is missing in \d+ rows/ });
refuses("a column without any value cannot be imputed", over(csv("x,c,y,k", rows.map((row) => [...row, ""])), { recipe: imputed }), { exit: 3, code: "MLP6203", says: /`impute` has nothing to learn from: `k`/ });
refuses("an infinite number", over(csv("x,c,y", rows.map(([, c = "", y = ""], index) => [index % 5 === 0 ? "inf" : index, c, y])), { recipe: imputed }), { exit: 3, code: "MLP6104", says: /`x`, which is infinite in \d+ rows/ });
refuses("what is not a number, without impute", over(csv("x,c,y", rows.map(([, c = "", y = ""], index) => [index % 5 === 0 ? "nan" : index, c, y]))), { exit: 3, code: "MLP6103", says: /`x` is missing in \d+ rows[\s\S]*impute/ });
refuses("words that were not encoded", over(csv("x,c,y", rows), { recipe: "" }), { exit: 1, code: "MLP6220", says: /not numbers: `c`[\s\S]*encode\(\[\.c\]/ });

test("after all that was refused, what was finished before is still used", async () => {
  const again = finishedOf((await mlp(["run", "good.mlp", "--json"], { cwd: project })).out);
  assert.is(again.status, "succeeded");
  assert.equal(new Set(again.nodes.map(({ status }) => status)), new Set(["cached"]));
});

test("what is not a number is a gap that impute fills; a constant column does no harm", async () => {
  await withFolder(async (folder) => {
    const content = csv("x,c,y,k", rows.map(([, c = "", y = ""], index) => [index % 7 === 0 ? "nan" : index, c, y, 5]));
    await writeFile(join(folder, "x.mlp"), await over(content, { recipe: `${imputed}  |> scale(numeric, method: standard)\n` })(folder));
    const { code, err } = await mlp(["run", "x.mlp"], { cwd: folder });
    assert.is(code, 0, err);
  });
});

for (const name of ["__proto__", "constructor", "toString"]) {
  test(`a feature may be called ${name}: trained, and asked for predictions`, async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, "x.mlp"), await over(csv(`${name},c,y`, rows))(folder));
      assert.is((await mlp(["run", "x.mlp"], { cwd: folder })).code, 0);
      await writeFile(join(folder, "rows.csv"), `${name},c\n3,a\n-3,b\n`);
      await writeFile(join(folder, "rows.json"), `[{"${name}": 3, "c": "a"}, {"${name}": -3, "c": "b"}]`);
      for (const kind of ["csv", "json"]) {
        const { code, err } = await mlp(["predict", "shop", `rows.${kind}`, "-o", `scored-${kind}.csv`], { cwd: folder });
        assert.is(code, 0, err);
        const [header, first, second] = (await readFile(join(folder, `scored-${kind}.csv`), "utf8")).split("\n");
        assert.match(header ?? "", `${name},c,prediction`);
        assert.match(first ?? "", ",yes,");
        assert.match(second ?? "", ",no,");
      }
    });
  });
}

// Pipelines

const hostile: readonly (readonly [string, string, string])[] = [
  ["100,000 nested parentheses", `a = ${"(".repeat(100_000)}1${")".repeat(100_000)}\n`, "MLP1007"],
  ["control characters", String.fromCharCode(...Array.from({ length: 4096 }, (_, index) => index % 128)), "MLP1006"],
  ["a name of a megabyte that is not there", `a = ${"b".repeat(1_000_000)}\n`, "MLP2001"],
];
for (const [name, content, code] of hostile) {
  test(`a pipeline of ${name} is refused in a moment and in few words`, async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, "x.mlp"), content);
      const began = Date.now();
      const outcome = await mlp(["run", "x.mlp"], { cwd: folder });
      assert.ok(Date.now() - began < 10_000);
      await assertTold(outcome, { exit: 1, code, says: "x.mlp:1:" }, folder);
      assert.ok(outcome.err.length < 50_000, `${outcome.err.length} characters`);
    });
  });
}

test("a pipeline that cannot be read", async () => {
  await withFolder(async (folder) => {
    await mkdir(join(folder, "x.mlp"));
    await assertTold(await mlp(["run", "x.mlp"], { cwd: folder }), { exit: 1, code: "MLP2101", says: "it is a folder" }, folder);
    await assertTold(await mlp(["run", "y.mlp"], { cwd: folder }), { exit: 1, code: "MLP2101", says: "there is no such file" }, folder);
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, index) => index % 256));
    await writeFile(join(folder, "z.mlp"), bytes);
    for (const verb of ["run", "fmt"]) await assertTold(await mlp([verb, "z.mlp"], { cwd: folder }), { exit: 1, code: "MLP2101", says: "it is not UTF-8 text" }, folder);
    await assertTold(await mlp(["fmt", "y.mlp"], { cwd: folder }), { exit: 1, code: "MLP2101", says: "there is no such file" }, folder);
    assert.equal(await readFile(join(folder, "z.mlp")), bytes);
  });
});

test("an import that leads out of the project by a link is not followed", async () => {
  await withFolder(async (folder) => {
    await mkdir(join(folder, "project"));
    await writeFile(join(folder, "outside.ts"), 'process.stdout.write("loaded");\n');
    await symlink("../outside.ts", join(folder, "project", "nodes.ts"));
    await writeFile(join(folder, "project", "x.mlp"), 'import { own } from "./nodes.ts"\n');
    const outcome = await mlp(["run", "x.mlp"], { cwd: join(folder, "project") });
    await assertTold(outcome, { exit: 1, code: "MLP2006", says: "`./nodes.ts` cannot be imported: it lies outside the project's folder" }, folder);
    assert.not.match(outcome.out, "loaded");
  });
});

// The machine

test("a home that cannot be written", async () => {
  await withFolder(async (folder) => {
    await writeFile(join(folder, "good.csv"), csv("x,c,y", rows));
    await writeFile(join(folder, "x.mlp"), pipelineOver("good.csv"));
    await writeFile(join(folder, ".mlp"), "");
    await assertTold(await mlp(["run", "x.mlp"], { cwd: folder }), { exit: 3, code: "MLP6003", says: /a file is in the place of a folder[\s\S]*--home/ }, folder);
    assert.is(await readFile(join(folder, ".mlp"), "utf8"), "");
  });
});

test("a full disk fails the node that writes, and leaves room for smaller ones", async () => {
  await withFolder(async (folder) => {
    const disk = join(folder, "disk");
    await mkdir(disk);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], { stdio: "ignore" });
    } catch {
      process.stdout.write("(skipped: only root can make a small disk) ");
      return;
    }
    try {
      await writeFile(join(folder, "good.csv"), csv("x,c,y", rows));
      await writeFile(join(folder, "x.mlp"), pipelineOver("good.csv"));
      await writeFile(join(folder, "big.csv"), csv("x,z", Array.from({ length: 150_000 }, (_, i) => [Math.sin(i), Math.cos(i)])));
      await writeFile(join(folder, "big.mlp"), 'rows = load("big.csv")\nsome = rows |> filter(.x > 0)\n');
      assert.is((await mlp(["run", "x.mlp", "--home", "disk/home"], { cwd: folder })).code, 0);
      await assertTold(await mlp(["run", "big.mlp", "--home", "disk/home"], { cwd: folder }), { exit: 3, code: "MLP5004", says: "no space left" }, folder);
      const again = finishedOf((await mlp(["run", "x.mlp", "--home", "disk/home", "--json"], { cwd: folder })).out);
      assert.equal(new Set(again.nodes.map(({ status }) => status)), new Set(["cached"]));
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});

test("a place that cannot be written, and a node to run again that there is not", async () => {
  await withFolder(async (folder) => {
    await writeFile(join(folder, "good.csv"), csv("x,c,y", rows));
    await writeFile(join(folder, "x.mlp"), pipelineOver("good.csv"));
    await writeFile(join(folder, "taken"), "");
    for (const args of [["compile", "x.mlp", "-o", "taken/x.json"], ["graph", "x.mlp", "-o", "taken/x.svg"], ["init", "taken"]]) {
      await assertTold(await mlp(args, { cwd: folder }), { exit: 1, code: "MLP2106", says: "a file is in the place of a folder" }, folder);
    }
    await assertTold(await mlp(["run", "x.mlp", "--rerun", "modle"], { cwd: folder }), { exit: 1, code: "MLP2107", says: /no node `modle`[\s\S]*`model`/ }, folder);
  });
});

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

test("a port in use fails the service alone: the model is registered", async () => {
  await withFolder(async (folder) => {
    const server = createServer();
    const port = await listening(server);
    try {
      await writeFile(join(folder, "good.csv"), csv("x,c,y", rows));
      await writeFile(join(folder, "x.mlp"), `${pipelineOver("good.csv")}api = serve(release, port: ${port})\n`);
      await assertTold(await mlp(["run", "x.mlp"], { cwd: folder }), { exit: 3, code: "MLP8001", says: `port ${port} on 127.0.0.1 is in use` }, folder);
      assert.match((await mlp(["models"], { cwd: folder })).out, "shop  1 version");
    } finally {
      server.close();
    }
  });
});

// Runs that are ended

const long = `rows = load("long.csv")
{ train, test } = rows |> split(train: 70%, test: 30%)
model = train(gradient_boosting(), recipe(target: .y), on: train)
report = evaluate(model, on: test)
`;

for (const { name, signal, exit } of [
  { name: "Ctrl-C", signal: "SIGINT", exit: 130 },
  { name: "kill -9", signal: "SIGKILL", exit: null },
] as const) {
  test(`${name} in the middle of a run: the next one goes on from what was finished`, async () => {
    await withFolder(async (folder) => {
      const next = numbers(5);
      await writeFile(join(folder, "long.csv"), csv("x,z,y", Array.from({ length: 200_000 }, () => {
        const x = next();
        return [x.toFixed(6), next().toFixed(6), x + next() > 1 ? "yes" : "no"];
      })));
      await writeFile(join(folder, "x.mlp"), long);
      const child = start(["run", "x.mlp", "--json"], { cwd: folder });
      let out = "";
      child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
      const outcome = ended(child);
      await until(() => out.includes('"node.started","id":"model"'));
      // A table is written beside the fit: a clean stop waits for it, and a killed run has what was written by then.
      if (signal === "SIGKILL") await until(() => resultsIn(folder) === 2);
      child.kill(signal);
      const { code, err } = await outcome;
      assert.is(code, exit);
      assert.not.match(err, /^\s+at /m);
      if (signal === "SIGINT") {
        assert.is(finishedOf(out).status, "cancelled");
        assert.equal(await leftovers(folder), []);
      }
      assert.not.match(out, '"node.finished","id":"model","op":"train","status":"executed"');
      const resumed = finishedOf((await mlp(["run", "x.mlp", "--json"], { cwd: folder })).out);
      assert.is(resumed.status, "succeeded");
      assert.equal(resumed.nodes.map(({ op, status }) => [op, status]), [["load", "cached"], ["split", "cached"], ["train", "executed"], ["evaluate", "executed"]]);
    });
  });
}

/** How many results are recorded in the project's state. */
function resultsIn(folder: string): number {
  const results = join(folder, ".mlp", "cache", "results");
  return existsSync(results) ? readdirSync(results, { recursive: true }).filter((name) => String(name).endsWith(".json")).length : 0;
}

// Monitoring

const watched = (hook: number): string => `${pipelineOver("good.csv")}api = serve(release, port: 0)
watch = monitor(api, reference: rows, every: 1h, checks: [drift(all)], alerts: [webhook("http://127.0.0.1:${hook}/hook")])
`;

/** Serves the pipeline, asks for predictions of these rows in batches of 50, and ends the server. */
async function ask(folder: string, asked: readonly Row[]): Promise<void> {
  const child = start(["run", "x.mlp", "--json"], { cwd: folder });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  const outcome = ended(child);
  await until(() => out.includes('"service.started","id":"watch"'));
  const port = Number(/"service\.started","id":"api".*?"port":(\d+)/.exec(out)?.[1]);
  for (let from = 0; from < asked.length; from += 50) {
    const body = JSON.stringify({ rows: asked.slice(from, from + 50).map(([x, c]) => ({ x, c })) });
    const answer = await fetch(`http://127.0.0.1:${port}/predict`, { method: "POST", headers: { "content-type": "application/json" }, body });
    assert.is(answer.status, 200, await answer.text());
  }
  child.kill("SIGINT");
  assert.is((await outcome).code, 0);
}

test("a monitor passes what is like the reference, names the column that drifted, and survives a webhook that never answers", async () => {
  await withFolder(async (folder) => {
    let calls = 0;
    const silent = createServer((socket) => {
      calls++;
      socket.on("error", () => {});
    });
    try {
      await writeFile(join(folder, "good.csv"), csv("x,c,y", rowsOf(200)));
      await writeFile(join(folder, "x.mlp"), watched(await listening(silent)));
      const usual = rowsOf(200);
      await ask(folder, usual);
      const passed = await mlp(["monitor", "x.mlp", "--once"], { cwd: folder });
      assert.is(passed.code, 0, passed.err);
      assert.match(passed.err, "round over 200 predictions: 2 passed, 0 failed");
      assert.is(calls, 0);

      await ask(folder, usual.map(([x, c = ""]) => [Number(x) + 5, c]));
      const failed = await mlp(["monitor", "x.mlp", "--once"], { cwd: folder });
      assert.is(failed.code, 3, failed.err);
      assert.match(failed.err, "round over 400 predictions: 1 passed, 1 failed (`x` has drifted");
      assert.match(failed.err, /an alert did not reach the webhook at 127\.0\.0\.1:\d+, and is sent again in the next round: .* did not answer within 5 s/);
      assert.is(calls, 3);
    } finally {
      silent.close();
    }
  });
});

test.run();

import { existsSync } from "node:fs";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ended, finishedOf, mlp, start, withProject } from "./kit.ts";

const small = `param every: duration = 15m
param part: share = 80%
rows = load("rows.csv") |> filter(.a > 0) |> derive(b: .a * 2)
few = rows |> sample(share: part)
`;

const inSmallProject = (work: (folder: string) => Promise<void>) =>
  withProject(async (folder) => {
    await writeFile(join(folder, "small.mlp"), small);
    await writeFile(join(folder, "rows.csv"), `a\n${Array.from({ length: 40 }, (_, row) => row).join("\n")}\n`);
    await work(folder);
  });

test("a reader of the output that has had enough ends the command quietly", async () => {
  await inSmallProject(async (folder) => {
    for (const args of [["run", "small.mlp", "--json"], ["docs", "load"], ["explain", "MLP4003"]]) {
      const child = start(args, { cwd: folder });
      child.stdout.destroy();
      const { err } = await ended(child);
      assert.not.match(err, /EPIPE|at .*node:/, args.join(" "));
    }
    const { status } = JSON.parse((await mlp(["runs", "last", "--json"], { cwd: folder })).out) as { status: string };
    assert.is(status, "cancelled", "the run has closed its record");
  });
});

test("a state that the system has no place for is told, and does not hang", async () => {
  if (!existsSync("/proc/self")) return;
  await inSmallProject(async (folder) => {
    const { code, err } = await mlp(["run", "small.mlp", "--home", "/proc/nowhere"], { cwd: folder });
    assert.is(code, 3);
    assert.match(err, "MLP6003");
    await writeFile(join(folder, "save.mlp"), 'rows = load("rows.csv")\nkept = save(rows, "/proc/nowhere/rows.csv")\n');
    const saved = await mlp(["run", "save.mlp"], { cwd: folder });
    assert.is(saved.code, 3);
    assert.match(saved.err, "the system makes no files or folders there");
  });
});

test("a plan shows params as one writes them", async () => {
  await inSmallProject(async (folder) => {
    const { out } = await mlp(["plan", "small.mlp"], { cwd: folder });
    assert.match(out, "every = 15m");
    assert.match(out, "part = 80%");
  });
});

test("in a log, steps stand in front of what they are computed in", async () => {
  await inSmallProject(async (folder) => {
    const { err } = await mlp(["run", "small.mlp"], { cwd: folder });
    const ids = [...err.matchAll(/^ {2}✓ (\S+)/gm)].map(([, id]) => id);
    assert.equal(ids, ["rows.load", "rows.filter", "rows", "few"]);
  });
});

test("a difference between runs names the file whose content changed, and old and new values", async () => {
  await inSmallProject(async (folder) => {
    const run = async () => finishedOf((await mlp(["run", "small.mlp", "--json"], { cwd: folder })).out).run;
    const first = await run();
    await writeFile(join(folder, "rows.csv"), "a\n1\n2\n3\n4\n5\n");
    const second = await run();
    await writeFile(join(folder, "small.mlp"), small.replace("sample(share: part)", "sample(share: 0.5)").replace("param part: share = 80%\n", ""));
    const third = await run();
    assert.match((await mlp(["diff", first, second], { cwd: folder })).out, "~ rows.load (the content of rows.csv)");
    await writeFile(join(folder, "small.mlp"), small.replace("sample(share: part)", "sample(share: 0.6)").replace("param part: share = 80%\n", ""));
    assert.match((await mlp(["diff", third, await run()], { cwd: folder })).out, "~ few (share: 0.5 → 0.6)");
  });
});

test("explain: the number alone is enough", async () => {
  const { code, out } = await mlp(["explain", "4003"]);
  assert.is(code, 0);
  assert.match(out, "MLP4003");
});

test("predict: the rows are never written over, by whatever path", async () => {
  await inSmallProject(async (folder) => {
    const before = await readFile(join(folder, "rows.csv"), "utf8");
    await symlink(join(folder, "rows.csv"), join(folder, "link.csv"));
    for (const output of ["rows.csv", "./link.csv"]) {
      const { code, err } = await mlp(["predict", "m", "rows.csv", "-o", output], { cwd: folder });
      assert.is(code, 2);
      assert.match(err, "would be written over");
    }
    assert.is(await readFile(join(folder, "rows.csv"), "utf8"), before);
  });
});

test.run();

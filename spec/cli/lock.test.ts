import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../stdlib/embed.ts";
import { ended, mlp, root } from "./kit.ts";

const rows = "id,age,plan\n1,2.5,a\n2,,b\n";
const pipeline = 'rows = load("data/rows.csv") |> filter(.age > 1)\n';

/** A project whose data can be taken away. */
async function withData(work: (project: { readonly folder: string; readonly data: (text: string | undefined) => Promise<void>; readonly run: (...args: readonly string[]) => ReturnType<typeof mlp>; readonly lock: () => Promise<string> }) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-lock-"));
  const data = async (text: string | undefined) => {
    await rm(join(folder, "data"), { recursive: true, force: true });
    if (text === undefined) return;
    await mkdir(join(folder, "data"));
    await writeFile(join(folder, "data", "rows.csv"), text);
  };
  try {
    await writeFile(join(folder, "p.mlp"), pipeline);
    await data(rows);
    await work({ folder, data, run: (...args) => mlp(args, { cwd: folder }), lock: () => readFile(join(folder, "mlp.lock"), "utf8") });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const locked = `{
  "version": 1,
  "files": [
    {
      "path": "data/rows.csv",
      "sha256": "75a1b95c49c0e8fbc0283b05c891b347351357224f3a35ce8ce7cb233e72fb6f",
      "columns": [
        { "name": "id", "type": "int" },
        { "name": "age", "type": "float?" },
        { "name": "plan", "type": "string" }
      ]
    }
  ]
}
`;

test("check --update-lock: keeps path, digest and columns, one line a column; a check alone writes nothing", async () => {
  await withData(async ({ run, folder, lock }) => {
    assert.is((await run("check", "p.mlp")).code, 0);
    assert.not.ok((await readdir(folder)).includes("mlp.lock"));
    const { code, out } = await run("check", "p.mlp", "--update-lock");
    assert.is(code, 0);
    assert.match(out, "mlp.lock: written");
    assert.is(await lock(), locked);
    assert.not.match((await run("check", "p.mlp", "--update-lock")).out, "written");
  });
});

test("run: writes the lock, and refreshes it when the data has changed", async () => {
  await withData(async ({ run, data, lock }) => {
    assert.is((await run("run", "p.mlp")).code, 0);
    assert.is(await lock(), locked);
    await data("id,age,plan\n1,2.5,a\n");
    assert.is((await run("run", "p.mlp")).code, 0);
    assert.match(await lock(), '"name": "age", "type": "float" }');
  });
});

test("check without the data: columns are those of the lock, and a run still asks for the data", async () => {
  await withData(async ({ run, data, folder }) => {
    await writeFile(join(folder, "mlp.lock"), locked);
    await data(undefined);
    const checked = await run("check", "p.mlp");
    assert.is(checked.code, 0, checked.err);
    assert.is(checked.err, "");
    await writeFile(join(folder, "p.mlp"), pipeline.replace(".age", ".aeg"));
    const misspelt = await run("check", "p.mlp");
    assert.is(misspelt.code, 1);
    assert.match(misspelt.err, "did you mean `age`?");
    await writeFile(join(folder, "p.mlp"), pipeline);
    const ran = await run("run", "p.mlp");
    assert.is(ran.code, 1);
    assert.match(ran.err, "MLP5101");
  });
});

test("check: data that the lock does not know as it is now is a warning that says what has changed", async () => {
  await withData(async ({ run, data, folder }) => {
    await writeFile(join(folder, "mlp.lock"), locked);
    await data("id,age,city\nx,1,y\n");
    const { code, err } = await run("check", "p.mlp");
    assert.is(code, 0);
    assert.match(err, "warning[MLP5501]: `data/rows.csv` is not what mlp.lock says: added `city` (string); removed `plan`; `id` was int and is string, `age` was float? and is int");
    assert.match(err, "p.mlp:1:13");
    const told = async () => (await compile(pipeline, { file: join(folder, "p.mlp") })).diagnostics.map(({ message }) => message.split(": ")[1]);
    await data("age,id,plan\n,2,b\n1.5,1,a\n");
    assert.equal(await told(), ["its columns stand in another order"]);
    await data(`${rows}3,4.5,c\n`);
    assert.equal(await told(), ["the same columns with other content"]);
  });
});

test("check --locked: fails where the lock is missing, lacks a file, or disagrees", async () => {
  await withData(async ({ run, data, folder }) => {
    const missing = await run("check", "p.mlp", "--locked");
    assert.is(missing.code, 1);
    assert.match(missing.err, "MLP5503");
    await run("check", "p.mlp", "--update-lock");
    assert.is((await run("check", "p.mlp", "--locked")).code, 0);

    await data(`${rows}3,4.5,c\n`);
    const differs = await run("check", "p.mlp", "--locked", "--json");
    assert.is(differs.code, 1);
    assert.equal((JSON.parse(differs.out) as { diagnostics: { code: string }[] }).diagnostics.map(({ code }) => code), ["MLP5502"]);

    await data(undefined);
    assert.is((await run("check", "p.mlp", "--locked")).code, 0);
    await writeFile(join(folder, "p.mlp"), 'rows = load("data/rows.csv", null_words: ["NA"])\n');
    const otherwise = await run("check", "p.mlp", "--locked");
    assert.is(otherwise.code, 1);
    assert.match(otherwise.err, "MLP5503");
    assert.is((await run("check", "p.mlp", "--locked", "--update-lock")).code, 2);
  });
});

test("check without data, lock and schema: one note, and other mistakes are still found", async () => {
  await withData(async ({ run, data, folder }) => {
    await data(undefined);
    await writeFile(join(folder, "p.mlp"), `${pipeline}more = load("data/more.csv")\n`);
    const { code, err } = await run("check", "p.mlp");
    assert.is(code, 0, err);
    assert.is(err.match(/MLP5505\]/g)?.length, 1);
    assert.match(err, "nor are the columns of this one known");
    const told = async (text: string) => (await compile(text, { file: join(folder, "p.mlp") })).diagnostics.map(({ code: one, help }) => (one === "MLP5101" ? help : one));
    assert.equal(await told('schema Row { .id: int, .age: float? }\n\nrows = load("data/rows.csv", schema: Row) |> filter(.age > 1)\n'), []);
    assert.equal(await told(`${pipeline}more = lod("x.csv")\n`), ["MLP5505", "MLP2002"]);
    assert.equal(await told('rows = load("p.mpl", format: csv)\n'), ["did you mean `p.mlp`?"]);
  });
});

test("a lock beside mlp.yaml serves all pipelines below it, by paths relative to it, in a stable order", async () => {
  await withData(async ({ run, folder, lock }) => {
    await writeFile(join(folder, "mlp.yaml"), "env: {}\n");
    await mkdir(join(folder, "sub"));
    await writeFile(join(folder, "sub", "rows.csv"), "b\n1\n");
    const absolute = JSON.stringify(join(folder, "data", "rows.csv"));
    await writeFile(join(folder, "sub", "q.mlp"), `a = load("../data/rows.csv")\nb = load("rows.csv")\nc = load("rows.csv", null_words: ["SECRET"])\nd = load(${absolute})\n`);
    await run("check", "sub/q.mlp", "p.mlp", "--update-lock");
    const both = await lock();
    assert.equal([...both.matchAll(/"path": "(.*)"/g)].map(([, path]) => path), ["data/rows.csv", "sub/rows.csv", "sub/rows.csv"]);
    assert.not.match(both, folder);
    assert.not.ok((await readdir(join(folder, "sub"))).includes("mlp.lock"));
    const strict = await run("check", "sub/q.mlp", "--locked");
    assert.match(strict.err, "an absolute path is not kept");
    await rm(join(folder, "mlp.lock"));
    await run("check", "p.mlp", "--update-lock");
    await run("check", "sub/q.mlp", "--update-lock");
    assert.is(await lock(), both);
  });
});

test("a damaged lock is told, and never written over", async () => {
  await withData(async ({ run, folder, lock }) => {
    const merged = `<<<<<<< ours\n${locked}`;
    await writeFile(join(folder, "mlp.lock"), merged);
    for (const args of [["check", "p.mlp", "--update-lock"], ["run", "p.mlp"]]) {
      const { code, err } = await run(...args);
      assert.is(code, 1);
      assert.match(err, "MLP5504");
      assert.is(await lock(), merged);
    }
    for (const text of ["[]", locked.replace('"version": 1', '"version": 2'), locked.replace("float?", "flaot")]) {
      await writeFile(join(folder, "mlp.lock"), text);
      const { diagnostics, graph } = await compile(pipeline, { file: join(folder, "p.mlp") });
      assert.equal(diagnostics.map(({ code }) => code), ["MLP5504"]);
      assert.not.ok(graph);
    }
  });
});

test("a folder that cannot be written: a check needs nothing there, and only --update-lock fails", async () => {
  await withData(async ({ folder }) => {
    // Root may write anywhere, so the command is started as nobody.
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    if (!(await canStart(user))) return void process.stdout.write("(skipped: nobody cannot start the command) ");
    await chmod(folder, 0o555);
    const run = (...args: readonly string[]) => ended(spawn(process.execPath, [join(root, "dist", "mlp.js"), ...args], { cwd: folder, env: { ...process.env, NO_COLOR: "1" }, ...user }));
    const checked = await run("check", "p.mlp");
    assert.is(checked.code, 0, checked.err);
    assert.is(checked.err, "");
    const update = await run("check", "p.mlp", "--update-lock");
    assert.is(update.code, 1);
    assert.match(update.err, "mlp.lock cannot be written: permission denied");
    const home = await mkdtemp(join(tmpdir(), "mlp-home-"));
    await chmod(home, 0o777);
    const ran = await run("run", "p.mlp", "--home", home);
    assert.is(ran.code, 0, ran.err);
    assert.match(ran.err, "warning: mlp.lock is left as it is");
    await rm(home, { recursive: true, force: true });
    await chmod(folder, 0o755);
  });
});

const canStart = async (user: { readonly uid?: number; readonly gid?: number }): Promise<boolean> => {
  const child = spawn(process.execPath, [join(root, "dist", "mlp.js"), "--version"], user);
  child.on("error", () => {});
  return (await ended(child)).code === 0;
};

test("compile: uses the lock, and says in one diagnostic that nothing is known", async () => {
  await withData(async ({ folder, data }) => {
    await data(undefined);
    const file = join(folder, "p.mlp");
    const unknown = await compile(pipeline, { file });
    assert.equal(unknown.diagnostics.map(({ code, severity }) => [code, severity]), [["MLP5505", "information"]]);
    assert.ok(unknown.graph);
    await writeFile(join(folder, "mlp.lock"), locked);
    assert.equal((await compile(pipeline, { file })).diagnostics, []);
    assert.equal((await compile(pipeline.replace(".age", ".plan"), { file })).diagnostics.map(({ severity }) => severity), ["error"]);
  });
});

test.run();

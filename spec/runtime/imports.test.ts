import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../stdlib/embed.ts";

/** What is told of a pipeline that imports from `path` and uses the name twice. */
async function toldOf(path: string): Promise<readonly { readonly message: string; readonly help?: string }[]> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-imports-"));
  try {
    await mkdir(join(folder, "project"));
    await writeFile(join(folder, "outside.js"), "export const own = 1;\n");
    await writeFile(join(folder, "project", "package.json"), "{}\n");
    await writeFile(join(folder, "project", "throws.js"), 'throw new Error("no key in sight");\n');
    await writeFile(join(folder, "project", "empty.js"), "export const own = 1;\n");
    await writeFile(join(folder, "project", "latin.mlp"), Buffer.from([0x2f, 0x2f, 0x20, 0xe9, 0x0a]));
    const { diagnostics } = await compile(`import { own } from "${path}"\na = own(1)\nb = own(2)\n`, { file: join(folder, "project", "main.mlp") });
    return diagnostics;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const faults: readonly (readonly [what: string, path: string, message: RegExp, help: RegExp])[] = [
  ["a module that throws while it is loaded is to be mended", "./throws.js", /fails when it is loaded: no key in sight/, /the path is right: mend `throws\.js`/],
  ["a module without nodes is to be mended", "./empty.js", /it exports no node/, /the path is right: mend `empty\.js`/],
  ["a file outside the project is to be moved", "../outside.js", /outside the project's folder/, /move the file into the project's folder/],
  ["a file that is not there has a relative path", "./nowhere.js", /there is no such file/, /relative to the importing file/],
  ["a pipeline that is no UTF-8 is to be saved as such", "./latin.mlp", /it is not UTF-8 text/, /save it as UTF-8/],
  ["a path that begins otherwise is written again", "lib/nowhere.js", /begins with `\.\/`/, /write it relative to this file: `\.\/lib\/nowhere\.js`/],
];

for (const [what, path, message, help] of faults) {
  test(`${what}, and is told once`, async () => {
    const told = await toldOf(path);
    assert.is(told.length, 1, JSON.stringify(told));
    assert.match(told[0]?.message ?? "", message);
    assert.match(told[0]?.help ?? "", help);
  });
}

test.run();

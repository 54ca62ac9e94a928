import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mlp, withProject } from "./kit.ts";

const hostile = '"<img src=x onerror=alert(1)>",label,y,day,nothing\n1,"<script>x</script>",1.5,2024-01-01,\n2,"a & b",,2024-02-01,\n3,"a & b",inf,2024-03-01,\n';

test("profile: a page of a file of rows, with a picture of every column that has one, and nothing that runs", async () => {
  await withProject(async (folder) => {
    await writeFile(join(folder, "rows.csv"), hostile);
    const { code, out, err } = await mlp(["profile", "rows.csv", "-o", "page.html"], { cwd: folder });
    assert.is(code, 0, err);
    assert.is(out, "page.html: 5 columns of 3 rows\n");
    const page = await readFile(join(folder, "page.html"), "utf8");
    assert.is(page.match(/<svg/g)?.length, 3);
    assert.not.match(page, /<script|<img|onerror=(?!alert\(1\)&gt;)|https?:\/\/(?!www\.w3\.org\/)/);
    assert.match(page, "&lt;img src=x onerror=alert(1)&gt;");
    assert.match(page, "a &amp; b");
    assert.match(page, "prefers-color-scheme: dark");
    assert.match(page, '<th scope="row">y</th><td>float</td><td>1 <span class="hint">33 %</span></td><td>2</td>');
  });
});

test("profile: a page is not written over the rows, and a file that is not there is named", async () => {
  await withProject(async (folder) => {
    await writeFile(join(folder, "rows.csv"), hostile);
    const over = await mlp(["profile", "rows.csv", "-o", "rows.csv"], { cwd: folder });
    assert.is(over.code, 2);
    assert.match(over.err, "ends in .html");
    assert.is(await readFile(join(folder, "rows.csv"), "utf8"), hostile);
    const missing = await mlp(["profile", "row.csv", "-o", "page.html"], { cwd: folder });
    assert.is(missing.code, 1);
    assert.match(missing.err, "MLP5101");
  });
});

test.run();

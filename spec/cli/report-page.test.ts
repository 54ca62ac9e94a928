import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mlp, withProject } from "./kit.ts";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
if (!executablePath) process.stdout.write("no Chromium here: the page of a report is not opened\n");

const hostile = `rows = load("rows.csv")
{ train, test } = split(rows, train: 70%, test: 30%, stratify: .label)
model = train(logistic_regression(), recipe(target: .label), on: train)
report = evaluate(model, on: test)
`;

/** Two classes whose names, like a column's, are markup. */
function rows(): string {
  const lines = ['"<img src=x onerror=alert(1)>",label'];
  for (let row = 0; row < 60; row++) lines.push(`${(row * 7) % 13},"${(row * 7) % 13 > 6 ? "<script>document.title='owned'</script>" : "plain & simple"}"`);
  return `${lines.join("\n")}\n`;
}

(executablePath ? test : test.skip)("the report opens offline in a browser, light and dark, and runs nothing that is in the data", async () => {
  await withProject(async (folder) => {
    await writeFile(join(folder, "rows.csv"), rows());
    await writeFile(join(folder, "x.mlp"), hostile);
    const run = await mlp(["run", "x.mlp"], { cwd: folder });
    assert.is(run.code, 0, run.err);
    assert.is((await mlp(["report", "-o", "report.html"], { cwd: folder })).code, 0);
    const browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    try {
      const backgrounds: string[] = [];
      for (const colorScheme of ["light", "dark"] as const) {
        const page = await browser.newPage({ colorScheme });
        const asked: string[] = [];
        const complaints: string[] = [];
        page.on("request", (request) => asked.push(request.url()));
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(error.message));
        await page.goto(pathToFileURL(join(folder, "report.html")).href);
        assert.equal(asked.length, 1, asked.join(" "));
        assert.equal(complaints, []);
        assert.match(await page.title(), "report");
        assert.ok((await page.locator("svg").count()) >= 3);
        assert.is(await page.locator("script, img").count(), 0);
        assert.match((await page.textContent("body")) ?? "", "plain & simple");
        backgrounds.push(await page.evaluate("getComputedStyle(document.body).backgroundColor"));
        await page.close();
      }
      assert.is.not(backgrounds[0], backgrounds[1]);
    } finally {
      await browser.close();
    }
  });
});

test.run();

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, run } from "../../../stdlib/embed.ts";

const schema = `schema Person {
  .id: int unique,
  .age: int? in 0..120,
  .joined: date in "2000-01-01".."2030-12-31",
  .code: string matching r"[A-Z]{2}\\d+",
  .mail: string matching r".+@.+" pii,
}
`;
const sound = "id,age,joined,code,mail\n1,30,2020-01-01,SE1,a@b\n2,,2021-05-05,NO22,c@d\n";
const broken = "id,age,joined,code,mail\n1,30,2020-01-01,SE1,a@b\n1,130,1999-12-31,se1,nobody\n3,-1,2020-01-01,XX9x,e@f\n4,,2020-01-01,AB1,g@h\n";

async function runWith(csv: string, load: string) {
  const folder = await mkdtemp(join(tmpdir(), "mlp-contract-"));
  try {
    await writeFile(join(folder, "people.csv"), csv);
    const { graph, diagnostics } = await compile(`${schema}people = ${load}\n`, { file: join(folder, "p.mlp") });
    assert.ok(graph, diagnostics.map(({ message }) => message).join("\n"));
    const logs: string[] = [];
    const handle = run(graph, { folder });
    for await (const event of handle) if (event.event === "node.log") logs.push(event.message);
    const { status, outputs, diagnostics: told } = await handle.result;
    return { status, rows: (outputs["people"] as { rows?: number } | undefined)?.rows, told: told.map(({ code, message }) => `${code} ${message}`), logs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("a file that keeps all promises is loaded", async () => {
  const { status, rows, told } = await runWith(sound, 'load("people.csv", schema: Person)');
  assert.equal([status, rows, told], ["succeeded", 2, []]);
});

test("all violations are told at once, with counts and first rows; personal data is not shown", async () => {
  const { status, told } = await runWith(broken, 'load("people.csv", schema: Person)');
  assert.is(status, "failed");
  const [message = ""] = told;
  for (const part of [
    "MLP5403",
    'a value in `id` that an earlier row has (row 2: "1")',
    '2 rows have a value outside of 0..120 in `age` (row 2: "130", row 3: "-1")',
    'a value outside of 2000-01-01..2030-12-31 in `joined` (row 2: "1999-12-31")',
    '2 rows have text in `code` that does not match [A-Z]{2}\\d+ (row 2: "se1", row 3: "XX9x")',
    "1 row has text in `mail` that does not match .+@.+ (row 2)",
  ]) {
    assert.ok(message.includes(part), `${part}\n${message}`);
  }
  assert.not.match(message, "nobody");
});

test("rows that break the schema may be dropped, with a warning that counts them", async () => {
  const { status, rows, logs } = await runWith(broken, 'load("people.csv", schema: Person, violations: drop)');
  assert.equal([status, rows], ["succeeded", 2]);
  assert.match(logs.join("\n"), "rows of `people.csv` that break its schema are dropped: 1 with a value in `id`");
});

test.run();

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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

const trip = `schema Trip {
  .vehicle: string pii,
  .started: int,
  .ended: int?,
  unique(.vehicle, .started),
  expect .ended >= .started,
}
`;
const trips = "vehicle,started,ended,note\nSE1,1,4,\nSE1,1,5,again\nSE1,2,1,back\nSE2,1,,\nSE3,9,8,back\n";

/** Runs a binding `people`, with other lines before it; gives what it is told, and the file that it has saved. */
async function runWith(csv: string, load: string, before = schema) {
  const folder = await mkdtemp(join(tmpdir(), "mlp-contract-"));
  try {
    await writeFile(join(folder, "people.csv"), csv);
    const { graph, diagnostics } = await compile(`${before}people = ${load}\n`, { file: join(folder, "p.mlp") });
    assert.ok(graph, diagnostics.map(({ message }) => message).join("\n"));
    const logs: string[] = [];
    const handle = run(graph, { folder });
    for await (const event of handle) if (event.event === "node.log") logs.push(event.message);
    const { status, outputs, diagnostics: told } = await handle.result;
    return { status, rows: (outputs["people"] as { rows?: number } | undefined)?.rows, told: told.map(({ code, message }) => `${code} ${message}`), logs, saved: await readFile(join(folder, "bad.csv"), "utf8").catch(() => "") };
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

test("keys and rules of whole rows are told as the promises of columns are; what is missing breaks none", async () => {
  const { told } = await runWith(trips, 'load("people.csv", schema: Trip)', trip);
  const [message = ""] = told;
  assert.is(
    message,
    "MLP5403 `people.csv` is not as its schema says: 1 row has values in `vehicle`, `started` that an earlier row has together (row 2: started \"1\"); " +
      "2 rows have values for which `.ended >= .started` does not hold (row 3: ended \"1\", started \"2\", row 5: ended \"8\", started \"9\")",
  );
  assert.not.match(message, "SE1");
});

test("rows that break a key or a rule are dropped like others, and a rule may use a param", async () => {
  const { rows } = await runWith(trips, 'load("people.csv", schema: Trip, violations: drop)', trip);
  assert.is(rows, 2);
  const late = 'param last: int = 2\nschema Late { .started: int, expect .started <= last or .started == 9 and .started > last - 1 }\n';
  assert.is((await runWith(trips, 'load("people.csv", schema: Late)', late)).status, "succeeded");
  const { told } = await runWith(trips, 'load("people.csv", schema: Late)', late.replace("== 9", "== 8"));
  assert.match(told[0] ?? "", "`.started <= 2 or .started == 8 and .started > 2 - 1`");
});

test("a rule or a key that changes is held again, and one that stays is not", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mlp-contract-"));
  try {
    await writeFile(join(folder, "trips.csv"), trips);
    const outcome = async (promise: string) => {
      const { graph } = await compile(`schema Trip { .started: int, .note: string?, ${promise} }\ntrips = load("trips.csv", schema: Trip)\n`, { file: join(folder, "p.mlp") });
      assert.ok(graph);
      const handle = run(graph, { folder });
      const events: string[] = [];
      for await (const { event } of handle) events.push(event);
      return `${(await handle.result).status}${events.includes("node.started") ? "" : ", from the store"}`;
    };
    assert.is(await outcome("expect .started < 10"), "succeeded");
    assert.is(await outcome("expect   .started<10"), "succeeded, from the store");
    assert.is(await outcome("expect .started < 9"), "failed");
    assert.is(await outcome("expect .started < 10, unique(.started, .note)"), "succeeded");
    assert.is(await outcome("expect .started < 10, unique(.started)"), "failed");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("a rule is over the declared types, whatever the file was found to hold", async () => {
  const code = "schema Code { .code: string, .from: timestamp, expect length(.code) == 3, expect .from == to_timestamp(\"2020-01-01\") }\n";
  const { told } = await runWith("code,from\n123,2020-01-01\n45,2020-01-01\n", 'load("people.csv", schema: Code)', code);
  assert.match(told[0] ?? "", /: 1 row has values for which `length\(\.code\) == 3` does not hold \(row 2: "45"\)$/);
});

test("small tables are held to keys and rules, too", async () => {
  const { told } = await runWith("", 'rows([{ started: 3, ended: 1, vehicle: "SE1" }], schema: Trip)', trip);
  assert.match(told[0] ?? "", "`.ended >= .started` does not hold");
});

test("rows that break the schema are put aside, with all columns of the file and what they break", async () => {
  const before = `${trip}all = load("people.csv", schema: Trip, violations: quarantine)\nbad = save(all.quarantined, "bad.csv")\n`;
  const { status, rows, saved, logs } = await runWith(trips, "all.rows", before);
  assert.equal([status, rows], ["succeeded", 2]);
  assert.is(
    saved,
    "vehicle,started,ended,note,violations\n" +
      "SE1,1,5,again,\"values in `vehicle`, `started` that an earlier row has together\"\n" +
      "SE1,2,1,back,values for which `.ended >= .started` does not hold\n" +
      "SE3,9,8,back,values for which `.ended >= .started` does not hold\n",
  );
  assert.match(logs.join("\n"), "are put aside: 1 with values in `vehicle`");
});

test("text that is not of the declared type is put aside as it stands, and a row names all that it breaks", async () => {
  const aged = 'schema Aged { .age: int in 0..120, .name: string matching r"[a-z]+" }\n{ rows, quarantined } = load("people.csv", schema: Aged, violations: quarantine)\nbad = save(quarantined, "bad.csv")\n';
  const { status, rows, saved } = await runWith("age,name\n30,ann\nold,ben\n200,Eve\n,sue\n", "rows |> derive(next: .age + 1)", aged);
  assert.equal([status, rows], ["succeeded", 1]);
  assert.is(
    saved,
    "age,name,violations\n" +
      "old,ben,text in `age` that is not int\n" +
      "200,Eve,a value outside of 0..120 in `age`; text in `name` that does not match [a-z]+\n" +
      ",sue,null in `age`\n",
  );
});

test("nothing is put aside where all rows keep the schema", async () => {
  const before = `${schema}{ rows, quarantined } = load("people.csv", schema: Person, violations: quarantine)\nbad = save(quarantined, "bad.csv")\n`;
  const { rows, saved } = await runWith(sound, "rows", before);
  assert.is(rows, 2);
  assert.is(saved, "id,age,joined,code,mail,violations\n");
});

/** What a check tells of a file with these columns, loaded so. */
async function toldOf(header: string, rest: string) {
  const folder = await mkdtemp(join(tmpdir(), "mlp-contract-"));
  try {
    await writeFile(join(folder, "trips.csv"), `${header}\n${header.replaceAll(/\w+/g, "1")}\n`);
    const { diagnostics } = await compile(`schema Trip { .started: int, .rider: int pii }\n${rest}\n`, { file: join(folder, "p.mlp") });
    return diagnostics.map(({ code, message }) => `${code} ${message}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const aside = '{ rows, quarantined } = load("trips.csv", schema: Trip, violations: quarantine)\n';

test("a file that has the column that says what a row breaks is refused before the run", async () => {
  assert.equal(await toldOf("started,rider,violations", `${aside}x = filter(quarantined, .started > 3)`), ["MLP5404 rows that are put aside get a column `violations`, and the file has one of this name"]);
  assert.equal(await toldOf("started,rider,violation", `${aside}x = filter(quarantined, .violations != "" and .violation > 3)`), []);
});

test("rows break nothing without a schema", async () => {
  assert.equal(await toldOf("started,rider", 'x = load("trips.csv", violations: drop)'), ["MLP3002 `load` needs `schema`"]);
});

test("personal data stays personal among the rows that are put aside", async () => {
  assert.equal(await toldOf("started,rider", `${aside}x = save(quarantined, "bad.csv")`), ["MLP4008 `rider` holds personal data, and comes into the file: the schema declares `rider` as `pii`"]);
  assert.equal(await toldOf("started,rider", `${aside}x = drop_columns(quarantined, [.rider]) |> save("bad.csv")`), []);
});

test.run();

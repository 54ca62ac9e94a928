import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MlpError } from "../../language/diagnostics/diagnostic.ts";
import { revealSecret } from "../../runtime/secrets.ts";
import { compile, defineNode, parameter, run, types } from "../../stdlib/embed.ts";

const env = (name: string) => ({ describe: "env", version: 1, args: { name } });

test("gives the variable's value, and a string as it is", () => {
  assert.is(revealSecret(env("ALERT_URL"), { ALERT_URL: "https://x" }), "https://x");
  assert.is(revealSecret("https://y", {}), "https://y");
});

test("names a variable that is not set, or empty, and nothing else", () => {
  for (const environment of [{ OTHER: "s3cret" }, { ALERT_URL: "", OTHER: "s3cret" }]) {
    try {
      revealSecret(env("ALERT_URL"), environment);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, MlpError);
      assert.is((error as MlpError).diagnostic.code, "MLP8109");
      assert.match((error as MlpError).message, /`ALERT_URL` is not set/);
      assert.not.match(JSON.stringify((error as MlpError).diagnostic), /s3cret/);
    }
  }
  assert.throws(() => revealSecret(env("toString"), {}), /`toString` is not set/);
});

/** All text under a folder. */
async function textUnder(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), "utf8")));
  return files.join("\n");
}

test("a secret param is in no event, outcome, record or artefact, even where a node says it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mlp-secret-"));
  const token = "tok-7f3a91c2";
  process.env["MLP_SPEC_TOKEN"] = token;
  try {
    const tell = defineNode({
      name: "tell",
      version: 1,
      group: "custom",
      summary: "Says a secret, as a careless node would.",
      examples: ['tell(env("TOKEN"))'],
      takes: { to: parameter.secret("What."), fails: parameter.withDefault(parameter.bool("Whether."), false) },
      positional: ["to"],
      returns: "Told",
      infer: () => types.object("Told"),
      execution: {
        kind: "operation",
        where: "main",
        run: async ({ to, fails }, context) => {
          const value = context.reveal(to);
          context.log("warning", `posting to https://example.com/${value}`);
          if (fails) throw new Error(`refused by https://example.com/${value}`);
          return { kind: "told", length: value.length };
        },
      },
    });
    const source = "param to: secret\ngood = tell(to)\nbad = tell(to, fails: true)\n";
    const file = join(folder, "x.mlp");
    const params = { to: "MLP_SPEC_TOKEN" };
    const { graph, diagnostics } = await compile(source, { file, params, nodes: [tell] });
    assert.equal(diagnostics, []);
    assert.ok(graph);
    const handle = run(graph, { folder, params, nodes: [tell] });
    const events = [];
    for await (const event of handle) events.push(event);
    const result = await handle.result;
    assert.is(result.status, "failed");
    const shown = JSON.stringify([graph, events, result]) + (await textUnder(folder));
    assert.match(shown, /refused by https:\/\/example\.com\/\*\*\*/);
    assert.match(shown, /posting to https:\/\/example\.com\/\*\*\*/);
    assert.is(shown.includes(token), false);
    const wrong = await compile(source, { file, params: { to: `https://example.com/${token}` }, nodes: [tell] }).catch((error: unknown) => error);
    assert.instance(wrong, MlpError);
    assert.match((wrong as MlpError).message, /the name of the environment variable/);
    assert.is(JSON.stringify((wrong as MlpError).diagnostic).includes(token), false);
  } finally {
    delete process.env["MLP_SPEC_TOKEN"];
    await rm(folder, { recursive: true, force: true });
  }
});

test.run();

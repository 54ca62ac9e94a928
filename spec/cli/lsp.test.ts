import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter, type MessageConnection } from "vscode-jsonrpc/node.js";
import { start, until, withProject } from "./kit.ts";

interface Published {
  readonly uri: string;
  readonly diagnostics: readonly { readonly code: string; readonly message: string; readonly range: { readonly start: { readonly line: number; readonly character: number } } }[];
}

/** An editor: opens a text and asks. */
async function withEditor(folder: string, work: (editor: MessageConnection, published: Published[]) => Promise<void>): Promise<void> {
  const child = start(["lsp"], { cwd: folder });
  const editor = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const published: Published[] = [];
  editor.onNotification("textDocument/publishDiagnostics", (params: Published) => void published.push(params));
  editor.listen();
  try {
    await editor.sendRequest("initialize", { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: {} });
    await editor.sendNotification("initialized", {});
    await work(editor, published);
    await editor.sendRequest("shutdown");
    await editor.sendNotification("exit");
  } finally {
    editor.dispose();
    child.kill();
  }
}

const open = (editor: MessageConnection, uri: string, text: string) => editor.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "mlp", version: 1, text } });

test("an editor gets diagnostics, completion of columns, hover, the place of a declaration, and formatting", async () => {
  await withProject(async (folder) => {
    const text = await readFile(join(folder, "penguins.mlp"), "utf8");
    const uri = pathToFileURL(join(folder, "penguins.mlp")).href;
    await withEditor(folder, async (editor, published) => {
      await open(editor, uri, text);
      await until(() => published.length > 0);
      assert.equal(published[0]?.diagnostics, []);

      const wrong = text.replace("stratify: .Species", "stratify: .Specis");
      await editor.sendNotification("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges: [{ text: wrong }] });
      await until(() => published.length > 1);
      assert.equal(published.at(-1)?.diagnostics.map(({ code }) => code), ["MLP3011"]);
      assert.match(published.at(-1)?.diagnostics[0]?.message ?? "", "did you mean `Species`?");

      const range = published.at(-1)?.diagnostics[0]?.range;
      const [action] = (await editor.sendRequest("textDocument/codeAction", { textDocument: { uri }, range, context: { diagnostics: [] } })) as { title: string; kind: string; edit: { changes: Record<string, { range: unknown; newText: string }[]> } }[];
      assert.is(action?.title, "write `.Species`");
      assert.is(action?.kind, "quickfix");
      assert.equal(action?.edit.changes[uri], [{ range, newText: ".Species" }]);

      const line = wrong.split("\n").findIndex((row) => row.includes("stratify"));
      const character = (wrong.split("\n")[line] ?? "").indexOf(".Specis") + 1;
      const items = (await editor.sendRequest("textDocument/completion", { textDocument: { uri }, position: { line, character } })) as { label: string; insertText: string }[];
      assert.ok(items.some(({ label }) => label === ".Species"));
      assert.is(items.find(({ label }) => label === ".Body Mass (g)")?.insertText, "`Body Mass (g)`");

      const hovered = (await editor.sendRequest("textDocument/hover", { textDocument: { uri }, position: { line, character: (wrong.split("\n")[line] ?? "").indexOf("split(") + 1 } })) as { contents: { value: string } };
      assert.match(hovered.contents.value, "split");

      const use = wrong.split("\n").findIndex((row) => row.startsWith("report = evaluate"));
      const declared = (await editor.sendRequest("textDocument/definition", { textDocument: { uri }, position: { line: use, character: "report = evaluate(mo".length } })) as { range: { start: { line: number } } };
      assert.is(declared.range.start.line, wrong.split("\n").findIndex((row) => row.startsWith("model =")));

      // A bracket too many behind a statement: hover and the place of a declaration are still there.
      const unread = wrong.replace(/^(report = evaluate.*)$/m, "$1\n)");
      await editor.sendNotification("textDocument/didChange", { textDocument: { uri, version: 3 }, contentChanges: [{ text: unread }] });
      const at = { textDocument: { uri }, position: { line: use, character: "report = evaluate(mo".length } };
      const still = (await editor.sendRequest("textDocument/definition", at)) as { range: { start: { line: number } } } | null;
      assert.is(still?.range.start.line, declared.range.start.line);
      assert.match(((await editor.sendRequest("textDocument/hover", at)) as { contents: { value: string } } | null)?.contents.value ?? "", "model: Model");

      await editor.sendNotification("textDocument/didChange", { textDocument: { uri, version: 4 }, contentChanges: [{ text: "a=1\n" }] });
      const edits = (await editor.sendRequest("textDocument/formatting", { textDocument: { uri }, options: { tabSize: 2, insertSpaces: true } })) as { newText: string }[];
      assert.equal(edits.map(({ newText }) => newText), ["a = 1\n"]);
    });
  });
});

test("the extension for editors is built: a grammar, a language, a client", async () => {
  const folder = new URL("../../dist/vscode/", import.meta.url);
  const manifest = JSON.parse(await readFile(new URL("package.json", folder), "utf8")) as { contributes: { grammars: { path: string; scopeName: string }[] }; main: string };
  const [grammar] = manifest.contributes.grammars;
  assert.is((JSON.parse(await readFile(new URL(grammar?.path ?? "", folder), "utf8")) as { scopeName: string }).scopeName, grammar?.scopeName);
  assert.match(await readFile(new URL(manifest.main, folder), "utf8"), "LanguageClient");
});

test.run();

import { workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/node.js";

let client: LanguageClient | undefined;

/** Starts the language server when the first pipeline is opened. */
export async function activate(): Promise<void> {
  const settings = workspace.getConfiguration("mlp");
  client = new LanguageClient(
    "mlp",
    { command: settings.get("command", "npx"), args: settings.get("arguments", ["mlp", "lsp"]) },
    { documentSelector: [{ language: "mlp" }] },
  );
  await client.start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

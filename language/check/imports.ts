import { duplicateName, importCycle, importFailed, unknownImport } from "../diagnostics/registry/names.ts";
import type { ImportStatement } from "../syntax/ast.ts";
import type { CheckContext } from "./context.ts";
import { keyOf, type Answer } from "./needs.ts";
import { declare, type FileScope } from "./scope.ts";

/** Parses and declares a file and all that it imports. `path` leads from the entry to this file. */
export function loadFile(cx: CheckContext, file: string, text: string, path: readonly string[] = []): FileScope {
  cx.texts.set(file, text);
  const parsed = cx.files.read(file, text);
  for (const diagnostic of parsed.diagnostics) cx.add(diagnostic);
  const scope = declare(cx, parsed.ast);
  cx.scopes.set(file, scope);
  for (const statement of parsed.ast.statements) {
    if (statement.kind !== "import") continue;
    if (statement.from.text.endsWith(".mlp")) importSource(cx, scope, statement, [...path, file]);
    else importModule(cx, scope, statement);
  }
  return scope;
}

function importSource(cx: CheckContext, scope: FileScope, statement: ImportStatement, path: readonly string[]): void {
  const from = statement.from.text;
  const answer = cx.ask({ kind: "source", key: keyOf("source", from, scope.file), path: from, file: scope.file });
  if (answer?.kind !== "source") return failed(cx, scope, statement, answer);
  if (path.includes(answer.file)) {
    cx.report(importCycle, statement.from.span, { chain: [...path.slice(path.indexOf(answer.file)), answer.file] });
    return lose(scope, statement);
  }
  const source = cx.scopes.get(answer.file) ?? loadFile(cx, answer.file, answer.text, path);
  for (const name of statement.names ?? []) {
    const symbol = source.symbols.get(name.text);
    if (!symbol) {
      scope.lost.add(name.text);
      cx.misspelt(unknownImport, name.span, { name: name.text, from }, { name: name.text, among: [...source.symbols.keys()], what: "it declares" });
      continue;
    }
    const earlier = scope.symbols.get(name.text);
    if (earlier) cx.report(duplicateName, name.span, { name: name.text }, { related: [{ span: earlier.span, message: "declared here first" }] });
    else scope.symbols.set(name.text, symbol);
  }
  if (!statement.all) return;
  lose(scope, statement);
  cx.report(importFailed, statement.all.span, { from, why: "declarations of a pipeline are imported by their names", fault: "unnamed" });
}

function importModule(cx: CheckContext, scope: FileScope, statement: ImportStatement): void {
  const from = statement.from.text;
  const answer = cx.ask({ kind: "module", key: keyOf("module", from, scope.file), path: from, file: scope.file });
  if (answer?.kind !== "module") return failed(cx, scope, statement, answer);
  cx.modules.add(answer.file);
  const exported = new Map(answer.nodes.map((node) => [node.name, node]));
  if (statement.all) for (const node of answer.nodes) scope.nodes.set(node.name, node);
  for (const name of statement.names ?? []) {
    const node = exported.get(name.text);
    if (node) scope.nodes.set(node.name, node);
    else {
      scope.lost.add(name.text);
      cx.misspelt(unknownImport, name.span, { name: name.text, from }, { name: name.text, among: [...exported.keys()], what: "it exports" });
    }
  }
}

/** Nothing is said while the host has not answered yet. */
function failed(cx: CheckContext, scope: FileScope, statement: ImportStatement, answer: Answer | undefined): void {
  lose(scope, statement);
  if (answer?.kind === "failed") cx.add({ ...answer.diagnostic, span: statement.from.span });
}

/** What an import that failed would have named fits everywhere from here on: one mistake, one message. */
function lose(scope: FileScope, { names, all }: ImportStatement): void {
  for (const { text } of names ?? []) scope.lost.add(text);
  if (all) {
    scope.lost.add(all.text);
    scope.lostModule = true;
  }
}

/** Whether a name stands for what an import that failed would have given, in this file or in that of a function's body. */
export function isLost(cx: CheckContext, name: string, files: readonly string[]): boolean {
  return files.some((file) => cx.scopes.get(file)?.lost.has(name));
}

/** The same for a node: where a whole module is missing, any name may be one of its nodes. */
export function isLostNode(cx: CheckContext, name: string, files: readonly string[]): boolean {
  return files.some((file) => cx.scopes.get(file)?.lostModule) || isLost(cx, name, files);
}

import { fileURLToPath } from "node:url";
import {
  CompletionItemKind,
  createConnection,
  CodeActionKind,
  DiagnosticSeverity,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocuments,
  TextDocumentSyncKind,
  type Diagnostic as EditorDiagnostic,
  type Range,
} from "vscode-languageserver/node.js";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { CheckResult } from "../language/check/check.ts";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { format } from "../language/format/format.ts";
import { complete, type Completion } from "../language/service/completion.ts";
import { definition, references } from "../language/service/definition.ts";
import { hover } from "../language/service/hover.ts";
import { recoverAt } from "../language/service/recover.ts";
import { LineMap, type Span } from "../language/syntax/span.ts";
import { compiler } from "../stdlib/embed.ts";

const kinds: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
  node: CompletionItemKind.Function,
  function: CompletionItemKind.Function,
  parameter: CompletionItemKind.Property,
  binding: CompletionItemKind.Variable,
  param: CompletionItemKind.Variable,
  column: CompletionItemKind.Field,
  member: CompletionItemKind.Property,
  word: CompletionItemKind.EnumMember,
};

const pathOf = (uri: string): string => (uri.startsWith("file:") ? fileURLToPath(uri) : uri);

/** Serves an editor over standard input and output until it says goodbye. */
export function serveEditor(): Promise<void> {
  const connection = createConnection(ProposedFeatures.all, new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));
  const documents = new TextDocuments(TextDocument);
  const checked = new Map<string, Promise<CheckResult>>();
  // A file of data that changes is seen a little later; asking at each key would read it each time, and an address that is half written is nobody's.
  const compile = compiler({ freshFor: 2000, remembers: true, offline: true });

  const checkOf = (document: TextDocument): Promise<CheckResult> => {
    const key = `${document.uri}@${document.version}`;
    const known = checked.get(key);
    if (known) return known;
    for (const old of checked.keys()) if (old.startsWith(`${document.uri}@`)) checked.delete(old);
    const result = compile.check({ file: pathOf(document.uri), text: document.getText() });
    checked.set(key, result);
    return result;
  };

  connection.onInitialize(() => ({
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      completionProvider: { triggerCharacters: [".", "(", ",", ":", "|", ">", " "] },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentFormattingProvider: true,
      documentSymbolProvider: true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
    },
    serverInfo: { name: "mlp" },
  }));

  documents.onDidChangeContent(async ({ document }) => {
    const { diagnostics } = await checkOf(document);
    const current = documents.get(document.uri);
    if (current && current.version !== document.version) return;
    const own = diagnostics.filter((diagnostic) => diagnostic.span === undefined || diagnostic.span.file === pathOf(document.uri));
    await connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics: own.map((diagnostic) => toEditor(diagnostic, document)) });
  });
  documents.onDidClose(({ document }) => void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] }));

  connection.onCompletion(async ({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    if (!document) return [];
    await checkOf(document);
    const source = { file: pathOf(document.uri), text: document.getText() };
    return complete(source, document.offsetAt(position), compile.options()).map((item) => ({
      label: item.label,
      kind: kinds[item.kind],
      ...(item.detail && { detail: item.detail }),
      ...(item.documentation && { documentation: item.documentation }),
      // The dot is already there when a column is completed.
      insertText: (item.insert ?? item.label).replace(/^\./, ""),
      filterText: item.label.replace(/^\./, ""),
    }));
  });

  /** What is found at an offset; inside a statement that cannot be read, in what can be saved of it. */
  const find = async <Found>(document: TextDocument, offset: number, look: (model: CheckResult["model"], placeOf: (span: Span) => Span) => Found | undefined): Promise<Found | undefined> => {
    const found = look((await checkOf(document)).model, (span) => span);
    if (found !== undefined) return found;
    const recovered = recoverAt({ file: pathOf(document.uri), text: document.getText() }, offset, compile.options());
    return recovered && look(recovered.model, recovered.placeOf);
  };

  connection.onHover(async ({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    if (!document) return null;
    const offset = document.offsetAt(position);
    const found = await find(document, offset, (model) => hover(model, pathOf(document.uri), offset));
    return found ? { contents: { kind: "markdown", value: found.markdown }, range: rangeOf(found.span, document) } : null;
  });

  connection.onDefinition(async ({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    if (!document) return null;
    const offset = document.offsetAt(position);
    const span = await find(document, offset, (model, placeOf) => {
      const declared = definition(model, pathOf(document.uri), offset);
      return declared && placeOf(declared);
    });
    return span?.file === pathOf(document.uri) ? { uri: document.uri, range: rangeOf(span, document) } : null;
  });

  connection.onReferences(async ({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    if (!document) return [];
    const offset = document.offsetAt(position);
    const spans = await find(document, offset, (model, placeOf) => {
      const places = references(model, pathOf(document.uri), offset);
      return places.length > 0 ? places.map(placeOf) : undefined;
    });
    return (spans ?? []).filter((span) => span.file === pathOf(document.uri)).map((span) => ({ uri: document.uri, range: rangeOf(span, document) }));
  });

  connection.onCodeAction(async ({ textDocument, range }) => {
    const document = documents.get(textDocument.uri);
    if (!document) return [];
    const file = pathOf(document.uri);
    const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
    const { diagnostics } = await checkOf(document);
    const here = diagnostics.filter(({ span }) => span?.file === file && span.start <= end && start <= span.end);
    return here.flatMap((diagnostic) =>
      diagnostic.fixes
        .filter(({ edits }) => edits.every(({ span }) => span.file === file))
        .map((fix) => ({
          title: fix.title,
          kind: CodeActionKind.QuickFix,
          isPreferred: diagnostic.fixes.length === 1,
          diagnostics: [toEditor(diagnostic, document)],
          edit: { changes: { [document.uri]: fix.edits.map(({ span, text }) => ({ range: rangeOf(span, document), newText: text })) } },
        })),
    );
  });

  connection.onDocumentFormatting(({ textDocument }) => {
    const document = documents.get(textDocument.uri);
    if (!document) return [];
    const text = document.getText();
    const formatted = format(pathOf(document.uri), text).text;
    return formatted === text ? [] : [{ range: { start: { line: 0, character: 0 }, end: document.positionAt(text.length) }, newText: formatted }];
  });

  connection.onDocumentSymbol(async ({ textDocument }) => {
    const document = documents.get(textDocument.uri);
    if (!document) return [];
    const file = pathOf(document.uri);
    const { model } = await checkOf(document);
    const symbols = [...(model.scopes.get(file)?.symbols.values() ?? [])].filter((symbol) => symbol.file === file);
    return symbols.map((symbol) => ({
      name: symbol.name,
      kind: 13,
      range: rangeOf(model.spanOf(symbol.statement.span), document),
      selectionRange: rangeOf(model.spanOf(symbol.span), document),
    }));
  });

  documents.listen(connection);
  connection.listen();
  return new Promise((resolve) => connection.onExit(() => resolve()));
}

function rangeOf(span: Span, document: TextDocument): Range {
  return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}

function toEditor(diagnostic: Diagnostic, document: TextDocument): EditorDiagnostic {
  const lines = new LineMap(document.getText());
  const range = diagnostic.span ? { start: lines.position(diagnostic.span.start), end: lines.position(diagnostic.span.end) } : { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const severity = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, information: DiagnosticSeverity.Information }[diagnostic.severity];
  return {
    range,
    severity,
    code: diagnostic.code,
    source: "mlp",
    message: diagnostic.help ? `${diagnostic.message}\n${diagnostic.help}` : diagnostic.message,
    relatedInformation: diagnostic.related
      .filter((related) => related.span.file === pathOf(document.uri))
      .map((related) => ({ location: { uri: document.uri, range: rangeOf(related.span, document) }, message: related.message })),
  };
}

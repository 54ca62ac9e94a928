import { duplicateName, repeatedDeclaration } from "../diagnostics/registry/names.ts";
import type { NodeSignature } from "../nodes/signature.ts";
import type { BindingStatement, FunctionStatement, Identifier, ParamStatement, PipelineStatement, SchemaStatement, SeedStatement, SourceFile, TestStatement } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import type { Schema } from "../types/schema.ts";
import type { Type } from "../types/type.ts";
import type { CheckContext } from "./context.ts";

export type Symbol = BindingSymbol | ParamSymbol | SchemaSymbol | FunctionSymbol;

interface Named {
  readonly name: string;
  readonly file: string;
  readonly span: Span;
}

export interface BindingSymbol extends Named {
  readonly kind: "binding";
  /** As it is after functions were expanded. */
  statement: BindingStatement;
  type?: Type;
  /** The part of the value that it names, where that is not its own name. */
  readonly part?: string;
  /** Made from the call of a function: a binding of its body, or an argument. */
  readonly generated?: "local" | "argument";
}

export interface FunctionSymbol extends Named {
  readonly kind: "function";
  readonly statement: FunctionStatement;
}

export interface ParamSymbol extends Named {
  readonly kind: "param";
  readonly statement: ParamStatement;
  type?: Type;
}

export interface SchemaSymbol extends Named {
  readonly kind: "schema";
  readonly statement: SchemaStatement;
  schema?: Schema;
}

/** The names of one file. Imported names point to the symbols of their own file. */
export interface FileScope {
  readonly file: string;
  readonly ast: SourceFile;
  readonly symbols: Map<string, Symbol>;
  /** Nodes that the file imports from modules. */
  readonly nodes: Map<string, NodeSignature>;
  /** Names whose import failed: that has been told, and what they stand for is not known. */
  readonly lost: Set<string>;
  /** A whole module could not be read: any node might be its. */
  lostModule: boolean;
  readonly pipeline: PipelineStatement | undefined;
  readonly seed: SeedStatement | undefined;
  /** By their names. */
  readonly tests: ReadonlyMap<string, TestStatement>;
}

/** Declares what a file declares itself; imports are added by `imports.ts`. */
export function declare(cx: CheckContext, ast: SourceFile): FileScope {
  const symbols = new Map<string, Symbol>();
  const add = (symbol: Symbol) => {
    const earlier = symbols.get(symbol.name);
    if (earlier) {
      cx.report(duplicateName, symbol.span, { name: symbol.name }, { related: [{ span: earlier.span, message: "declared here first" }] });
    } else symbols.set(symbol.name, symbol);
  };
  const named = ({ text, span }: Identifier): Named => ({ name: text, file: ast.file, span });
  const tests = new Map<string, TestStatement>();
  let pipeline: PipelineStatement | undefined;
  let seed: SeedStatement | undefined;
  for (const statement of ast.statements) {
    switch (statement.kind) {
      case "pipeline":
        if (pipeline) cx.report(repeatedDeclaration, statement.span, { what: "pipeline" });
        pipeline ??= statement;
        break;
      case "seed":
        if (seed) cx.report(repeatedDeclaration, statement.span, { what: "seed" });
        seed ??= statement;
        break;
      case "param":
        add({ kind: "param", ...named(statement.name), statement });
        break;
      case "schema":
        add({ kind: "schema", ...named(statement.name), statement });
        break;
      case "function":
        add({ kind: "function", ...named(statement.name), statement });
        break;
      case "binding":
        for (const name of statement.names) add({ kind: "binding", ...named(name), statement });
        break;
      case "test":
        addTest(cx, tests, statement);
        break;
      case "import":
        break;
    }
  }
  return { file: ast.file, ast, symbols, nodes: new Map(), lost: new Set(), lostModule: false, pipeline, seed, tests };
}

function addTest(cx: CheckContext, tests: Map<string, TestStatement>, test: TestStatement): void {
  const { text, span } = test.name;
  const earlier = tests.get(text);
  if (earlier) cx.report(duplicateName, span, { name: text }, { related: [{ span: earlier.name.span, message: "declared here first" }] });
  else tests.set(text, test);
}

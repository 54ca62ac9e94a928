import type { ISerializedGast } from "chevrotain";
import { grammarFor } from "../../language/syntax/grammar.ts";
import { shownRules } from "./syntax-rules.ts";

/** What a rule of the grammar is made of. */
export type Piece =
  | { readonly kind: "written"; readonly text: string }
  /** A token that stands for many texts: `name`, `number`. */
  | { readonly kind: "token"; readonly name: string }
  | { readonly kind: "rule"; readonly name: string }
  | { readonly kind: "sequence"; readonly pieces: readonly Piece[] }
  | { readonly kind: "choice"; readonly pieces: readonly Piece[] }
  | { readonly kind: "optional"; readonly piece: Piece }
  | { readonly kind: "any"; readonly piece: Piece }
  /** At least one, with something between each two. */
  | { readonly kind: "joined"; readonly piece: Piece; readonly between: Piece };

/** As Chevrotain writes it, by the kind of the production. */
interface Production extends ISerializedGast {
  readonly name?: string;
  readonly label?: string;
  readonly definition?: Production[];
}

/** The grammar's rules by their methods. */
export function rulesOfGrammar(): ReadonlyMap<string, Piece> {
  const parser = grammarFor([], { file: "", docBefore: () => undefined, text: () => ({ kind: "missing", span: { file: "", start: 0, end: 0 } }) });
  const rules: readonly Production[] = parser.getSerializedGastProductions();
  return new Map(rules.map(({ name = "", definition = [] }) => [name, sequenceOf(definition)]));
}

const names: ReadonlyMap<string, string> = new Map(shownRules.map(({ rule, name }) => [rule, name]));
const tokens: Readonly<Record<string, string>> = { NameLike: "name", AnyWord: "word", Number: "number", StringLiteral: "string", RawString: "raw string", Column: "column" };

function pieceOf({ type, name = "", label = "", definition = [] }: Production): Piece {
  switch (type) {
    case "NonTerminal":
      return { kind: "rule", name: names.get(name) ?? name };
    case "Terminal":
      return name in tokens ? { kind: "token", name: tokens[name] ?? name } : { kind: "written", text: label.replace(/^`|`$/g, "") };
    case "Alternation":
      return { kind: "choice", pieces: definition.map(pieceOf) };
    case "Option":
      return { kind: "optional", piece: sequenceOf(definition) };
    case "Repetition":
      return { kind: "any", piece: sequenceOf(definition) };
    case "Alternative":
      return sequenceOf(definition);
    default:
      throw new Error(`there is no drawing for ${type}`);
  }
}

/** In order; what is repeated with something in front of it (`sum { "," sum }`) is joined by that. */
function sequenceOf(definition: readonly Production[]): Piece {
  const pieces: Piece[] = [];
  for (const piece of definition.map(pieceOf)) {
    const last = pieces.at(-1);
    const between = piece.kind === "any" && last ? inFrontOf(piece.piece, last) : undefined;
    if (between && last) pieces[pieces.length - 1] = { kind: "joined", piece: last, between };
    else pieces.push(piece);
  }
  const [only] = pieces;
  return only && pieces.length === 1 ? only : { kind: "sequence", pieces };
}

function inFrontOf(repeated: Piece, item: Piece): Piece | undefined {
  if (repeated.kind !== "sequence" || repeated.pieces.length !== 2) return undefined;
  const [between, again] = repeated.pieces;
  return JSON.stringify(again) === JSON.stringify(item) ? between : undefined;
}

/** A piece in the notation of `spec/language.md`. */
export function ebnfOf(piece: Piece): string {
  switch (piece.kind) {
    case "written":
      return `"${piece.text}"`;
    case "token":
    case "rule":
      return piece.name;
    case "sequence":
      return piece.pieces.map((one) => (one.kind === "choice" ? `( ${ebnfOf(one)} )` : ebnfOf(one))).join(" ");
    case "choice":
      return piece.pieces.map(ebnfOf).join(" | ");
    case "optional":
      return `[ ${ebnfOf(piece.piece)} ]`;
    case "any":
      return `{ ${ebnfOf(piece.piece)} }`;
    case "joined": {
      const between = ebnfOf({ kind: "sequence", pieces: [piece.between] });
      return `${ebnfOf(piece.piece)} { ${between} ${ebnfOf(piece.piece)} }`;
    }
  }
}

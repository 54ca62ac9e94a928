import railroad from "railroad-diagrams";
import { ebnfOf, rulesOfGrammar, type Piece } from "./syntax-pieces.ts";
import { shownRules } from "./syntax-rules.ts";

/** The pages about the grammar, made from the grammar itself: their texts by their paths under `spec/`. */
export function syntaxPages(): ReadonlyMap<string, string> {
  const rules = rulesOfGrammar();
  const pages = new Map([["syntax.md", overview()]]);
  for (const { rule, name, sentence } of shownRules) {
    const piece = rules.get(rule);
    if (!piece) throw new Error(`the grammar has no rule \`${rule}\`: see spec/kit/syntax-rules.ts`);
    pages.set(`syntax/${name}.svg`, diagramOf(name, sentence, piece));
  }
  return pages;
}

const overview = (): string => `# Syntax diagrams

The [grammar](language.md#grammar) as diagrams, made from the parser by \`npm run docs\`. A diagram is read from the left along the lines.
What stands in quotes in a round box is written as it stands; \`name\`, \`word\`, \`column\`, \`number\`, \`string\` and \`raw string\` are in the [lexical grammar](language.md#lexical-grammar); a box with corners is the diagram of that name.

${shownRules.map(({ name, sentence }) => `## ${name}\n\n${sentence}\n\n![The syntax of ${name}](syntax/${name}.svg)\n`).join("\n")}`;

// A grey that is read on white and on black, and boxes with a ground of their own.
const style = [
  "path { stroke: #808080; stroke-width: 2; fill: none }",
  "rect { stroke: #808080; stroke-width: 2; fill: #eef3fb }",
  "rect[rx] { fill: #fdf6e3 }",
  "text { font: 13px ui-monospace, Menlo, Consolas, monospace; text-anchor: middle; fill: #1f2328 }",
].join(" ");

function diagramOf(name: string, sentence: string, piece: Piece): string {
  const diagram = railroad.Diagram(itemOf(piece)).format(10);
  Object.assign(diagram.attrs, { xmlns: "http://www.w3.org/2000/svg", role: "img" });
  const label = escaped(`${name} = ${ebnfOf(piece)}`);
  return diagram.toString().replace(">\n", () => ` aria-label="${label}">\n<title>${escaped(`${name}: ${sentence}`)}</title>\n<style>${style}</style>\n`);
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

function itemOf(piece: Piece): ReturnType<typeof railroad.Sequence> {
  switch (piece.kind) {
    case "written":
      return railroad.Terminal(`"${piece.text}"`);
    case "token":
      return railroad.Terminal(piece.name);
    case "rule":
      return railroad.NonTerminal(piece.name);
    case "sequence":
      return railroad.Sequence(...piece.pieces.map(itemOf));
    case "choice":
      return railroad.Choice(0, ...piece.pieces.map(itemOf));
    case "optional":
      return railroad.Optional(itemOf(piece.piece));
    case "any":
      return railroad.ZeroOrMore(itemOf(piece.piece));
    case "joined":
      return railroad.OneOrMore(itemOf(piece.piece), itemOf(piece.between));
  }
}

import { dependenciesOf, type Graph, type GraphNode } from "../../language/graph/graph.ts";

/** One box of a drawing. */
interface Box {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly shape: "data" | "work" | "description" | "service";
}

function boxOf(node: GraphNode): Box {
  const shape = node.op === "value" ? "description" : node.type === "Dataset" ? "data" : node.type === "Endpoint" || node.type === "Monitor" ? "service" : "work";
  return { id: node.id, title: node.id, detail: node.op === "value" ? node.type.toLowerCase() : node.op, shape };
}

function edgesOf(graph: Graph): { from: string; to: string; gate: boolean }[] {
  return graph.nodes.flatMap((node) => {
    const all = dependenciesOf(node);
    const { when: _, ...ungated } = node;
    const direct = new Set(dependenciesOf(ungated));
    return all.map((from) => ({ from, to: node.id, gate: !direct.has(from) }));
  });
}

/** The graph as Mermaid text. */
export function mermaid(graph: Graph): string {
  const number = new Map(graph.nodes.map((node, index) => [node.id, `n${index}`]));
  const text = (value: string) => value.replace(/[&"<>#]/g, (sign) => `#${sign.codePointAt(0)};`);
  const brackets = { data: ["[(", ")]"], work: ["[", "]"], description: ["(", ")"], service: ["[[", "]]"] } as const;
  const lines = graph.nodes.map((node) => {
    const box = boxOf(node);
    const [open, close] = brackets[box.shape];
    return `  ${number.get(node.id)}${open}"${text(box.title)}<br/><small>${text(box.detail)}</small>"${close}`;
  });
  const arrows = edgesOf(graph).map(({ from, to, gate }) => `  ${number.get(from)} ${gate ? "-. when .->" : "-->"} ${number.get(to)}`);
  return ["flowchart LR", ...lines, ...arrows, ""].join("\n");
}

/** The graph in the DOT language of Graphviz. */
export function dot(graph: Graph): string {
  const quote = (value: string) => `"${value.replace(/[\\"]/g, (sign) => `\\${sign}`).replace(/\n/g, " ")}"`;
  const html = (value: string) => value.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);
  const styles = {
    data: 'shape=cylinder, fillcolor="#e3f0fb"',
    work: 'shape=box, fillcolor="#f4f4f5"',
    description: 'shape=box, style="rounded,filled,dashed", fillcolor="#ffffff"',
    service: 'shape=component, fillcolor="#e8f5e9"',
  } as const;
  const nodes = graph.nodes.map((node) => {
    const box = boxOf(node);
    const label = `<<b>${html(box.title)}</b><br/><font point-size="10" color="#52525b">${html(box.detail)}</font>>`;
    return `  ${quote(box.id)} [${styles[box.shape]}, label=${label}];`;
  });
  const edges = edgesOf(graph).map(({ from, to, gate }) => `  ${quote(from)} -> ${quote(to)}${gate ? ' [style=dashed, label="when"]' : ""};`);
  return [
    `digraph ${quote(graph.pipeline)} {`,
    "  rankdir=LR;",
    '  node [style=filled, fontname="Helvetica", fontsize=12, color="#a1a1aa", margin="0.25,0.1"];',
    '  edge [color="#71717a", fontname="Helvetica", fontsize=10];',
    ...nodes,
    ...edges,
    "}",
    "",
  ].join("\n");
}

/** The graph as an SVG picture, laid out by Graphviz. */
export async function svg(graph: Graph): Promise<string> {
  const { instance } = await import("@viz-js/viz");
  return (await instance()).renderString(dot(graph), { format: "svg" });
}

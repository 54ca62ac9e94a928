import type { Catalog } from "../../language/nodes/catalog.ts";
import type { Accepts, Parameter } from "../../language/nodes/parameter.ts";
import type { NodeSignature } from "../../language/nodes/signature.ts";

const groups = ["data", "features", "training", "registry", "serving", "monitoring", "custom"] as const;

/** The list of all nodes, by group. */
export function indexPage(catalog: Catalog): string {
  const all = [...catalog.nodes.values()];
  const sections = groups.flatMap((group) => {
    const nodes = all.filter((node) => node.group === group);
    if (nodes.length === 0) return [];
    const rows = nodes.map((node) => `| [\`${node.name}\`](${node.name}.md) | ${cell(node.summary)} |`);
    return [`## ${group[0]?.toUpperCase()}${group.slice(1)}\n\n| node | what it does |\n|---|---|\n${rows.join("\n")}\n`];
  });
  return `# Reference of the nodes\n\nMade by \`mlp docs\` from the node definitions.\nExpressions over rows use the [row functions](functions.md).\n\n${sections.join("\n")}`;
}

/** One node: what it takes, what it gives, and examples. */
export function nodePage(node: NodeSignature): string {
  const rows = Object.entries(node.takes).map(([name, parameter]) => parameterRow(name, parameter, node.positional?.indexOf(name as never) ?? -1));
  if (node.rest) rows.push(`| *any name* | ${acceptsText(node.rest.accepts)} | | ${cell(node.rest.doc)} |`);
  const table = rows.length > 0 ? `\n## Parameters\n\n| name | takes | default | |\n|---|---|---|---|\n${rows.join("\n")}\n` : "";
  const examples = node.examples.length > 0 ? `\n## Examples\n\n\`\`\`mlp\n${node.examples.join("\n\n")}\n\`\`\`\n` : "";
  return `# ${node.name}\n\n${node.summary}\n\nGives: ${node.returns}${node.step ? " (or, piped from a recipe, a longer recipe)" : ""}\n${node.doc ? `\n${node.doc.trim()}\n` : ""}${table}${examples}`;
}

function parameterRow(name: string, parameter: Parameter, place: number): string {
  const preset = parameter.default === undefined ? (parameter.required ? "required" : "") : `\`${String(parameter.default)}\``;
  const position = place === 0 ? " *(may go without its name; a pipe fills it)*" : place === 1 ? " *(may go without its name)*" : "";
  return `| \`${name}\` | ${acceptsText(parameter.accepts)} | ${preset} | ${cell(parameter.doc)}${position} |`;
}

function acceptsText(accepts: Accepts): string {
  switch (accepts.kind) {
    case "word":
      return accepts.words.map((word) => `\`${word}\``).join(", ");
    case "list":
      return `list of ${acceptsText(accepts.item)}`;
    case "value":
      return accepts.names.join(" or ");
    case "expression":
      return accepts.gives === "bool" ? "condition over rows" : "expression over rows";
    case "aggregate":
      return "[aggregate](functions.md#aggregate-functions)";
    case "columns":
      return "columns";
    case "secret":
      return "string or `env(…)`";
    case "record":
      return accepts.words ? `record of ${acceptsText({ kind: "word", words: accepts.words })}` : "record of numbers, strings, bools or nulls";
    case "scalar":
      return "number, string, bool or null";
    default:
      return accepts.kind + bounds(accepts);
  }
}

function bounds(accepts: Accepts): string {
  if (!("min" in accepts || "max" in accepts || "above" in accepts || "below" in accepts)) return "";
  const low = accepts.above !== undefined ? `> ${accepts.above}` : accepts.min !== undefined ? `≥ ${accepts.min}` : "";
  const high = accepts.below !== undefined ? `< ${accepts.below}` : accepts.max !== undefined ? `≤ ${accepts.max}` : "";
  return ` ${[low, high].filter(Boolean).join(", ")}`;
}

/** The row functions by what they are about: what may stand in `derive`, `filter` and the like. */
export function functionsPage(catalog: Catalog): string {
  const all = [...catalog.functions.values()];
  const sections = [...new Set(all.map(({ group = "Others" }) => group))].map((name) => {
    const rows = all.filter(({ group = "Others" }) => group === name).map((definition) => `| \`${definition.name}\` | ${cell(definition.summary)} | \`${cell(definition.example)}\` |`);
    return `## ${name}\n\n| function | what it gives | example |\n|---|---|---|\n${rows.join("\n")}\n`;
  });
  return `# Row functions\n\nWhat may stand in an expression over rows (\`derive\`, \`filter\`, \`drop_rows\`, …), beside the operators. Unless it says otherwise, a function is null where one of its operands is.\n\n${sections.join("\n")}${aggregatesSection(catalog)}`;
}

/** The functions of several rows: what may stand in `aggregate` and `windows`. */
function aggregatesSection({ aggregates }: Catalog): string {
  if (aggregates.size === 0) return "";
  const rows = [...aggregates.values()].map(({ name, summary, example, takes, only }) => `| \`${name}\` | ${cell(summary)}${only === undefined ? "" : only === "windows" ? " Only in `windows`." : " Only in `aggregate`."} | ${Object.keys(takes).map((parameter) => `\`${parameter}\``).join(", ")} | \`${cell(example)}\` |`);
  const windows = "In `windows`, each but `lag` may also be told how far back a row looks: `over: 7d`, the rows of this span of time, or `last: 5`, so many rows.";
  return `\n## Aggregate functions\n\nWhat may stand in \`aggregate\` and \`windows\`: one value of several rows. Missing values are left out; where none is left, the result is missing, and a count is 0. ${windows}\n\n| function | what it gives | takes | example |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

const cell = (text: string) => text.replace(/\|/g, "\\|").replace(/\n/g, " ");

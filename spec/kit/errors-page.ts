import { allDiagnostics } from "../../language/diagnostics/registry/index.ts";

const families: Readonly<Record<string, string>> = {
  "1": "Syntax",
  "2": "Names, imports and files of the language",
  "3": "Types, parameters and contracts",
  "4": "Leakage, and what may be put to use",
  "5": "Data",
  "6": "Execution, training and tests",
  "7": "The registry",
  "8": "Serving and monitoring",
  "9": "What the data shows",
};

/** `spec/errors.md`: every code with its title and severity. */
export function errorsPage(): string {
  const lines = ["# Codes", "", "Every diagnostic has one of these codes. `mlp explain CODE` says why it is a mistake and how to mend it, with an example. A code is never given another meaning."];
  for (const [digit, name] of Object.entries(families)) {
    const kinds = allDiagnostics.filter(({ code }) => code.startsWith(`MLP${digit}`)).toSorted((a, b) => (a.code < b.code ? -1 : 1));
    lines.push("", `## ${name}`, "", "| code | | |", "|---|---|---|", ...kinds.map(({ code, title, severity }) => `| ${code} | ${title} | ${severity === "information" ? "a note" : severity === "warning" ? "a warning" : "an error"} |`));
  }
  return `${lines.join("\n")}\n`;
}

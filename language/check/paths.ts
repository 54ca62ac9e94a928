import { pathReadAndWritten, pathWrittenTwice } from "../diagnostics/registry/data-files.ts";
import type { CheckContext } from "./context.ts";

/**
 * A file that a pipeline writes is neither read nor written by it anywhere else: what is read would depend on which of the two came first,
 * and a table that comes back from a file has lost where its rows come from.
 */
export function checkPaths(cx: CheckContext): void {
  const uses = [...cx.paths.values()].flatMap(({ path, ...use }) => (path === undefined ? [] : [{ ...use, path }]));
  const written = new Map<string, (typeof uses)[number]>();
  for (const use of uses.filter(({ writes }) => writes)) {
    const first = written.get(placeOf(use.path));
    if (!first) written.set(placeOf(use.path), use);
    else cx.report(pathWrittenTwice, use.span, { path: use.path }, { label: "and here", related: [{ span: first.span, message: "written here" }] });
  }
  for (const use of uses.filter(({ writes }) => !writes)) {
    const writer = written.get(placeOf(use.path));
    if (!writer) continue;
    const related = [{ span: use.span, message: `\`${use.node}\` reads it here` }];
    cx.report(pathReadAndWritten, writer.span, { path: writer.path, reader: use.node, writer: writer.node }, { label: "written here", related });
  }
}

/** `./a/../b.csv` is `b.csv`. */
function placeOf(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll("\\", "/").split("/")) {
    if (part === "." || (part === "" && parts.length > 0)) continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== ".." && parts.at(-1) !== "") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Graph } from "../../language/graph/graph.ts";
import { runToy } from "./toy.ts";

/** Runs the toy graph of a folder: for tests that kill it. */
const [folder = ""] = process.argv.slice(2);
const graph = JSON.parse(await readFile(join(folder, "graph.json"), "utf8")) as Graph;
const { finished } = await runToy(folder, graph);
process.exitCode = finished.status === "succeeded" ? 0 : 1;

/** `npm run mutation`: how many leaks the checker catches, and how many sound pipelines it refuses. Needs no network; runs no pipeline. */
import { cpus } from "node:os";
import { renderReport, isGood } from "./report.ts";
import { measure } from "./measure.ts";
import { soundPipelines } from "./subject.ts";

const start = performance.now();
const measured = await measure(soundPipelines);
const seconds = (performance.now() - start) / 1000;
console.log(renderReport(measured, process.argv.includes("--all")));
console.log(`${seconds.toFixed(1)} s · Node ${process.version} · ${process.platform} ${process.arch} · ${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores`);
process.exitCode = isGood(measured) ? 0 : 1;

// Measures mlp against pandas + scikit-learn and polars + scikit-learn on the same work in turn, whole processes, cold; prints times, peak
// memory, scores and the ratios. node spec/bench/data/run.mjs [rounds] [rows]   (PYTHON names a Python with the peers; make one with peer.sh)
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));
const rounds = Number(process.argv[2] ?? 3);
const rows = Number(process.argv[3] ?? 1_000_000);
const python = process.env.PYTHON ?? "python3";
const data = join(tmpdir(), `mlp-bench-${rows}.csv`);
if (!existsSync(data)) execFileSync(process.execPath, [join(here, "generate.mjs"), data, String(rows)]);

/** Runs a command under GNU time: seconds, peak megabytes, and what it printed. */
function measure(command, args) {
  const began = performance.now();
  const done = spawnSync("/usr/bin/time", ["-f", "PEAK %M", command, ...args], { encoding: "utf8", maxBuffer: 1e8 });
  if (done.status !== 0) throw new Error(done.stderr);
  return { seconds: (performance.now() - began) / 1000, megabytes: Number(/PEAK (\d+)/.exec(done.stderr)?.[1]) / 1024, out: done.stdout };
}

function ours() {
  const home = mkdtempSync(join(tmpdir(), "mlp-bench-"));
  try {
    const result = measure(process.execPath, [join(root, "dist/mlp.js"), "run", join(here, "data.mlp"), "-p", `source=${data}`, "--json", "--home", home]);
    const { outputs } = JSON.parse(result.out.trim().split("\n").at(-1));
    return { ...result, scores: outputs.report.metrics };
  } finally {
    rmSync(home, { recursive: true, force: true });
    rmSync(join(here, "mlp.lock"), { force: true });
  }
}

function peer(...more) {
  const result = measure(python, [join(here, "peer.py"), data, ...more]);
  return { ...result, scores: JSON.parse(result.out) };
}

/** The versions of what Python has of these, or nothing where one is missing. */
function versionsOf(...names) {
  try {
    return execFileSync(python, ["-c", `import ${names.join(", ")}; print(${names.map((name) => `"${name}", ${name}.__version__`).join(", ")})`], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    console.log(`${names[0]} cannot be measured: ${python} does not have ${names.join(" and ")} (see peer.sh)`);
    return undefined;
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const peers = [["pandas"], ["polars", "pandas"]].flatMap((names) => {
  const versions = versionsOf(...names, "sklearn");
  return versions === undefined ? [] : [{ name: names[0], versions, args: names[0] === "polars" ? ["polars"] : [], results: [] }];
});
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}; ${peers.map(({ versions }) => versions).join("; ") || "no peer"}; ${rows.toLocaleString("en")} rows`);

const own = [];
for (let round = 0; round < rounds; round++) {
  own.push(ours());
  for (const one of peers) one.results.push(peer(...one.args));
}
const line = (name, results) =>
  `${name.padEnd(8)} ${median(results.map((one) => one.seconds)).toFixed(2)} s  ${median(results.map((one) => one.megabytes)).toFixed(0)} MB  roc_auc ${results[0].scores.roc_auc.toFixed(5)}  log_loss ${results[0].scores.log_loss.toFixed(5)}`;
console.log(line("mlp", own));
for (const { name, results } of peers) {
  console.log(line(name, results));
  const ratio = (field) => median(own.map((one, index) => one[field] / results[index][field])).toFixed(2);
  console.log(`  ratio  ${ratio("seconds")} of the time, ${ratio("megabytes")} of the memory (medians of ${rounds} pairs)`);
}

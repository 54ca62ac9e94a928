// Measures mlp and pandas + scikit-learn on the same work in turn, whole processes, cold; prints times, peak memory, scores and the ratio.
// node spec/bench/flights/run.mjs [rounds]   (PYTHON names a Python with pandas, pyarrow and scikit-learn; make one with peer.sh)
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));
const rounds = Number(process.argv[2] ?? 3);
const python = process.env.PYTHON ?? "python3";
const data = join(root, "node_modules/vega-datasets/data/flights-3m.parquet");

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
    const result = measure(process.execPath, [join(root, "dist/mlp.js"), "run", join(here, "flights.mlp"), "--json", "--home", home]);
    const { outputs } = JSON.parse(result.out.trim().split("\n").at(-1));
    return { ...result, scores: outputs.report.metrics };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function peer() {
  const result = measure(python, [join(here, "peer.py"), data]);
  return { ...result, scores: JSON.parse(result.out) };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
let versions;
try {
  versions = execFileSync(python, ["-c", "import sklearn, pandas; print('scikit-learn', sklearn.__version__, 'pandas', pandas.__version__)"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
} catch {
  console.log(`the peer cannot be measured: ${python} has no pandas and scikit-learn (see peer.sh); measuring mlp alone`);
}
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}, ${versions ?? "no peer"}`);

const own = [];
const other = [];
for (let round = 0; round < rounds; round++) {
  own.push(ours());
  if (versions) other.push(peer());
}
const line = (name, results) =>
  `${name.padEnd(8)} ${median(results.map((one) => one.seconds)).toFixed(2)} s  ${median(results.map((one) => one.megabytes)).toFixed(0)} MB  roc_auc ${results[0].scores.roc_auc.toFixed(5)}  log_loss ${results[0].scores.log_loss.toFixed(5)}`;
console.log(line("mlp", own));
if (versions) {
  console.log(line("peer", other));
  const ratio = (field) => median(own.map((one, index) => one[field] / other[index][field])).toFixed(2);
  console.log(`ratio    ${ratio("seconds")} of the time, ${ratio("megabytes")} of the memory (medians of ${rounds} pairs)`);
}

// Measures our estimators against their peers on the same table in turn, each in a process of its own: seconds of the fit and of the prediction, peak
// memory, ROC AUC, and the ratios. npm run bench:training [-- ROUNDS [ESTIMATOR]]   (PYTHON names a Python with the peers; make one with peer.sh)
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { makeTable } from "./data.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../../..");
const rounds = Number(process.argv[2] ?? 1);
const python = process.env.PYTHON ?? "python3";
const threads = availableParallelism();

/** What is measured: rows to train on and to predict, and the peers. */
const all = {
  logistic_regression: { rows: 800_000, tests: 200_000, peers: ["logistic_regression"] },
  gradient_boosting: { rows: 800_000, tests: 200_000, peers: ["lightgbm", "xgboost", "hist_gradient_boosting"] },
  random_forest: { rows: 100_000, tests: 100_000, peers: ["random_forest"] },
  k_nearest: { rows: 20_000, tests: 20_000, peers: ["k_nearest"] },
};
const chosen = Object.entries(all).filter(([name]) => process.argv[3] === undefined || name === process.argv[3]);

// The bundle lies in the project, so that it finds the built kernels as the sources do.
const bundle = join(root, "dist/bench-training.mjs");
await build({ absWorkingDir: root, entryPoints: [join(here, "ours.ts")], outfile: bundle, bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "warning" });

const versions = versionsOf("sklearn", "lightgbm", "xgboost");
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}; ${versions ?? `no peer: ${python} does not have scikit-learn, LightGBM and XGBoost (see peer.sh)`}`);
for (const [name, { rows, tests, peers }] of chosen) {
  const own = [];
  const others = new Map((versions === undefined ? [] : peers).map((peer) => [peer, []]));
  const file = tableFile(rows + tests);
  for (let round = 0; round < rounds; round++) {
    own.push(measure(process.execPath, [bundle, name, rows, tests]));
    for (const [peer, results] of others) results.push(measure(python, [join(here, "peer.py"), file, peer, rows, threads]));
  }
  console.log(`\n${name}, ${rows.toLocaleString("en")} rows to train on, ${tests.toLocaleString("en")} to predict`);
  console.log(line("mlp", own));
  for (const [peer, results] of others) {
    const ratio = (field) => median(own.map((one, round) => one[field] / results[round][field])).toFixed(2);
    console.log(`${line(peer, results)}  mlp takes ${ratio("fit")} of its time to fit, ${ratio("predict")} to predict, ${ratio("peak")} of its memory`);
  }
}
rmSync(bundle);

/** The table as the peers read it: columns of doubles, one after the other. */
function tableFile(rows) {
  const file = join(mkdtempSync(join(tmpdir(), "mlp-bench-")), "table.bin");
  const { numbers, kind, region, label } = makeTable(rows);
  writeFileSync(file, Buffer.concat([...numbers, ...[kind, region, label].map((codes) => Float64Array.from(codes))].map(({ buffer }) => Buffer.from(buffer))));
  process.on("exit", () => existsSync(file) && rmSync(file));
  return file;
}

function measure(command, args) {
  const done = spawnSync(command, args.map(String), { encoding: "utf8", env: { ...process.env, OMP_NUM_THREADS: String(threads) } });
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout.trim().split("\n").at(-1));
}

function line(name, results) {
  const of = (field) => median(results.map((one) => one[field]));
  return `${name.padEnd(24)} fit ${of("fit").toFixed(2)} s  predict ${of("predict").toFixed(2)} s  ${of("peak").toFixed(0)} MB  roc_auc ${results[0].auc.toFixed(5)}`;
}

function versionsOf(...names) {
  try {
    return execFileSync(python, ["-c", `import ${names.join(", ")}; print(${names.map((name) => `"${name}", ${name}.__version__`).join(", ")})`], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

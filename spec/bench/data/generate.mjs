// Writes the table of the benchmark: an id, 16 numbers (three of them with 5 % missing), categories of 4 and 30 values, and a label that
// depends on them. The same bytes for the same number of rows. node spec/bench/data/generate.mjs FILE [rows]
import { createWriteStream } from "node:fs";
import { once } from "node:events";

const [file, count = "1000000"] = process.argv.slice(2);
const rows = Number(count);

/** Mulberry32: small, fast, and good enough for a table. */
let state = 20250101;
function uniform() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

const names = Array.from({ length: 16 }, (_, index) => `x${index}`);
const kinds = ["basic", "plus", "pro", "team"];
const regions = Array.from({ length: 30 }, (_, index) => `region_${String(index).padStart(2, "0")}`);
const weights = names.map(() => normal() / 2);
const out = createWriteStream(file);
out.write(`id,${names.join(",")},kind,region,label\n`);
let chunk = [];
for (let row = 0; row < rows; row++) {
  const numbers = names.map((_, index) => normal() * (1 + index) + index);
  const kind = Math.floor(uniform() ** 2 * kinds.length);
  const region = Math.floor(uniform() * regions.length);
  const score = numbers.reduce((sum, value, index) => sum + (weights[index] * (value - index)) / (1 + index), kind - 1 + (region % 5) / 5);
  const label = 1 / (1 + Math.exp(-score)) > uniform() ? 1 : 0;
  const written = numbers.map((value, index) => (index < 3 && uniform() < 0.05 ? "" : value.toFixed(6)));
  chunk.push(`${row},${written.join(",")},${kinds[kind]},${regions[region]},${label}`);
  if (chunk.length === 20_000 || row === rows - 1) {
    if (!out.write(`${chunk.join("\n")}\n`)) await once(out, "drain");
    chunk = [];
  }
}
out.end();
await once(out, "finish");

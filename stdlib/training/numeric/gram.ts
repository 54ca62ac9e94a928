import type { FeatureBlock } from "../estimator.ts";
import type { Design } from "./design.ts";

/** Rows that are standardised at a time: a chunk of every dense column stays in the cache while all pairs are summed. */
const chunk = 1024;

interface Placed {
  readonly block: FeatureBlock;
  readonly start: number;
  /** The chunk's values of a dense block, and the same times the rows' weights. */
  readonly z: Float64Array;
  readonly weighted: Float64Array;
}

/**
 * out = Zᵀ·diag(rowWeights)·Z, symmetric, row-major width × width. Category columns cost one addition a row and pair of blocks, however many
 * categories they have. Sums run chunk by chunk in row order: the same input gives the same bits.
 */
export function gram(design: Design, rowWeights: Float64Array | undefined, out: Float64Array, check: () => void = () => {}): void {
  const { x } = design;
  out.fill(0);
  const blocks = place(x.blocks);
  const weights = new Float64Array(chunk).fill(1);
  for (let from = 0; from < x.rows; from += chunk) {
    if (from % (chunk * 256) === 0) check();
    const count = Math.min(chunk, x.rows - from);
    if (rowWeights) weights.set(rowWeights.subarray(from, from + count));
    for (const placed of blocks) standardise(placed, design, weights, from, count);
    for (let a = 0; a < blocks.length; a++) {
      for (let b = a; b < blocks.length; b++) addPair(blocks[a]!, blocks[b]!, weights, from, count, out, x.width);
    }
  }
  for (let i = 0; i < x.width; i++) for (let j = 0; j < i; j++) out[i * x.width + j] = out[j * x.width + i]!;
}

function place(blocks: readonly FeatureBlock[]): readonly Placed[] {
  let start = 0;
  return blocks.map((block) => {
    const size = block.kind === "dense" ? chunk : 0;
    const placed = { block, start, z: new Float64Array(size), weighted: new Float64Array(size) };
    start += block.kind === "dense" ? 1 : block.categories.length;
    return placed;
  });
}

function standardise({ block, start, z, weighted }: Placed, design: Design, weights: Float64Array, from: number, count: number): void {
  if (block.kind !== "dense") return;
  const middle = design.centre[start]!;
  const factor = 1 / design.scale[start]!;
  for (let i = 0; i < count; i++) {
    const value = (block.values[from + i]! - middle) * factor;
    z[i] = value;
    weighted[i] = value * weights[i]!;
  }
}

/** Adds the products of two blocks to the upper triangle; `a` stands at or before `b`. */
function addPair(a: Placed, b: Placed, weights: Float64Array, from: number, count: number, out: Float64Array, width: number): void {
  if (a.block.kind === "dense" && b.block.kind === "dense") {
    out[a.start * width + b.start]! += productOf(a.z, b.weighted, count);
  } else if (a.block.kind === "dense" && b.block.kind === "one_hot") {
    addByCode(b.block.codes, a.weighted, from, count, out, a.start * width + b.start, 1);
  } else if (a.block.kind === "one_hot" && b.block.kind === "dense") {
    addByCode(a.block.codes, b.weighted, from, count, out, a.start * width + b.start, width);
  } else if (a === b && a.block.kind === "one_hot") {
    addByCode(a.block.codes, weights, from, count, out, a.start * (width + 1), width + 1);
  } else if (a.block.kind === "one_hot" && b.block.kind === "one_hot") {
    const rows = a.block.codes;
    const columns = b.block.codes;
    for (let i = 0; i < count; i++) {
      const row = rows[from + i]!;
      const column = columns[from + i]!;
      if (row >= 0 && column >= 0) out[(a.start + row) * width + b.start + column]! += weights[i]!;
    }
  }
}

/** The sum of the products of the first `count` entries: four sums side by side, because each addition would wait for the one before. */
function productOf(a: Float64Array, b: Float64Array, count: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  const whole = count - (count % 4);
  for (let i = 0; i < whole; i += 4) {
    first += a[i]! * b[i]!;
    second += a[i + 1]! * b[i + 1]!;
    third += a[i + 2]! * b[i + 2]!;
    fourth += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < count; i++) first += a[i]! * b[i]!;
  return first + second + (third + fourth);
}

/** out[base + code × step] += amount, a row. */
function addByCode(codes: Int32Array, amounts: Float64Array, from: number, count: number, out: Float64Array, base: number, step: number): void {
  for (let i = 0; i < count; i++) {
    const code = codes[from + i]!;
    if (code >= 0) out[base + code * step]! += amounts[i]!;
  }
}

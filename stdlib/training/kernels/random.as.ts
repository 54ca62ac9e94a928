// The generator of numeric/random.ts: sfc32, with a state of four words (16 bytes).

/** The state for a seed of two words and a stream. */
export function seedRandom(state: usize, low: u32, high: u32, stream: u32): void {
  store<u32>(state, low);
  store<u32>(state, high, 4);
  store<u32>(state, stream, 8);
  store<u32>(state, 1, 12);
  for (let i = 0; i < 15; i++) randomBits(state);
}

function randomBits(state: usize): u32 {
  const a = load<u32>(state);
  const b = load<u32>(state, 4);
  const c = load<u32>(state, 8);
  const counter = load<u32>(state, 12);
  const t = a + b + counter;
  store<u32>(state, b ^ (b >>> 9));
  store<u32>(state, c + (c << 3), 4);
  store<u32>(state, rotl<u32>(c, 21) + t, 8);
  store<u32>(state, counter + 1, 12);
  return t;
}

/** Uniform in [0, 1), with 53 random bits. */
export function uniform(state: usize): f64 {
  const high = <f64>(randomBits(state) >>> 5);
  const low = <f64>(randomBits(state) >>> 6);
  return (high * 67108864 + low) / 9007199254740992;
}

/** Uniform in 0 … bound − 1. */
export function below(state: usize, bound: u32): u32 {
  return <u32>(uniform(state) * <f64>bound);
}

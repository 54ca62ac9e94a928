/** A seeded source of random numbers: the same seed gives the same sequence on every machine. */
export interface Random {
  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number;
  /** Uniform in 0 … bound − 1; `bound` at most 2³². */
  below(bound: number): number;
}

/**
 * The generator sfc32 (C. Doty-Humphrey's Small Fast Counting, from PractRand), seeded with the seed and a stream number:
 * different streams of one seed (the trees of a forest) are independent.
 */
export function randomFrom(seed: number, stream = 0): Random {
  let a = seed | 0;
  let b = Math.floor(seed / 0x1_0000_0000) | 0;
  let c = stream | 0;
  let counter = 1;
  const bits = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 15; i++) bits();
  const uniform = (): number => ((bits() >>> 5) * 0x400_0000 + (bits() >>> 6)) / 0x20_0000_0000_0000;
  return { uniform, below: (bound) => Math.floor(uniform() * bound) };
}

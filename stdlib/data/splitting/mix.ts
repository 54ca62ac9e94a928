/**
 * A random order that depends on nothing but a row's number and the seed: Chris Wellons' `lowbias32`, a mix of 32 bits.
 * Written out in integer arithmetic in both forms, so that it never changes with the engine, its threads, or its version.
 */
const [first, second] = [0x21f0aaad, 0xd35a2d97];
const golden = 0x9e3779b9;

/** Mixes an unsigned integer of 32 bits into another; every input gives another output. */
export function mix32(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), first) >>> 0;
  x = Math.imul(x ^ (x >>> 15), second) >>> 0;
  return (x ^ (x >>> 15)) >>> 0;
}

/** What a seed and a purpose put into the mix: a sample and a split with one seed draw differently. */
export function saltOf(seed: number, purpose: string): number {
  let salt = mix32(seed % 2 ** 32 ^ mix32(Math.floor(seed / 2 ** 32)));
  for (const letter of purpose) salt = mix32(salt ^ (letter.codePointAt(0) ?? 0));
  return salt;
}

/** The place of a row in the random order, from 0 to 2^32 - 1. */
export function mixOfRow(row: number, salt: number): number {
  return mix32((row % 2 ** 32 ^ salt ^ Math.imul(Math.floor(row / 2 ** 32), golden)) >>> 0);
}

/** The same in SQL, of an expression that gives a row number. */
export function mixOfRowSql(row: string, salt: number): string {
  const number = `CAST(${row} AS UBIGINT)`;
  return mixSql(`xor(xor(${number} & 4294967295::UBIGINT, ${salt}::UBIGINT), ((${number} >> 32) * ${golden}::UBIGINT) & 4294967295::UBIGINT)`);
}

/** The mix of the text of a key, by the first 32 bits of its MD5. */
export function mixOfTextSql(text: string, salt: number): string {
  return mixSql(`xor(CAST('0x' || md5(${text})[1:8] AS UBIGINT), ${salt}::UBIGINT)`);
}

function mixSql(value: string): string {
  const multiplied = (x: string, shift: number, factor: number) => `((xor(${x}, ${x} >> ${shift}) * ${factor}::UBIGINT) & 4294967295::UBIGINT)`;
  const x = multiplied(multiplied(value, 16, first), 15, second);
  return `xor(${x}, ${x} >> 15)`;
}

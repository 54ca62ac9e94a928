import type { Operand, RowFunction } from "../nodes/functions.ts";
import { fitsText, operand, wordsOf } from "./operands.ts";
import { once, prepared } from "./prepared.ts";

/** MurmurHash3 of 32 bits (Austin Appleby, public domain), over the UTF-8 bytes of a text, from seed 0. */
const [first, second, mixed] = [0xcc9e2d51, 0x1b873593, 0xe6546b64];
const [last1, last2] = [0x85ebca6b, 0xc2b2ae35];
const utf8 = new TextEncoder();

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));
const scrambled = (block: number): number => Math.imul(rotate(Math.imul(block, first), 15), second);

/** As a signed integer of 32 bits. */
export function murmur3(text: string): number {
  const bytes = utf8.encode(text);
  const whole = bytes.length & ~3;
  let h = 0;
  for (let i = 0; i < whole; i += 4) {
    h ^= scrambled(bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    h = (Math.imul(rotate(h, 13), 5) + mixed) | 0;
  }
  let rest = 0;
  for (let i = bytes.length - 1; i >= whole; i--) rest = (rest << 8) | bytes[i]!;
  if (bytes.length > whole) h ^= scrambled(rest);
  h ^= bytes.length;
  h = Math.imul(h ^ (h >>> 16), last1);
  h = Math.imul(h ^ (h >>> 13), last2);
  return h ^ (h >>> 16);
}

const bits32 = (sql: string): string => `((${sql}) & 4294967295::UBIGINT)`;
const timesSql = (x: string, factor: number): string => bits32(`${x} * ${factor}::UBIGINT`);
const rotateSql = (x: string, bits: number): string => `(${bits32(`${x} << ${bits}`)} | (${x} >> ${32 - bits}))`;
const scrambledSql = (block: string): string => timesSql(once("k", timesSql(block, first), (k) => rotateSql(k, 15)), second);
const shiftedSql = (x: string, shift: number): string => once("s", x, (s) => `xor(${s}, ${s} >> ${shift})`);

/** The same in SQL, as an unsigned integer: the bytes are read from their hexadecimal digits. */
function murmur3Sql(text: string): string {
  const number = (digits: string): string => `CAST('0x' || ${digits} AS UBIGINT)`;
  const byte = (hex: string, at: string, offset: number): string => `${hex}[${at} * 8 + ${2 * offset + 1}:${at} * 8 + ${2 * offset + 2}]`;
  const block = (hex: string): string => `list_transform(range(CAST(length(${hex}) // 8 AS BIGINT)), lambda __mlp_at: ${number([3, 2, 1, 0].map((offset) => byte(hex, "__mlp_at", offset)).join(" || "))})`;
  const body = (hex: string): string =>
    `list_reduce(${block(hex)}, lambda __mlp_h, __mlp_block: ${bits32(`${once("r", `xor(__mlp_h, ${scrambledSql("__mlp_block")})`, (r) => rotateSql(r, 13))} * 5::UBIGINT + ${mixed}::UBIGINT`)}, 0::UBIGINT)`;
  const rest = (hex: string): string => {
    const at = `(length(${hex}) // 8)`;
    return `CASE WHEN length(${hex}) % 8 = 0 THEN 0::UBIGINT ELSE ${scrambledSql(number([2, 1, 0].map((offset) => byte(hex, at, offset)).join(" || ")))} END`;
  };
  const joined = (hex: string): string => `xor(xor(${body(hex)}, ${rest(hex)}), CAST(length(${hex}) // 2 AS UBIGINT))`;
  return once("hex", `hex(${text})`, (hex) => shiftedSql(timesSql(shiftedSql(timesSql(shiftedSql(joined(hex), 16), last1), 13), last2), 16));
}

/** As a signed integer. */
const signedSql = (text: string): string => once("hash", `CAST(${murmur3Sql(text)} AS BIGINT)`, (hash) => `CASE WHEN ${hash} >= 2147483648 THEN ${hash} - 4294967296 ELSE ${hash} END`);

const textSql = (value: string): string => (value === "NULL" ? "CAST(NULL AS VARCHAR)" : value);
const wrong = (name: string, value: Operand | undefined): string => `\`${name}\` takes text${value ? `, and this is ${wordsOf(value.type)}` : ""}`;

/** `hash_bucket(text, count)`: null for null. */
const hashBucket: RowFunction = {
  name: "hash_bucket",
  summary: "The bucket, from 0, that a text falls into by its hash.",
  example: "hash_bucket(.city, 16)",
  infer: ([value]) => (value && fitsText(value) ? operand("int", value.nullable) : wrong("hash_bucket", value)),
  sql: ([value = "NULL", count = "1"]) => `(CASE WHEN ${value} IS NULL THEN NULL ELSE abs(${signedSql(textSql(value))}) % ${count} END)`,
  ...prepared(([count = 1]) => (value) => (value === null ? null : Math.abs(murmur3(String(value))) % Number(count))),
  byColumn: true,
};

/** `hash_flag(text, count, bucket, signed)`: what a text adds to a bucket: 1, or where it is signed, -1 for every other hash; 0 for null and for other buckets. */
const hashFlag: RowFunction = {
  name: "hash_flag",
  summary: "1 or -1 where a text falls into a bucket by its hash, else 0.",
  example: "hash_flag(.city, 16, 3, true)",
  infer: ([value]) => (value && fitsText(value) ? operand("int", false) : wrong("hash_flag", value)),
  sql: ([value = "NULL", count = "1", bucket = "0", signed = "FALSE"]) => {
    const sign = (hash: string): string => (signed === "TRUE" ? `CASE WHEN ${hash} >= 0 THEN 1 ELSE -1 END` : "1");
    return `CAST(CASE WHEN ${value} IS NULL THEN 0 ELSE ${once("signed", signedSql(textSql(value)), (hash) => `CASE WHEN abs(${hash}) % ${count} = ${bucket} THEN ${sign(hash)} ELSE 0 END`)} END AS BIGINT)`;
  },
  ...prepared(([count = 1, bucket = 0, signed = false]) => (value) => {
    const hash = value === null ? 0 : murmur3(String(value));
    return value === null || Math.abs(hash) % Number(count) !== bucket ? 0 : signed === true && hash < 0 ? -1 : 1;
  }),
  byColumn: true,
};

/** What feature hashing becomes, as scikit-learn's `FeatureHasher` has it. They stand in graphs only. */
export const hashOperators: readonly RowFunction[] = [hashBucket, hashFlag];

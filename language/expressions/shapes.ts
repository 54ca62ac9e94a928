import type { RowFunction } from "../nodes/functions.ts";
import { fitsNumber, operand, wordsOf } from "./operands.ts";
import { once, prepared } from "./prepared.ts";

/** A function of a number, with further numbers that are literals; null where it has no value. */
function shape(name: string, summary: string, example: string, sql: (value: string, ...rest: readonly string[]) => string, ready: (...rest: readonly number[]) => (value: number) => number): RowFunction {
  return {
    name,
    summary,
    example,
    infer: ([value]) => (value && fitsNumber(value) ? operand("float", true) : `\`${name}\` takes a number${value ? `, and this is ${wordsOf(value.type)}` : ""}`),
    sql: ([value = "NULL", ...rest]) => `nullif(${once("v", `CAST(${value} AS DOUBLE)`, (v) => sql(v, ...rest))}, 'nan'::DOUBLE)`,
    ...prepared((rest) => {
      const compute = ready(...rest.map(Number));
      return (cell) => {
        const value = cell === null ? Number.NaN : compute(Number(cell));
        return Number.isNaN(value) ? null : value;
      };
    }),
    byColumn: true,
  };
}

/** ln(1 + x) and e^x - 1 without loss where x is small, from `ln` and `exp` alone (W. Kahan, in the HP-15C Advanced Functions Handbook, 1982). */
const log1pSql = (x: string): string => once("u", `1 + ${x}`, (u) => `CASE WHEN ${u} = 1 THEN ${x} WHEN ${u} = 'inf'::DOUBLE THEN ${u} ELSE ln(${u}) * (${x} / (${u} - 1)) END`);
const expm1Sql = (x: string): string => once("w", x, (w) => once("u", `exp(${w})`, (u) => `CASE WHEN ${u} = 1 THEN ${w} WHEN ${u} - 1 = -1 THEN -1 WHEN ${u} = 'inf'::DOUBLE THEN ${u} ELSE (${u} - 1) * (${w} / ln(${u})) END`));

/** (x^power - 1) / power of x = e^log, and its limit where the power is 0. */
const powerOfLogSql = (log: string, power: number): string => (Math.abs(power) < Number.EPSILON ? log : `(${expm1Sql(`${numberSql(power)} * ${log}`)} / ${numberSql(power)})`);
const powerOfLog = (log: number, power: number): number => (Math.abs(power) < Number.EPSILON ? log : Math.expm1(power * log) / power);

const numberSql = (value: number): string => `CAST(${value.toExponential()} AS DOUBLE)`;

/** The number that a literal's SQL stands for. */
const numberIn = (sql: string): number => Number(/^CAST\('?([^' ]+)'? AS /.exec(sql)?.[1] ?? sql);

/** Yeo and Johnson, A new family of power transformations to improve normality or symmetry, Biometrika 87 (2000). */
export function yeoJohnson(value: number, lambda: number): number {
  return value >= 0 ? powerOfLog(Math.log1p(value), lambda) : -powerOfLog(Math.log1p(-value), 2 - lambda);
}

/** Box and Cox, An analysis of transformations, Journal of the Royal Statistical Society B 26 (1964). NaN of what is not above 0. */
export const boxCox = (value: number, lambda: number): number => (value > 0 ? powerOfLog(Math.log(value), lambda) : Number.NaN);

/** Coefficients, the highest power first. */
type Polynomial = readonly number[];

/** The rational functions of M. Wichura's algorithm AS 241 (PPND16), Applied Statistics 37 (1988): about 16 digits. */
const centre: readonly [Polynomial, Polynomial] = [
  [2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608],
  [5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1],
];
const middle: readonly [Polynomial, Polynomial] = [
  [7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734],
  [1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1],
];
const tail: readonly [Polynomial, Polynomial] = [
  [2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772],
  [2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1],
];

const evaluate = (coefficients: Polynomial, x: number): number => coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
const evaluateSql = (coefficients: Polynomial, x: string): string => coefficients.map(numberSql).reduce((sum, coefficient) => `(${sum} * ${x} + ${coefficient})`);
const ratio = ([over, under]: readonly [Polynomial, Polynomial], x: number): number => evaluate(over, x) / evaluate(under, x);
const ratioSql = ([over, under]: readonly [Polynomial, Polynomial], x: string): string => `${evaluateSql(over, x)} / ${evaluateSql(under, x)}`;

/** The number that a standard normal value is below with this probability; infinite at 0 and 1. */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(centre, 0.180625 - q * q);
  const outer = q < 0 ? p : 1 - p;
  if (outer <= 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const r = Math.sqrt(-Math.log(outer));
  const size = r <= 5 ? ratio(middle, r - 1.6) : ratio(tail, r - 5);
  return q < 0 ? -size : size;
}

function normalQuantileSql(p: string): string {
  const size = once("r", `sqrt(-ln(CASE WHEN ${p} < 0.5 THEN ${p} ELSE 1 - ${p} END))`, (r) => `CASE WHEN ${r} <= 5 THEN ${once("s", `${r} - 1.6::DOUBLE`, (s) => ratioSql(middle, s))} ELSE ${once("s", `${r} - 5`, (s) => ratioSql(tail, s))} END`);
  const outer = `CASE WHEN ${p} <= 0 THEN '-inf'::DOUBLE WHEN ${p} >= 1 THEN 'inf'::DOUBLE WHEN ${p} < 0.5 THEN -${size} ELSE ${size} END`;
  return once("q", `${p} - 0.5::DOUBLE`, (q) => `CASE WHEN abs(${q}) <= 0.425::DOUBLE THEN ${q} * ${once("t", `0.180625::DOUBLE - ${q} * ${q}`, (t) => ratioSql(centre, t))} ELSE ${outer} END`);
}

/** What steps become that change the shape of a distribution. They stand in graphs only. */
export const shapeOperators: readonly RowFunction[] = [
  shape(
    "yeo_johnson",
    "The number after a Yeo-Johnson transformation.",
    "yeo_johnson(.income, 0.5)",
    (value, lambda = "0") => `CASE WHEN ${value} >= 0 THEN ${powerOfLogSql(log1pSql(value), numberIn(lambda))} ELSE -${powerOfLogSql(log1pSql(`(-${value})`), 2 - numberIn(lambda))} END`,
    (lambda = 0) => (value) => yeoJohnson(value, lambda),
  ),
  shape(
    "box_cox",
    "The number after a Box-Cox transformation; null where it is not above 0.",
    "box_cox(.income, 0.5)",
    (value, lambda = "0") => `CASE WHEN ${value} > 0 THEN ${powerOfLogSql(`ln(${value})`, numberIn(lambda))} END`,
    (lambda = 0) => (value) => boxCox(value, lambda),
  ),
  shape("normal_quantile", "The number that a standard normal value is below with this probability.", "normal_quantile(0.975)", (p) => normalQuantileSql(p), () => normalQuantile),
];

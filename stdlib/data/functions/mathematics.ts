import { operand } from "../../../language/expressions/operands.ts";
import type { RowFunction } from "../../../language/nodes/functions.ts";
import { literal } from "../../../runtime/relational/sql.ts";
import { isMissing, numbersOnly } from "./numbers.ts";

interface RealFunction {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  /** Whether some numbers have no value. */
  readonly partial?: true;
  readonly sql: (x: string) => string;
  readonly row: (x: number) => number | null;
}

/**
 * A function of one number that gives a float; null where it has no value. The engine's library of mathematics and JavaScript's differ in the
 * last digits; both are right to about 1e-15 of the value.
 */
function real({ name, summary, example, partial, sql, row }: RealFunction): RowFunction {
  return {
    name,
    summary,
    example,
    infer: (operands) => numbersOnly(name, operands, 1, 1) ?? operand("float", partial === true || (operands[0]?.nullable ?? true)),
    sql: ([a]) => sql(`CAST(${a} AS DOUBLE)`),
    row: ([a]) => (isMissing(a) ? null : row(Number(a))),
  };
}

const orNull = (x: number): number | null => (Number.isNaN(x) ? null : x);
/** The engine fails outside of a function's domain; it need not ask, where the value is not computed. */
const where = (condition: string, value: string): string => `(CASE WHEN ${condition} THEN ${value} END)`;
const nullIfNaN = (sql: string): string => `nullif(${sql}, 'nan'::DOUBLE)`;

function logarithm(name: string, summary: string, row: (x: number) => number): RowFunction {
  return real({ name, summary, example: `${name}(.income + 1)`, partial: true, sql: (x) => where(`${x} > 0`, nullIfNaN(`${name}(${x})`)), row: (x) => (x > 0 ? row(x) : null) });
}

/** Of any angle that is finite; null of others. */
function ofAngle(name: string, summary: string, row: (x: number) => number): RowFunction {
  return real({ name, summary, example: `${name}(radians(.angle))`, partial: true, sql: (x) => where(`isfinite(${x})`, `${name}(${x})`), row: (x) => orNull(row(x)) });
}

/** Of a number from -1 to 1. */
function angleOf(name: string, summary: string, row: (x: number) => number): RowFunction {
  return real({ name, summary, example: `${name}(.ratio)`, partial: true, sql: (x) => where(`${x} BETWEEN -1 AND 1`, `${name}(${x})`), row: (x) => orNull(row(x)) });
}

/** Near zero, ln(1 + x) is 2 artanh(x / (x + 2)), in which no digits are lost. */
const log1pSql = (x: string): string => where(`${x} > -1`, nullIfNaN(`CASE WHEN abs(${x}) < 0.5 THEN 2 * atanh(${x} / (${x} + 2)) ELSE ln(1 + ${x}) END`));
/** Near zero, e^x - 1 is 2 sinh(x / 2) e^(x / 2), in which no digits are lost. */
const expm1Sql = (x: string): string => `(CASE WHEN abs(${x}) < 1 THEN 2 * sinh(${x} / 2) * exp(${x} / 2) ELSE exp(${x}) - 1 END)`;

const degree = Math.PI / 180;
const degreeSql = literal(degree);

const atan2: RowFunction = {
  name: "atan2",
  summary: "The angle of the point at height `y` and width `x`, from -π to π: `atan2(y, x)`.",
  example: "atan2(.north, .east)",
  infer: (operands) => numbersOnly("atan2", operands, 2, 2) ?? operand("float", operands.some(({ nullable }) => nullable)),
  // A zero has no sign here: the engine keeps none in what it stores.
  sql: ([y, x]) => `atan2(CAST(${y} AS DOUBLE) + 0.0, CAST(${x} AS DOUBLE) + 0.0)`,
  row: ([y, x]) => (isMissing(y) || isMissing(x) ? null : Math.atan2(Number(y) + 0, Number(x) + 0)),
};

const pi: RowFunction = {
  name: "pi",
  summary: "The number π.",
  example: "2 * pi() * .radius",
  infer: (operands) => (operands.length === 0 ? operand("float", false) : "`pi` takes nothing"),
  sql: () => literal(Math.PI),
  row: () => Math.PI,
};

/** The mean radius of the Earth in kilometres (IUGG). */
const earthRadius = 6371.0088;

/** The squares of the sines of half the angle between two places and of half its supplement; neither loses digits, near or far. */
function halves(lat1: number, lon1: number, lat2: number, lon2: number): readonly [number, number] {
  const square = (x: number) => x * x;
  const across = Math.cos(lat1 * degree) * Math.cos(lat2 * degree);
  const turn = ((lon2 - lon1) * degree) / 2;
  return [
    square(Math.sin(((lat2 - lat1) * degree) / 2)) + across * square(Math.sin(turn)),
    square(Math.sin(((lat2 + lat1) * degree) / 2)) + across * square(Math.cos(turn)),
  ];
}

const haversine: RowFunction = {
  name: "haversine",
  summary: "The distance in kilometres between two places on a sphere of the Earth's mean radius, by latitudes and longitudes in degrees: `haversine(lat1, lon1, lat2, lon2)`.",
  example: "haversine(.from_lat, .from_lon, .to_lat, .to_lon)",
  infer: (operands) => numbersOnly("haversine", operands, 4, 4) ?? operand("float", true),
  sql: (args) => {
    const [lat1, lon1, lat2, lon2] = args.map((arg) => `CAST(${arg} AS DOUBLE)`);
    const square = (x: string) => `(${x} * ${x})`;
    const across = `cos(${lat1} * ${degreeSql}) * cos(${lat2} * ${degreeSql})`;
    const turn = `((${lon2} - ${lon1}) * ${degreeSql} / 2)`;
    const near = `(${square(`sin((${lat2} - ${lat1}) * ${degreeSql} / 2)`)} + ${across} * ${square(`sin${turn}`)})`;
    const far = `(${square(`sin((${lat2} + ${lat1}) * ${degreeSql} / 2)`)} + ${across} * ${square(`cos${turn}`)})`;
    const isPlace = `abs(${lat1}) <= 90 AND abs(${lat2}) <= 90 AND abs(${lon1}) <= 360 AND abs(${lon2}) <= 360`;
    return where(isPlace, `${literal(2 * earthRadius)} * atan2(sqrt(${near}), sqrt(${far}))`);
  },
  row: (cells) => {
    if (cells.some(isMissing)) return null;
    const [lat1 = NaN, lon1 = NaN, lat2 = NaN, lon2 = NaN] = cells.map(Number);
    const isPlace = Math.abs(lat1) <= 90 && Math.abs(lat2) <= 90 && Math.abs(lon1) <= 360 && Math.abs(lon2) <= 360;
    if (!isPlace) return null;
    const [near, far] = halves(lat1, lon1, lat2, lon2);
    return 2 * earthRadius * Math.atan2(Math.sqrt(near), Math.sqrt(far));
  },
};

export const mathematicsFunctions: readonly RowFunction[] = [
  real({ name: "sqrt", summary: "The square root; null of a negative number.", example: "sqrt(.area)", partial: true, sql: (x) => where(`${x} >= 0`, nullIfNaN(`sqrt(${x})`)), row: (x) => orNull(Math.sqrt(x)) }),
  real({ name: "cbrt", summary: "The cube root, also of a negative number.", example: "cbrt(.volume)", sql: (x) => `cbrt(${x})`, row: Math.cbrt }),
  real({ name: "exp", summary: "The number e to the power of the number.", example: "exp(.score)", sql: (x) => `exp(${x})`, row: Math.exp }),
  real({ name: "expm1", summary: "What `exp(x) - 1` is, with all digits where the number is near zero.", example: "expm1(.rate)", sql: expm1Sql, row: Math.expm1 }),
  logarithm("ln", "The natural logarithm; null of zero and of negative numbers.", Math.log),
  real({ name: "log1p", summary: "What `ln(1 + x)` is, with all digits where the number is near zero; null of -1 and of numbers below.", example: "log1p(.income)", partial: true, sql: log1pSql, row: (x) => (x > -1 ? Math.log1p(x) : null) }),
  logarithm("log2", "The logarithm to base 2; null of zero and of negative numbers.", Math.log2),
  logarithm("log10", "The logarithm to base 10; null of zero and of negative numbers.", Math.log10),
  pi,
  real({ name: "radians", summary: "An angle in radians of one in degrees.", example: "radians(.angle)", sql: (x) => `(${x} * ${degreeSql})`, row: (x) => x * degree }),
  real({ name: "degrees", summary: "An angle in degrees of one in radians.", example: "degrees(atan2(.north, .east))", sql: (x) => `(${x} / ${degreeSql})`, row: (x) => x / degree }),
  ofAngle("sin", "The sine of an angle in radians; null where it is not finite.", Math.sin),
  ofAngle("cos", "The cosine of an angle in radians; null where it is not finite.", Math.cos),
  ofAngle("tan", "The tangent of an angle in radians; null where it is not finite.", Math.tan),
  angleOf("asin", "The angle in radians with this sine; null outside of -1 to 1.", Math.asin),
  angleOf("acos", "The angle in radians with this cosine; null outside of -1 to 1.", Math.acos),
  real({ name: "atan", summary: "The angle in radians with this tangent.", example: "atan(.slope)", sql: (x) => `atan(${x})`, row: Math.atan }),
  atan2,
  real({ name: "tanh", summary: "The hyperbolic tangent, from -1 to 1.", example: "tanh(.score)", sql: (x) => `tanh(${x})`, row: Math.tanh }),
  haversine,
];

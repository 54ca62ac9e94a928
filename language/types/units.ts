/** A unit as its factors with their exponents: `kg·m/s` is kg¹ m¹ s⁻¹. Without factors: a plain number. */
export type Unit = ReadonlyMap<string, number>;

/** Reads `kg`, `km/h`, `kg·m^2`, `USD`, `°C`; `undefined` where the text is none. */
export function readUnit(text: string): Unit | undefined {
  const unit = new Map<string, number>();
  let sign = 1;
  for (const part of text.split(/([·*/])/)) {
    if (part === "/") sign = -1;
    if (part === "/" || part === "·" || part === "*") continue;
    const found = /^\s*([\p{L}°%µ$€£]+)(?:\^(-?\d))?\s*$/u.exec(part);
    if (!found) return undefined;
    const [, name = "", exponent = "1"] = found;
    unit.set(name, (unit.get(name) ?? 0) + sign * Number(exponent));
    sign = 1;
  }
  return withoutZeros(unit);
}

const withoutZeros = (unit: Unit): Unit => new Map([...unit].filter(([, exponent]) => exponent !== 0));

export function showUnit(unit: Unit): string {
  const power = ([name, exponent]: readonly [string, number]) => (exponent === 1 ? name : `${name}^${exponent}`);
  const above = [...unit].filter(([, exponent]) => exponent > 0).sort().map(power);
  const below = [...unit].filter(([, exponent]) => exponent < 0).sort().map(([name, exponent]) => power([name, -exponent]));
  return `${above.join("·") || "1"}${below.map((part) => `/${part}`).join("")}`;
}

export const sameUnit = (a: Unit, b: Unit): boolean => a.size === b.size && [...a].every(([name, exponent]) => b.get(name) === exponent);

/** The unit of a product, or with `-1` of a quotient. */
export function combineUnits(a: Unit, b: Unit, sign: 1 | -1): Unit {
  const unit = new Map(a);
  for (const [name, exponent] of b) unit.set(name, (unit.get(name) ?? 0) + sign * exponent);
  return withoutZeros(unit);
}

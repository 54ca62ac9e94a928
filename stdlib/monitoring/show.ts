/** A number for people: three significant digits. */
export function showNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  return String(Number(value.toPrecision(3)));
}

/** A share as a percentage. */
export const showShare = (share: number): string => `${showNumber(share * 100)} %`;

/** A name from data on one line of a log: control characters and line separators escaped, and not endless. */
export function showName(name: string): string {
  const safe = name.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `\`${safe.length > 80 ? `${safe.slice(0, 79)}…` : safe}\``;
}

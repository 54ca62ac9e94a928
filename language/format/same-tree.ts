/** Whether two trees are the same but for their places. */
export function sameTree(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) || Array.isArray(other)) {
    return Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((item, index) => sameTree(item, other[index]));
  }
  if (!isRecord(one) || !isRecord(other)) return Object.is(one, other);
  const keys = keysOf(one);
  return keys.length === keysOf(other).length && keys.every((key) => key in other && sameTree(one[key], other[key]));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;
const keysOf = (value: object): string[] => Object.keys(value).filter((key) => key !== "span");

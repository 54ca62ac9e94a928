import type { Column } from "../../language/types/schema.ts";

/** Whether a column is named as an identifier is: `id`, `customer_id`, `customerId`, `customerID`. */
export const namedAsId = (name: string): boolean => /^id$/i.test(name) || /_id$/i.test(name) || /[a-z0-9](Id|ID)$/.test(name);

/** Whether a column may identify something: by its name, and as whole numbers or text. */
export const isIdLike = ({ name, type }: Column): boolean => namedAsId(name) && (type.kind === "int" || type.kind === "string" || type.kind === "category");

/** Words in the names of columns that say when something happened. Names are all there is to go by before the run. */
const times = new Set(["at", "date", "datetime", "day", "hour", "moment", "month", "on", "period", "quarter", "time", "timestamp", "ts", "week", "when"]);
/** Days that belong to a thing (a person was born, a customer joined, a contract ends), and do not say when its row came about. */
const attributes = /birth|born|dob|died|death|found|establish|built|expir|valid|until|due|deadline|matur|retire|join|sign|hire|regist|enrol|member|since|start|end|open|clos|install|last|first/;

/** Whether a column's type and name let it say when its row came about: `date`, `created_at`, `pickupTime`. */
export function mayOrderRows({ name, type }: Column): boolean {
  if (type.kind !== "date" && type.kind !== "timestamp") return false;
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return words.some((word) => times.has(word)) && !words.some((word) => attributes.test(word));
}

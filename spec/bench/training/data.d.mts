/** A column of codes, or of numbers, a row. */
export interface Table {
  readonly numbers: readonly Float64Array<ArrayBuffer>[];
  readonly kind: Int32Array<ArrayBuffer>;
  readonly region: Int32Array<ArrayBuffer>;
  readonly label: Int32Array<ArrayBuffer>;
}
export const kinds: number;
export const regions: number;
export function makeTable(rows: number): Table;

/** A stretch of source text: UTF-16 offsets, end-exclusive. Lines are computed only when something is shown. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** Tells apart what one text became in several calls of the function that it stands in. */
  readonly instance?: string;
}

/** A key for where something stands. */
export const placeKey = ({ file, start, instance = "" }: Span): string => `${file}:${start}${instance}`;

/** The smallest span that covers both; the two must be of one file. */
export function cover(first: Span, last: Span): Span {
  return { file: first.file, start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}

/** A position as editors count it: line and character from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Turns offsets of one text into positions and back; builds its table of line starts once. */
export class LineMap {
  readonly #starts: readonly number[];
  readonly #text: string;

  constructor(text: string) {
    const starts = [0];
    for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
    this.#starts = starts;
    this.#text = text;
  }

  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - (this.#starts[low] ?? 0) };
  }

  offset({ line, character }: Position): number {
    const start = this.#starts[Math.max(0, line)];
    if (start === undefined) return this.#text.length;
    const next = this.#starts[line + 1] ?? this.#text.length + 1;
    return Math.min(start + Math.max(0, character), next - 1);
  }

  /** The text of a line, without its line break. */
  line(index: number): string {
    const start = this.#starts[index] ?? this.#text.length;
    const end = (this.#starts[index + 1] ?? this.#text.length + 1) - 1;
    return this.#text.slice(start, end).replace(/\r$/, "");
  }
}

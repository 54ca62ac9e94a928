import type { Span } from "./span.ts";

/**
 * The checker counts the places in a statement from an address of the statement's own, which stays the same wherever the text before it moves
 * the statement: so what is known of it stays true. Addresses become places in the text when something is shown.
 */
export interface Piece {
  readonly address: number;
  /** Where it lies in the text. */
  readonly start: number;
  readonly end: number;
}

/** Further apart than any statement is long; what lies below the first address is a place in the text itself. */
const distance = 2 ** 30;

/** The address of the nth statement that is read, from 1. */
export const nthAddress = (n: number): number => n * distance;

/** Where the statements of one version of a text lie. */
export class Addresses {
  readonly #pieces: readonly Piece[];
  readonly #byAddress: ReadonlyMap<number, Piece>;

  /** `pieces` in the order of the text. */
  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
    this.#byAddress = new Map(pieces.map((piece) => [piece.address, piece]));
  }

  /** The offset in the text that an address stands for. */
  offsetOf(address: number): number {
    const inside = address % distance;
    const piece = this.#byAddress.get(address - inside);
    return piece ? piece.start + inside : address;
  }

  /** Whether an address is that of a statement of this text. */
  isWritten(address: number): boolean {
    return address < distance || this.#byAddress.has(address - (address % distance));
  }

  spanOf(span: Span): Span {
    return { ...span, start: this.offsetOf(span.start), end: this.offsetOf(span.end) };
  }

  /** The address of an offset in the text: an offset between statements is its own. */
  addressOf(offset: number): number {
    const piece = this.#pieces.findLast(({ start, end }) => start <= offset && offset <= end);
    return piece ? piece.address + (offset - piece.start) : offset;
  }
}

/**
 * Matches a string literal from its opening quote, with `${…}` inside it that may hold strings in turn.
 * `null` where it does not end on its line: a string is one line, an interpolation may be longer.
 */
export function stringEnd(text: string, offset: number): RegExpExecArray | null {
  if (text[offset] !== '"') return null;
  const end = scanString(text, offset);
  return end === undefined ? null : ([text.slice(offset, end)] as unknown as RegExpExecArray);
}

/** The offset behind the closing quote. Iterative: interpolations may nest deeply in hostile text. */
function scanString(text: string, offset: number): number | undefined {
  // For each open `${`, how many braces are open inside it.
  const holes: number[] = [];
  let inString = true;
  for (let at = offset + 1; at < text.length; at++) {
    const sign = text[at];
    if (inString) {
      if (sign === "\\") at++;
      else if (sign === "\n") return undefined;
      else if (sign === "$" && text[at + 1] === "{") {
        holes.push(0);
        inString = false;
        at++;
      } else if (sign === '"') {
        if (holes.length === 0) return at + 1;
        inString = false;
      }
      continue;
    }
    const depth = holes.length - 1;
    if (sign === '"') inString = true;
    else if (sign === "{") holes[depth] = (holes[depth] ?? 0) + 1;
    else if (sign === "}") {
      if (holes[depth] === 0) {
        holes.pop();
        inString = true;
      } else holes[depth] = (holes[depth] ?? 0) - 1;
    }
  }
  return undefined;
}

export interface TextPiece {
  readonly text: string;
}

/** The source of a `${…}`, by its offsets in the file. */
export interface HolePiece {
  readonly start: number;
  readonly end: number;
}

export interface EscapeMistake {
  readonly start: number;
  readonly end: number;
  readonly escape: string;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\", '"': '"', $: "$", "0": "\0" };

/** Cuts a string literal (with its quotes) into text and holes; `base` is its offset in the file. */
export function stringPieces(image: string, base: number): { pieces: (TextPiece | HolePiece)[]; mistakes: EscapeMistake[] } {
  const pieces: (TextPiece | HolePiece)[] = [];
  const mistakes: EscapeMistake[] = [];
  let text = "";
  for (let at = 1; at < image.length - 1; at++) {
    const sign = image[at] ?? "";
    if (sign === "\\") {
      const unicode = /^u\{([0-9a-fA-F]{1,6})\}/.exec(image.slice(at + 1, at + 12));
      const point = unicode?.[1] === undefined ? undefined : Number.parseInt(unicode[1], 16);
      const plain = escapes[image[at + 1] ?? ""];
      if (unicode && point !== undefined && point <= 0x10ffff) {
        text += String.fromCodePoint(point);
        at += unicode[0].length;
      } else {
        if (plain === undefined) mistakes.push({ start: base + at, end: base + at + 2, escape: image.slice(at, at + 2) });
        text += plain ?? image[at + 1] ?? "";
        at++;
      }
    } else if (sign === "$" && image[at + 1] === "{") {
      if (text !== "") pieces.push({ text });
      text = "";
      const end = holeEnd(image, at + 2);
      pieces.push({ start: base + at + 2, end: base + end });
      at = end;
    } else text += sign;
  }
  if (text !== "" || pieces.length === 0) pieces.push({ text });
  return { pieces, mistakes };
}

/** The offset of the brace that closes a hole which begins at `start`. */
function holeEnd(image: string, start: number): number {
  let depth = 0;
  for (let at = start; at < image.length; at++) {
    const sign = image[at];
    if (sign === '"') at = (scanString(image, at) ?? image.length) - 1;
    else if (sign === "{") depth++;
    else if (sign === "}" && depth-- === 0) return at;
  }
  return image.length - 1;
}

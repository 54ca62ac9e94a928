/** Matches a string literal from its opening quote, with `${…}` inside it that may hold strings in turn; `null` where it does not end. */
export function stringToken(text: string, offset: number): RegExpExecArray | null {
  if (text[offset] !== '"') return null;
  const { end } = scanString(text, offset);
  return end === undefined ? null : ([text.slice(offset, end)] as unknown as RegExpExecArray);
}

/** How deep strings may stand in interpolations of strings. */
export const deepestHole = 20;

/** Where a string ends, or the offset of the `${` that keeps it from ending, or that it is nested too deeply. */
interface ScannedString {
  readonly end?: number;
  readonly openHole?: number;
  readonly tooDeep?: boolean;
}

/**
 * Finds the end of the string that begins at `offset`: it is one line, an interpolation in it may be longer. Iterative, and with a limit
 * to the depth, so that hostile text is read in a time linear in its length.
 */
export function scanString(text: string, offset: number): ScannedString {
  // For each open `${`, where it is and how many braces are open inside it.
  const holes: { readonly at: number; braces: number }[] = [];
  let inString = true;
  for (let at = offset + 1; at < text.length; at++) {
    const sign = text[at];
    const hole = holes.at(-1);
    if (inString) {
      if (sign === "\\" && text[at + 1] !== "\n") at++;
      else if (sign === "\n") return unclosed(text, at, hole?.at);
      else if (sign === "$" && text[at + 1] === "{") {
        if (holes.length === deepestHole) return { tooDeep: true };
        holes.push({ at, braces: 0 });
        inString = false;
        at++;
      } else if (sign === '"') {
        if (!hole) return { end: at + 1 };
        inString = false;
      }
    } else if (sign === '"') inString = true;
    else if (sign === "{" && hole) hole.braces++;
    else if (sign === "}" && hole) {
      if (hole.braces === 0) {
        holes.pop();
        inString = true;
      } else hole.braces--;
    }
  }
  return unclosed(text, text.length, holes.at(-1)?.at);
}

/** A hole is to blame if no brace follows it on its line. */
function unclosed(text: string, end: number, hole: number | undefined): ScannedString {
  if (hole === undefined) return {};
  const lineEnd = text.indexOf("\n", hole);
  const brace = text.indexOf("}", hole);
  return brace < 0 || (lineEnd >= 0 && brace > lineEnd) || brace > end ? { openHole: hole } : {};
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
        const length = /^\\u\{[^"{}\\]*\}/.exec(image.slice(at, at + 20))?.[0].length ?? ((image.codePointAt(at + 1) ?? 0) > 0xffff ? 3 : 2);
        if (plain === undefined) mistakes.push({ start: base + at, end: base + at + length, escape: image.slice(at, at + length) });
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
    if (sign === '"') at = (scanString(image, at).end ?? image.length) - 1;
    else if (sign === "{") depth++;
    else if (sign === "}" && depth-- === 0) return at;
  }
  return image.length - 1;
}

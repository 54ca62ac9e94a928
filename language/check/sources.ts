import { Addresses } from "../syntax/addresses.ts";
import { nothingRead, parseAgain, type Parsed, type ReadStatements } from "../syntax/parse.ts";

interface SourceFile {
  readonly text: string;
  readonly parsed: Parsed;
  readonly addresses: Addresses;
  readonly read: ReadStatements;
}

/** The files of a check, read at addresses. Of a file's last version, statements are kept that are written as before. */
export class SourceFiles {
  readonly #files = new Map<string, SourceFile>();

  read(file: string, text: string): Parsed {
    const known = this.#files.get(file);
    if (known?.text === text) return known.parsed;
    const { parsed, pieces, read } = parseAgain(file, text, known?.read ?? nothingRead);
    this.#files.set(file, { text, parsed, addresses: new Addresses(pieces), read });
    return parsed;
  }

  addresses(file: string): Addresses | undefined {
    return this.#files.get(file)?.addresses;
  }
}

import { basename } from "node:path";
import { writeWhole } from "../../runtime/store/files.ts";
import { tableFrom } from "../../stdlib/data/files/source.ts";
import { pictureOf } from "../../stdlib/data/profiling/picture.ts";
import { renderProfile } from "../../stdlib/data/profiling/page.ts";
import { withDataFile } from "../data-file.ts";
import { usageError } from "../exit.ts";
import { countOf } from "../view/tree.ts";

export interface ProfileOptions {
  readonly output: string;
  readonly nullWord: readonly string[];
}

/** Writes a page that describes the columns of a file of rows. */
export async function profile(path: string, options: ProfileOptions): Promise<void> {
  // By its ending, so that no file of rows is written over.
  if (!/\.html?$/i.test(options.output)) {
    process.stderr.write(`mlp: the page would be written to \`${options.output}\`, which is no name of a page\n  = help: give a file that ends in .html for -o\n`);
    process.exitCode = usageError;
    return;
  }
  const picture = await withDataFile(path, options.nullWord, async (source, host) => {
    const context = { engine: () => host.engine(), signal: new AbortController().signal };
    return pictureOf({ kind: "dataset", schema: source.schema, table: await tableFrom(source, path, context), path: { broken: "profile" } }, context);
  });
  await writeWhole(options.output, await renderProfile(picture, basename(path)));
  process.stdout.write(`${options.output}: ${countOf(picture.columns.length, "column")} of ${countOf(picture.rows, "row")}\n`);
}

// The declarations of the embeddable API for dist/types/: of all files, those that `stdlib/embed.ts` reaches by its types.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

/** Writes the declarations that `entry` reaches, in the folders of their sources, to `out`. Types are not checked here: `npm run types` does. */
export async function writeDeclarations(root, entry, out) {
  const texts = declarationsOf(root, join(root, entry));
  const waiting = [declarationName(join(root, entry))];
  const reached = new Set(waiting);
  for (const file of waiting) {
    const text = texts.get(file);
    if (text === undefined) throw new Error(`no declarations were made for ${file}`);
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      const imported = declarationName(resolve(dirname(file), fileName));
      if (!fileName.startsWith(".") || reached.has(imported)) continue;
      reached.add(imported);
      waiting.push(imported);
    }
    const target = join(out, relative(root, file));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, importingScripts(text));
  }
}

function declarationsOf(root, entry) {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram([entry], { ...options, noEmit: false, noCheck: true, declaration: true, emitDeclarationOnly: true, rootDir: root, outDir: root });
  const texts = new Map();
  const { diagnostics } = program.emit(undefined, (file, text) => texts.set(resolve(file), text));
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => "\n" }));
  return texts;
}

const declarationName = (file) => file.replace(/\.ts$/, ".d.ts");

/** Declarations name each other as their scripts would: an import of a `.ts` is an error outside of this project. */
function importingScripts(text) {
  const places = ts.preProcessFile(text).importedFiles.filter(({ fileName }) => /^\.{1,2}\/.*\.ts$/.test(fileName));
  return places.toReversed().reduce((changed, { pos, fileName }) => {
    const start = changed.indexOf(fileName, pos);
    return `${changed.slice(0, start)}${fileName.replace(/\.ts$/, ".js")}${changed.slice(start + fileName.length)}`;
  }, text);
}

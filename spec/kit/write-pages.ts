import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorsPage } from "./errors-page.ts";
import { syntaxPages } from "./syntax-diagrams.ts";

// Writes the pages about the grammar and the codes anew, and removes diagrams of rules that are gone.
const root = new URL("../", import.meta.url).pathname;
const pages = syntaxPages();
mkdirSync(join(root, "syntax"), { recursive: true });
for (const name of readdirSync(join(root, "syntax"))) if (!pages.has(`syntax/${name}`)) rmSync(join(root, "syntax", name));
for (const [path, text] of pages) writeFileSync(join(root, path), text);
writeFileSync(join(root, "errors.md"), errorsPage());

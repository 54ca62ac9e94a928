import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProjectHost } from "../runtime/host.ts";
import { locate } from "../stdlib/data/files/locate.ts";
import { openSource } from "../stdlib/data/files/open.ts";
import type { Source } from "../stdlib/data/files/source.ts";

/** Looks at a file of rows by itself: no project is needed or made. */
export async function withDataFile<Found>(path: string, nullWords: readonly string[], look: (source: Source, host: ProjectHost) => Promise<Found>): Promise<Found> {
  const home = await mkdtemp(join(tmpdir(), "mlp-file-"));
  const host = new ProjectHost(process.cwd(), home);
  try {
    const located = await locate(path, undefined, host);
    return await look(await openSource(located, { nullWords: nullWords.length > 0 ? nullWords : undefined }, host), host);
  } finally {
    await host.close();
    await rm(home, { recursive: true, force: true });
  }
}

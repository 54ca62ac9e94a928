import { totalmem } from "node:os";

/** What a run may use where nobody says how much, of the machine's memory. */
const usual = 0.8;
/** What the data engine has of it; the rest is for JavaScript and for the columns that estimators learn from. */
const ofEngine = 0.5;
/** With less, the engine cannot even sort. In bytes. */
const least = 128e6;

export const usualMemory = (): number => usual * totalmem();

/** What the engine may hold before it goes to the disk, of what the process may use. In bytes. */
export const engineMemory = (memory: number): number => Math.max(least, ofEngine * memory);

/** What typed arrays outside of the engine may take, of what the process may use. In bytes. */
export const arrayMemory = (memory: number): number => memory - engineMemory(memory);

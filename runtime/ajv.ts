import type { Options } from "ajv";

/** For schemas of our own: a test holds them to JSON Schema, and to do so at each start would take longer than to check a pipeline. */
export const ownSchema = { meta: false, validateSchema: false } as const satisfies Options;

import { Ajv } from "ajv";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configurationSchema } from "../cli/config-file.ts";
import { argumentsSchema } from "../language/nodes/json-schema.ts";
import { lockSchema } from "../runtime/lock.ts";
import { standardCatalog } from "../stdlib/catalog.ts";
import graphSchema from "./graph.schema.json" with { type: "json" };

const schemas = new Map<string, object>([
  ["of a configuration", configurationSchema],
  ["of a lock", lockSchema],
  ["of a graph", graphSchema],
  ...[...standardCatalog().nodes.values()].map((node) => [`of the arguments of ${node.name}`, argumentsSchema(node)] as const),
]);

for (const [name, schema] of schemas) {
  test(`the schema ${name} is JSON Schema`, () => {
    const ajv = new Ajv({ strict: true, allowUnionTypes: true });
    assert.ok(ajv.validateSchema(schema), ajv.errorsText());
  });
}

test.run();

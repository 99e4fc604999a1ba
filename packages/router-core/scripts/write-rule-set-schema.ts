import { writeFile } from "node:fs/promises";

import { toRuleSetJsonSchema } from "../src/rule-set/json-schema.ts";

// Rewrites rule-set.schema.json, which editors and other languages read.
const path = new URL("../rule-set.schema.json", import.meta.url);
await writeFile(path, `${JSON.stringify(toRuleSetJsonSchema(), null, 2)}\n`);

import { randomBytes, randomUUID } from "node:crypto";
import { parseArgs } from "node:util";

import { Scope } from "@pointsman/contracts/api";
import { toId } from "@pointsman/contracts/id";
import { lineOfText, toTimestamp } from "@pointsman/contracts/primitive";
import { hashApiKey } from "@pointsman/rpc/authenticate";
import { insertApiKey } from "@pointsman/store/api-keys/insert-api-key";
import { connect } from "@pointsman/store/connect";
import { z } from "zod";

import { parseCommandConfig } from "./command-config.ts";

/**
 * `node apps/router/src/commands/create-api-key.ts --name edge --scope leads:submit [--scope …]`: makes a key and prints
 * it. It is shown once; only its hash is stored.
 */
const { values } = parseArgs({ options: { name: { type: "string" }, scope: { type: "string", multiple: true } } });
const { name, scope } = z.object({ name: lineOfText(100), scope: z.array(Scope).min(1) }).parse(values);

const secret = `pm_${randomBytes(32).toString("base64url")}`;
await using db = connect({ ...urlOf(), maxConnections: 1, applicationName: "pointsman-create-api-key" });
await insertApiKey(db, {
  id: toId("apiKey", randomUUID()),
  name,
  secretHash: hashApiKey(secret),
  scopes: scope,
  createdAt: toTimestamp(Date.now()),
  expiresAt: null,
});
process.stdout.write(`${secret}\n`);

function urlOf() {
  return { url: parseCommandConfig(process.env).DATABASE_URL };
}

import { randomBytes, randomUUID } from "node:crypto";

import type { CreateEndpointInput, Endpoint } from "@pointsman/contracts/endpoint";
import { toId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { toWebhookSecret } from "@pointsman/outbound/webhook-signature";
import { insertEndpoint } from "@pointsman/store/endpoints/write-endpoints";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../../context.ts";
import { checkSettings } from "./check-settings.ts";
import { requireEndpoint } from "./require-endpoint.ts";
import { toEndpoint } from "./to-endpoint.ts";

/** As many as the hash has. */
const SECRET_BYTES = 32;

/** @throws AppError `ADDRESS_REFUSED`, `INVALID_INPUT` for an unknown owner */
export async function createEndpoint(
  context: ServiceContext,
  input: CreateEndpointInput,
): Promise<{ readonly endpoint: Endpoint; readonly secret: string | null }> {
  await checkSettings(context, input);
  const id = toId("endpoint", randomUUID());
  const secret = input.kind === "webhook" ? drawSecret() : null;
  const createdAt = toTimestamp(context.clock.nowMs());
  await inTransaction(context.db, async (tx) => insertEndpoint(tx, { ...input, id, secret, createdAt }));
  return { endpoint: toEndpoint(await requireEndpoint(context.db, id)), secret };
}

export function drawSecret(): string {
  return toWebhookSecret(randomBytes(SECRET_BYTES));
}

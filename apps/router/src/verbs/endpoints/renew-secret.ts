import type { RotateSecretInput } from "@pointsman/contracts/endpoint";
import { AppError } from "@pointsman/contracts/error";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import { rotateSecret } from "@pointsman/store/endpoints/write-endpoints";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../../context.ts";
import { drawSecret } from "./create-endpoint.ts";
import { requireEndpoint } from "./require-endpoint.ts";

const HOUR_MS = 3_600_000;

/** @throws AppError `NOT_FOUND`; `CONFLICT` for a Slack endpoint, whose address is its secret */
export async function renewSecret(
  { db, clock }: ServiceContext,
  { endpointId, keepOldHours }: RotateSecretInput,
): Promise<{ readonly secret: string; readonly oldValidUntil: Timestamp }> {
  const { kind } = await requireEndpoint(db, endpointId);
  if (kind === "slack")
    throw new AppError("CONFLICT", `${endpointId} is a Slack endpoint: its URL is the secret; update that.`);
  const secret = drawSecret();
  const keepOldUntil = toTimestamp(clock.nowMs() + keepOldHours * HOUR_MS);
  await inTransaction(db, async (tx) => rotateSecret(tx, endpointId, { secret, keepOldUntil }));
  return { secret, oldValidUntil: keepOldUntil };
}

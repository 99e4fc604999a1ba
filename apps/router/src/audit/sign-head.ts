import type { AuditCheckpoint } from "@pointsman/contracts/audit";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { signCheckpoint, toKeyId } from "@pointsman/store/audit/checkpoint";
import { findCheckpoint, insertCheckpoint, readHead } from "@pointsman/store/audit/checkpoints";

import type { ServiceContext } from "../context.ts";

/** Signs the last entry of the chain and keeps that; null: there is no key, or no entry. */
export async function signHead({
  db,
  clock,
  signingKey,
}: Pick<ServiceContext, "db" | "clock" | "signingKey">): Promise<AuditCheckpoint | null> {
  const head = await readHead(db);
  if (signingKey === null || head === undefined) return null;
  const signed = await findCheckpoint(db, { keyId: toKeyId(signingKey), seq: head.seq });
  if (signed !== undefined) return signed;
  const checkpoint = signCheckpoint({ ...head, at: toTimestamp(clock.nowMs()) }, signingKey);
  await insertCheckpoint(db, checkpoint);
  return checkpoint;
}

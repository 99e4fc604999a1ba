import { createPublicKey } from "node:crypto";

import type { AuditCheckpoint, AuditExport, AuditVerdict } from "@pointsman/contracts/audit";
import { AppError } from "@pointsman/contracts/error";
import { listCheckpoints } from "@pointsman/store/audit/checkpoints";
import { readEntries } from "@pointsman/store/audit/list-entries";
import { verifyChain } from "@pointsman/store/audit/verify-chain";

import { chainAll } from "../audit/run-chainer.ts";
import { signHead } from "../audit/sign-head.ts";
import type { ServiceContext } from "../context.ts";

/** Whether the chain is as it was written, and what it speaks of as it says; by this service's own key, where it has one. */
export async function verifyAudit(
  { db, signingKey }: Pick<ServiceContext, "db" | "signingKey">,
  exported: readonly AuditCheckpoint[],
): Promise<AuditVerdict> {
  return verifyChain(db, { exported, publicKey: signingKey === null ? null : createPublicKey(signingKey) });
}

/** Chains what is committed and signs the head. @throws AppError `CONFLICT` without a key, or with nothing to sign */
export async function makeCheckpoint(
  context: Pick<ServiceContext, "db" | "clock" | "signingKey">,
): Promise<AuditCheckpoint> {
  if (context.signingKey === null)
    throw new AppError("CONFLICT", "There is no key to sign with: set AUDIT_SIGNING_KEY or AUDIT_SIGNING_KEY_FILE.");
  await chainAll(context);
  const checkpoint = await signHead(context);
  if (checkpoint === null) throw new AppError("CONFLICT", "Nothing was changed yet: the chain is empty.");
  return checkpoint;
}

/** A page of the chain as it was hashed, with the signed heads among it. */
export async function exportAudit(
  { db }: Pick<ServiceContext, "db">,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<AuditExport> {
  const entries = await readEntries(db, { after, limit });
  const until = entries.at(-1)?.seq ?? after;
  return {
    entries,
    checkpoints: await listCheckpoints(db, { after, until }),
    nextAfter: entries.length < limit ? null : until,
  };
}

import { createHash, createPublicKey, sign, verify, type KeyObject } from "node:crypto";

import type { AuditCheckpoint } from "@pointsman/contracts/audit";
import { toCanonicalJson } from "@pointsman/contracts/canonical-json";

/** Names a key: first 16 hex digits of the SHA-256 of its public half (SPKI, DER). */
export function toKeyId(key: KeyObject): string {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  const der = publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(der).digest("hex").slice(0, 16);
}

/** @param key private, Ed25519 */
export function signCheckpoint(head: Pick<AuditCheckpoint, "seq" | "hash" | "at">, key: KeyObject): AuditCheckpoint {
  const claim = { ...head, keyId: toKeyId(key) };
  return { ...claim, signature: sign(null, Buffer.from(toCanonicalJson(claim)), key).toString("base64") };
}

/** Whether who has the private half of the key vouched for this head. */
export function isSignedBy({ signature, ...claim }: AuditCheckpoint, key: KeyObject): boolean {
  if (claim.keyId !== toKeyId(key)) return false;
  return verify(null, Buffer.from(toCanonicalJson(claim)), key, Buffer.from(signature, "base64"));
}

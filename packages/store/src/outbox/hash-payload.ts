import { createHash } from "node:crypto";

/** First 8 bytes of the SHA-256 of the text, big-endian, as a signed number: what a `bigint` column can hold. */
export function hashPayload(payload: string): bigint {
  return createHash("sha256").update(payload).digest().readBigInt64BE(0);
}

/** Names the content of a batch: SHA-256 in hex of the payloads in order, joined by line feeds (JSON text has none). */
export function toBatchToken(payloads: readonly string[]): string {
  return createHash("sha256").update(payloads.join("\n")).digest("hex");
}

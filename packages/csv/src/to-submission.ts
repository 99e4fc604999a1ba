import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { toId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";

import type { LeadRow } from "./kinds/leads.ts";

/**
 * A row as a lead to be routed. Without a key of its own its content is its key, so that the same row is the same lead
 * however often it is imported. The id follows from source and key: no secret is needed where nobody can look on.
 *
 * @param at when the lead counts as received where the row does not say
 */
export function toSubmission(
  { details, ...row }: LeadRow,
  { source, at }: { readonly source: string; readonly at: string },
): Submission {
  const bodyHash = hash(JSON.stringify(details));
  const key = { source: row.source ?? source, idempotencyKey: row.idempotencyKey ?? bodyHash };
  return {
    leadId: toId("lead", toUuid(hash(`import\n${key.source}\n${key.idempotencyKey}`))),
    ...key,
    bodyHash,
    receivedAt: row.receivedAt ?? at,
    lead: details,
    warnings: [],
  };
}

function hash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** Version 8 ("custom", RFC 9562), as the edge mints them. */
function toUuid(hex: string): string {
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

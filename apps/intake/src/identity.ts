import { AppError } from "@pointsman/contracts/error";
import { type LeadId, toId } from "@pointsman/contracts/id";

import type { ParsedBody, RawField } from "./body/raw-field.ts";
import { sha256Hex, toHex } from "./hash.ts";

const HEADER = "Idempotency-Key";
const EXPECTED = "1 to 255 visible ASCII characters, e.g. a UUID";

/**
 * The caller's idempotency key: the header, else the form field `_idempotency_key`; `undefined` if he gave none.
 *
 * @throws AppError `INVALID_INPUT` that names the header or the field, if the key cannot be one.
 */
export function readIdempotencyKey(headers: Headers, field: RawField | undefined): string | undefined {
  const header = headers.get(HEADER);
  if (header !== null) return checkKey(HEADER, header);
  return field === undefined ? undefined : checkKey(field.name, field.value);
}

/** The draft standard puts the key in quotes; most callers do not. */
function checkKey(name: string, typed: string): string {
  const key = typed.trim().replace(/^"(.*)"$/s, "$1");
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  const problem = key === "" ? "is empty" : key.length > 255 ? "is too long" : "has other characters in it";
  throw new AppError("INVALID_INPUT", `${name} ${problem}.`, [{ field: name, problem, expected: EXPECTED }]);
}

/** Mints lead ids: the same source and key give the same id for ever, without a look-up. */
export type MintLeadId = (source: string, idempotencyKey: string) => Promise<LeadId>;

/**
 * Lead ids as a UUID of version 8 ("custom", RFC 9562) from a keyed hash: without the secret nobody can tell
 * which id a key will get.
 */
export function createMintLeadId(secret: string): MintLeadId {
  const encoder = new TextEncoder();
  const hmac = { name: "HMAC", hash: "SHA-256" };
  let importedKey: Promise<CryptoKey> | undefined;
  return async (source, idempotencyKey) => {
    // Not before the first request: a Worker may not do such work while it starts.
    importedKey ??= crypto.subtle.importKey("raw", encoder.encode(secret), hmac, false, ["sign"]);
    const signature = await crypto.subtle.sign(
      "HMAC",
      await importedKey,
      encoder.encode(`${source}\n${idempotencyKey}`),
    );
    return toId("lead", toUuidV8(new Uint8Array(signature)));
  };
}

function toUuidV8(hash: Uint8Array): string {
  const bytes = hash.slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * SHA-256 of what was sent, hex. Of a multipart body the fields are hashed, not the bytes: a browser makes a new
 * boundary for each attempt, and a repeat must not look like another lead under the same key.
 */
export function hashBody(bytes: Uint8Array, body: ParsedBody, contentType: string): Promise<string> {
  const isMultipart = /^\s*multipart\//i.test(contentType);
  const pairs = body.fields.map(({ name, value }) => [name, value]);
  const content = isMultipart ? new TextEncoder().encode(JSON.stringify(pairs)) : bytes;
  return sha256Hex(content);
}

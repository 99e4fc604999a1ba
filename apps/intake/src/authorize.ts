import { AppError } from "@pointsman/contracts/error";
import type { Source } from "@pointsman/contracts/form";

import { sha256Hex } from "./hash.ts";

/** Lets a public source pass, and a trusted one with one of its keys; else throws `UNAUTHENTICATED`. */
export async function authorize(source: Source, headers: Headers): Promise<void> {
  if (!source.trusted) return;
  const key = /^Bearer +(\S+)$/i.exec(headers.get("authorization")?.trim() ?? "")?.[1];
  if (key === undefined)
    throw new AppError("UNAUTHENTICATED", "Send Authorization: Bearer with the key of this source.");
  const encoder = new TextEncoder();
  const digest = encoder.encode(await sha256Hex(encoder.encode(key)));
  // Every hash is compared, each in constant time: how long it takes tells nothing of which was near.
  const matches = source.keySha256.filter((hex) => crypto.subtle.timingSafeEqual(digest, encoder.encode(hex)));
  if (matches.length === 0) throw new AppError("UNAUTHENTICATED", "The key is not valid for this source.");
}

import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";

import type { KeyRing, StoredKey } from "./authenticate.ts";

export interface KeySource extends KeyRing {
  /** Notes that the key was used. */
  readonly touchKey: (id: StoredKey["id"], usedAt: Timestamp) => Promise<void>;
  /** Told where noting that failed: the call itself goes on. */
  readonly onTouchFailed: (error: unknown) => void;
}

/** A revoked key is refused after so long at the latest, by every process. */
export const KEY_CACHE_MS = 10_000;

/** Use is noted at most so often, so that a key that is used a thousand times a second is not written each time. */
const TOUCH_EVERY_MS = 60_000;

/** A deployment has a handful of keys; more than this can only be a mistake. */
const MAX_KEYS = 1_000;

interface Entry {
  readonly key: StoredKey;
  readonly readMs: number;
}

/**
 * Keeps keys in memory for 10 s, so that a call costs no look-up, and notes in the background when each was last used. A key
 * that is not on file is looked up each time: whoever guesses must not fill the memory.
 */
export function cacheKeys({ findKey, touchKey, onTouchFailed, nowMs }: KeySource): KeyRing {
  const entries = new Map<string, Entry>();
  const touchedMs = new Map<string, number>();

  async function find(secretHash: Uint8Array): Promise<StoredKey | undefined> {
    const name = Buffer.from(secretHash).toString("base64");
    const now = nowMs();
    const known = entries.get(name);
    if (known !== undefined && now - known.readMs < KEY_CACHE_MS) return known.key;
    const key = await findKey(secretHash);
    entries.delete(name);
    if (key === undefined) return undefined;
    if (entries.size >= MAX_KEYS) entries.clear();
    // From before the look-up: what was revoked meanwhile must not live longer for it.
    entries.set(name, { key, readMs: now });
    return key;
  }

  function touch({ id, revokedAt }: StoredKey): void {
    const now = nowMs();
    if (revokedAt !== null || now - (touchedMs.get(id) ?? -Infinity) < TOUCH_EVERY_MS) return;
    if (touchedMs.size >= MAX_KEYS) touchedMs.clear();
    touchedMs.set(id, now);
    touchKey(id, toTimestamp(now)).catch(onTouchFailed);
  }

  return {
    nowMs,
    findKey: async (secretHash) => {
      const key = await find(secretHash);
      if (key !== undefined) touch(key);
      return key;
    },
  };
}

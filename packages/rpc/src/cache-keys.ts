import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";

import type { KeyRing, StoredKey } from "./authenticate.ts";

export interface KeySource extends KeyRing {
  /** Notes that the key was used. */
  readonly touchKey: (id: StoredKey["id"], usedAt: Timestamp) => Promise<void>;
  /** Told where noting that failed: the call itself goes on. */
  readonly onTouchFailed: (error: unknown) => void;
}

export interface KeyCache extends KeyRing {
  /** Some key, person or team is other than it was: each key is looked up again. */
  readonly forget: () => void;
}

/** A revoked key is refused after so long at the latest, by every process, even one that is not told of it. */
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
export function cacheKeys({ findKey, touchKey, onTouchFailed, nowMs }: KeySource): KeyCache {
  const entries = new Map<string, Entry>();
  const touchedMs = new Map<string, number>();
  let forgotten = 0;

  async function find(secretHash: Uint8Array): Promise<StoredKey | undefined> {
    const name = Buffer.from(secretHash).toString("base64");
    const now = nowMs();
    const known = entries.get(name);
    if (known !== undefined && now - known.readMs < KEY_CACHE_MS) return known.key;
    const before = forgotten;
    const key = await findKey(secretHash);
    entries.delete(name);
    // What was read while a change was told of may be from before it.
    if (key === undefined || before !== forgotten) return key;
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
    forget: () => {
      forgotten += 1;
      entries.clear();
    },
  };
}

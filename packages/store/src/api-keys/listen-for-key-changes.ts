import { setTimeout as pause } from "node:timers/promises";

import { Client } from "pg";

export type KeyChanges = {
  readonly url: string;
  readonly applicationName: string;
  /** A key, a person or a team is other than it was, or may be: nobody listened for a while. */
  readonly onChange: () => void;
  /** The connection broke, or there was none to be had; it is tried again in a second. */
  readonly onError: (error: unknown) => void;
};

const RETRY_MS = 1_000;

/**
 * Listens for changes of keys on a connection of its own, until it is stopped, and connects again whenever that breaks.
 * Migration 0017 has the triggers. What is missed meanwhile is not lost: `onChange` is called on each connection.
 */
export function listenForKeyChanges(options: KeyChanges): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const done = keepListening(options, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}

async function keepListening(options: KeyChanges, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await listenOnce(options, signal);
    } catch (error) {
      options.onError(error);
      // The only rejection there is: the signal.
      await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Ends when it is stopped. @throws what broke the connection */
async function listenOnce({ url, applicationName, onChange }: KeyChanges, signal: AbortSignal): Promise<void> {
  const client = new Client({ connectionString: url, application_name: applicationName, keepAlive: true });
  const ended = Promise.withResolvers<void>();
  client.on("error", ended.reject);
  client.on("end", () => ended.reject(new Error("The connection that listens for changes of keys was closed")));
  client.on("notification", onChange);
  signal.addEventListener("abort", () => ended.resolve(), { once: true });
  // Rejected before anybody waits for it where the connection cannot be made at all.
  ended.promise.catch(() => undefined);
  try {
    await client.connect();
    await client.query("listen pointsman_key_change");
    onChange();
    await ended.promise;
  } finally {
    await client.end().catch(() => undefined);
  }
}

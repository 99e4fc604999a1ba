import { createHash } from "node:crypto";

/** Stands for the hash before the first entry. */
export const GENESIS = "0".repeat(64);

/** One row of the chain, as it is on file or in an export. */
export type ChainedEntry = { readonly seq: number; readonly content: string; readonly hash: string };

/** The hash of an entry, hex: it seals `content` and, through the hash before it, all that stands before. */
export function hashEntry(hashBefore: string, content: string): string {
  return createHash("sha256").update(`${hashBefore}\n${content}`).digest("hex");
}

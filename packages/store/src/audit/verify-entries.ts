import type { KeyObject } from "node:crypto";

import { AuditContent, type AuditCheckpoint, type AuditFinding } from "@pointsman/contracts/audit";

import { GENESIS, hashEntry, type ChainedEntry } from "./chain.ts";
import { isSignedBy } from "./checkpoint.ts";

/** The chain as far as it was read: what the next entry has to follow. */
export type ChainState = { readonly seq: number; readonly hash: string };

export const BEFORE_ALL: ChainState = { seq: 0, hash: GENESIS };

/** What an entry says, where it can be read, and what is wrong with it as one of a chain. */
export type JudgedEntry = {
  readonly content: AuditContent | null;
  readonly findings: readonly AuditFinding[];
  readonly state: ChainState;
};

/** Judges an entry by what stood before it. What is wrong with one is not told again of those behind it. */
export function judgeEntry({ seq, content: text, hash }: ChainedEntry, before: ChainState): JudgedEntry {
  const content = parseContent(text);
  const state = { seq, hash };
  const isNext = seq === before.seq + 1;
  const missing: readonly AuditFinding[] = isNext
    ? []
    : [{ kind: "missing", seq: before.seq + 1, detail: `${range(before.seq + 1, seq - 1)} missing` }];
  const findings: readonly AuditFinding[] =
    content !== null && content.seq !== seq
      ? [{ kind: "misplaced", seq, detail: `Entry ${seq} was written as entry ${content.seq}: ${describe(content)}` }]
      : // What an entry behind a gap was sealed with is gone.
        isNext
        ? judgeHash({ seq, text, hash, content }, before)
        : [];
  return { content, findings: [...missing, ...findings], state };
}

function judgeHash(
  {
    seq,
    text,
    hash,
    content,
  }: { readonly seq: number; readonly text: string; readonly hash: string; readonly content: AuditContent | null },
  before: ChainState,
): readonly AuditFinding[] {
  const found = hashEntry(before.hash, text);
  if (found === hash) return [];
  const says = content === null ? "what it says cannot be read" : `it says: ${describe(content)}`;
  return [
    {
      kind: "changed",
      seq,
      detail: `Entry ${seq} was changed, or the hash of the one before it: its hash is ${short(hash)}, and ought to be ${short(found)}; ${says}`,
    },
  ];
}

/** Whether the chain is still the one that was vouched for. `hashes`: of the entries that the checkpoints name. */
export function judgeCheckpoint(
  checkpoint: AuditCheckpoint,
  {
    hashes,
    head,
    publicKey,
  }: { readonly hashes: ReadonlyMap<number, string>; readonly head: ChainState; readonly publicKey: KeyObject | null },
): readonly AuditFinding[] {
  const { seq, hash, keyId, at } = checkpoint;
  if (publicKey !== null && !isSignedBy(checkpoint, publicKey))
    return [
      { kind: "forged", seq, detail: `The checkpoint of entry ${seq} is not signed by this key (it names ${keyId})` },
    ];
  if (seq > head.seq)
    return [{ kind: "cut_off", seq, detail: `The chain ends with entry ${head.seq}, and had ${seq} of them at ${at}` }];
  const found = hashes.get(seq);
  if (found === hash) return [];
  return [
    {
      kind: "changed",
      seq,
      detail: `Entry ${seq} or one before it was changed: its hash was ${short(hash)} at ${at}, and is ${short(found ?? "gone")}`,
    },
  ];
}

/** A line for whoever looks at findings. */
export function describe({ at, actor, action, entity, entityId }: AuditContent): string {
  return `${at} ${actor.kind} ${actor.id} ${action} ${entity}${entityId === null ? "" : ` ${entityId}`}`;
}

function parseContent(text: string): AuditContent | null {
  try {
    return AuditContent.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function range(from: number, to: number): string {
  return from === to ? `Entry ${from} is` : `Entries ${from} to ${to} are`;
}

function short(hash: string): string {
  return hash.slice(0, 12);
}

import type { AuditActor, AuditContent, ChainedEvent } from "@pointsman/contracts/audit";
import { toCanonicalJson } from "@pointsman/contracts/canonical-json";
import type { JsonValue, Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";
import { inTransaction } from "../in-transaction.ts";
import { unnestRows } from "../unnest-rows.ts";
import { GENESIS, hashEntry } from "./chain.ts";
import { readNewEvents } from "./read-events.ts";

/** Any number, as long as nothing else in the database locks the same. */
const ADVISORY_LOCK = 7_046_029_256;

/** Changes taken at once; those of one transaction stay together. */
const MAX_CHANGES = 1_000;
/** An entry of so many events has some 90 kB. */
const MAX_EVENTS = 500;

/**
 * Puts what was committed into the chain: changes, and a bunch of events of leads. One process at a time does it; for
 * others it does nothing.
 *
 * @returns entries that were chained; 0: nothing was there, or another process is at it
 */
export async function chainChanges(db: Db, now: Timestamp): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<{ readonly locked: boolean }>`
      select pg_try_advisory_xact_lock(${ADVISORY_LOCK}) as locked`.execute(tx);
    if (rows[0]?.locked !== true) return 0;
    const parts = [...toParts(await takePending(tx)), ...(await takeEvents(tx, now))];
    if (parts.length > 0) await appendEntries(tx, parts);
    return parts.length;
  });
}

type Part = Omit<AuditContent, "seq">;

interface Pending {
  readonly xid: string;
  readonly at: Timestamp;
  readonly actor: AuditActor;
  readonly action: string;
  readonly entity: string;
  readonly entityId: string;
  readonly before: Columns | null;
  readonly after: Columns | null;
}

type Columns = { readonly [name: string]: JsonValue };

/**
 * Rows that can be seen are committed, and those of one transaction can be seen together: none is torn apart. By the
 * index as a list: with `in` the planner, who finds the table empty, reads all of it, which is as long as it ever was. After
 * an import of 100,000 accounts that took 40 ms each time that nothing was there.
 */
async function takePending(tx: Tx): Promise<readonly Pending[]> {
  const { rows } = await sql<Pending>`
    with taken as (
      delete from audit_pending
      where xid = any(array(select xid from audit_pending order by id limit ${MAX_CHANGES}))
      returning *)
    select xid::text, at, actor, action, entity, entity_id as "entityId", before, after from taken order by id`.execute(
    tx,
  );
  return rows;
}

/** What one transaction did to one thing is one entry; a list that is written anew leaves none for what it kept. */
function toParts(pending: readonly Pending[]): readonly Part[] {
  const byThing = new Map<string, Pending>();
  for (const change of pending) {
    const key = JSON.stringify([change.xid, change.entity, change.entityId]);
    const former = byThing.get(key);
    byThing.set(key, former === undefined ? change : join(former, change));
  }
  return [...byThing.values()].filter(isChange).map(({ at, actor, action, entity, entityId, before, after }) => ({
    at,
    actor,
    action,
    entity,
    entityId,
    before,
    after,
  }));
}

function isChange({ before, after }: Pending): boolean {
  // What came or went needs no look at its columns; added and taken away at once, it is null on both sides.
  if (before === null || after === null) return before !== after;
  return toCanonicalJson(before) !== toCanonicalJson(after);
}

function join(first: Pending, then: Pending): Pending {
  const { before } = first;
  // Taken away and added again: of what was there only what is different now.
  if (first.after === null && then.before === null) {
    const [was, is] = [before ?? {}, then.after ?? {}];
    const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
    const changed = names.filter((name) => toCanonicalJson(was[name] ?? null) !== toCanonicalJson(is[name] ?? null));
    return { ...then, before: pick(was, changed), after: pick(is, changed) };
  }
  if (then.after === null) return { ...then, before: before === null ? null : { ...then.before, ...before } };
  return {
    ...then,
    before: before === null ? null : { ...then.before, ...before },
    after: { ...first.after, ...then.after },
  };
}

function pick(columns: Columns, names: readonly string[]): Columns {
  return Object.fromEntries(names.map((name) => [name, columns[name] ?? null]));
}

async function takeEvents(tx: Tx, at: Timestamp): Promise<readonly Part[]> {
  const found = await readNewEvents(tx, MAX_EVENTS);
  if (found === null) return [];
  const { afterEvent, untilEvent } = found;
  const list = found.events.map(({ id, eventId, hash, decisionHash }): ChainedEvent => [
    id,
    eventId,
    hash,
    decisionHash,
  ]);
  return [
    {
      at,
      actor: { kind: "system", id: "routing" },
      action: "lead.events",
      entity: "outbox",
      entityId: null,
      before: null,
      after: null,
      events: { afterEvent, untilEvent, list },
    },
  ];
}

async function appendEntries(tx: Tx, parts: readonly Part[]): Promise<void> {
  const { rows } = await sql<{ readonly seq: number; readonly hash: string }>`
    select seq, hash from audit_entry order by seq desc limit 1`.execute(tx);
  let { seq, hash } = rows[0] ?? { seq: 0, hash: GENESIS };
  const entries = parts.map((part) => {
    seq += 1;
    const content = toCanonicalJson({ ...part, seq });
    hash = hashEntry(hash, content);
    return { seq, content, hash };
  });
  await sql`insert into audit_entry (seq, content, hash)
    ${unnestRows({ seq: "bigint", content: "text", hash: "text" }, entries)}`.execute(tx);
}

import { sql, type RawBuilder } from "kysely";

import type { Db, Tx } from "../connect.ts";

/** An event of a lead as the chain holds it. */
export type EventHash = {
  readonly id: number;
  readonly eventId: string;
  /** SHA-256 (hex). */
  readonly hash: string;
  /** Of the decision that the event tells of; null: it tells of none. */
  readonly decisionHash: string | null;
};

export type NewEvents = {
  readonly afterEvent: number;
  readonly untilEvent: number;
  readonly events: readonly EventHash[];
};

/** Of texts, none of them null, a line each. With `concat_ws` it takes half as long again. */
const hashOf = (...lines: readonly RawBuilder<unknown>[]) =>
  sql`encode(sha256(convert_to(${sql.join(lines, sql` || E'\n' || `)}, 'UTF8')), 'hex')`;

const msOf = (column: RawBuilder<unknown>) => sql`(extract(epoch from ${column}) * 1000)::bigint::text`;

const EVENT_HASH = hashOf(sql`event.event_id`, sql`event.kind`, msOf(sql`event.occurred_at`), sql`event.payload::text`);

const DECISION_HASH = hashOf(
  sql`lead_id`,
  sql`epoch::text`,
  msOf(sql`decided_at`),
  sql`rule_set_version::text`,
  sql`outcome_kind`,
  sql`coalesce(pool_id, '')`,
  sql`coalesce(pool_seq, 0)::text`,
  sql`outcome::text`,
  sql`trace::text`,
  sql`inputs::text`,
);

/** Events behind one number up to another, archived ones too. Hashed by Postgres: a decision has some kilobytes. */
export async function readEventHashes(
  db: Db,
  {
    afterEvent,
    untilEvent,
    limit,
  }: { readonly afterEvent: number; readonly untilEvent: number; readonly limit: number },
): Promise<readonly EventHash[]> {
  const { rows } = await sql<EventHash>`
    select event.id, event.event_id as "eventId", ${EVENT_HASH} as hash,
           (select ${DECISION_HASH} from all_decision
            where event.kind in ('lead.assigned', 'lead.held', 'lead.parked', 'lead.attached', 'lead.unqualified')
              and lead_id = event.payload ->> 'leadId' and epoch = (event.payload ->> 'epoch')::int) as "decisionHash"
    from (
      select id, event_id, kind, occurred_at, payload from all_outbox
      where id > ${afterEvent} and id <= ${untilEvent} order by id limit ${limit}) as event
    order by event.id`.execute(db);
  return rows;
}

/**
 * The next events that are to be chained, and moves on behind them; null: there are none yet. Numbers become visible out of
 * order: so a number is only passed once every transaction has ended that was under way when it was seen. A transaction
 * has its id before it numbers an event, for it locks the organisation or a lead before.
 */
export async function readNewEvents(tx: Tx, limit: number): Promise<NewEvents | null> {
  const { lastEvent, seenEvent, seenXid, newest, oldestXid, nextXid } = await readPosition(tx);
  const isSettled = oldestXid >= seenXid;
  const events =
    isSettled && seenEvent > lastEvent
      ? await readEventHashes(tx, { afterEvent: lastEvent, untilEvent: seenEvent, limit })
      : [];
  const isFull = events.length === limit;
  const untilEvent = isFull ? (events.at(-1)?.id ?? lastEvent) : isSettled ? seenEvent : lastEvent;
  const isDone = isSettled && untilEvent >= seenEvent;
  const moves = untilEvent > lastEvent || (isDone && newest > seenEvent);
  if (moves) {
    await sql`
      update audit_position set last_event = ${untilEvent},
        seen_event = ${isDone ? newest : seenEvent}, seen_xid = ${isDone ? nextXid : seenXid}`.execute(tx);
  }
  if (untilEvent === lastEvent) return null;
  return { afterEvent: lastEvent, untilEvent, events };
}

type Position = {
  readonly lastEvent: number;
  readonly seenEvent: number;
  readonly seenXid: number;
  readonly newest: number;
  readonly oldestXid: number;
  readonly nextXid: number;
};

async function readPosition(tx: Tx): Promise<Position> {
  const { rows } = await sql<Position>`
    select last_event as "lastEvent", seen_event as "seenEvent", seen_xid as "seenXid",
           greatest(seen_event, (select coalesce(max(id), 0) from outbox), (select coalesce(max(id), 0) from outbox_archive)) as newest,
           pg_snapshot_xmin(pg_current_snapshot())::text::bigint as "oldestXid",
           pg_snapshot_xmax(pg_current_snapshot())::text::bigint as "nextXid"
    from audit_position`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error("audit_position has one row");
  return row;
}

/** Events that are not chained yet. */
export async function countUnchainedEvents(db: Db): Promise<number> {
  const { rows } = await sql<{ readonly events: number }>`
    select (select count(*) from outbox where id > (select last_event from audit_position)) as events`.execute(db);
  return rows[0]?.events ?? 0;
}

/** Events that were chained, behind the last one that a chain speaks of: the entries with them are gone. */
export async function countCutOffEvents(db: Db, lastEvent: number): Promise<number> {
  const { rows } = await sql<{ readonly events: number }>`
    select count(*) as events from all_outbox
    where id > ${lastEvent} and id <= (select last_event from audit_position)`.execute(db);
  return rows[0]?.events ?? 0;
}

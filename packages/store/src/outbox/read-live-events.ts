import { LeadEvent } from "@pointsman/contracts/event";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** A stretch of event numbers, both ends included. */
export type NumberRange = { readonly from: number; readonly to: number };

/** An event with its number, which it has from its transaction; numbers become visible out of order. */
export type NumberedEvent = { readonly number: number; readonly event: LeadEvent };

/** Events as one instant shows them. */
export type LiveRead = {
  /** By number. */
  readonly events: readonly NumberedEvent[];
  /** Every transaction with an id below this one had ended: what it committed was seen. */
  readonly oldestXid: number;
  /** Every transaction that had an id then has one below this. */
  readonly nextXid: number;
};

/** Events behind the number `last`, and those of the ranges that have come meanwhile; the first `limit` of them. */
export async function readLiveEvents(
  db: Db,
  query: { readonly last: number; readonly gaps: readonly NumberRange[]; readonly limit: number },
): Promise<LiveRead> {
  const { last, gaps, limit } = query;
  // One statement, so that the events and the transactions under way are those of one instant.
  const { rows } = await sql<Omit<LiveRead, "events"> & { readonly events: readonly [number, unknown][] }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as "oldestXid",
           pg_snapshot_xmax(pg_current_snapshot())::text::bigint as "nextXid",
           coalesce((
             select json_agg(json_build_array(id, payload) order by id)
             from (
               select outbox.id, outbox.payload
               from unnest(${gaps.map(({ from }) => from)}::bigint[], ${gaps.map(({ to }) => to)}::bigint[])
                 as gap (first, last)
               join outbox on outbox.id between gap.first and gap.last
               union all
               (select id, payload from outbox where id > ${last} order by id limit ${limit})
               order by id
               limit ${limit}) as found), '[]') as events`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error("A select without a from gives a row");
  const { oldestXid, nextXid } = row;
  return {
    oldestXid,
    nextXid,
    events: row.events.map(([number, payload]) => ({ number, event: LeadEvent.parse(payload) })),
  };
}

/** Where the events end now. */
export type LiveEnd = {
  /** The highest number that can be seen; 0: there is none. */
  readonly last: number;
  /** Numbers among the last `span` that cannot be seen: their transactions are under way, or were rolled back. */
  readonly missing: readonly number[];
};

/** Where the events end, for whoever wants those that come from now on. */
export async function readLiveEnd(db: Db, span: number): Promise<LiveEnd> {
  const { rows } = await sql<LiveEnd>`
    with newest as materialized (select coalesce(max(id), 0) as last from outbox)
    select last::bigint as last,
           array(
             select number::float8 from generate_series(greatest(last - ${span}::bigint, 0) + 1, last) as number
             where last > 0 and not exists (select from outbox where id = number)
             order by number) as missing
    from newest`.execute(db);
  return rows[0] ?? { last: 0, missing: [] };
}

/** Whether events behind this number may have been archived already, so that who reads on from there would miss some. */
export async function isLivePast(db: Db, number: number): Promise<boolean> {
  const { rows } = await sql<{ readonly isPast: boolean }>`
    select (select events from outbox_archived) > 0
      and coalesce((select min(id) from outbox), (select max(id) + 1 from outbox_archive), 0) > ${number}::bigint + 1 as "isPast"`.execute(
    db,
  );
  return rows[0]?.isPast === true;
}

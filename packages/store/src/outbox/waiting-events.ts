import type { LeadEventKind } from "@pointsman/contracts/event";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { WAITING_EVENTS } from "./event-sets.ts";

/** The highest number given to an event that is committed; 0: there is none. */
export async function readLastEventNumber(db: Db): Promise<number> {
  const { rows } = await sql<{ readonly last: number }>`select coalesce(max(id), 0) as last from outbox`.execute(db);
  return rows[0]?.last ?? 0;
}

/** Events up to this number that are in no delivered batch. */
export async function countWaitingEvents(db: Db, lastNumber: number): Promise<number> {
  const { rows } = await sql<{ readonly waiting: number }>`
    select count(*) as waiting from ${WAITING_EVENTS} as waiting where id <= ${lastNumber}`.execute(db);
  return rows[0]?.waiting ?? 0;
}

/** An hour of `occurredAt`, by its start in UTC, and a kind. */
export interface EventGroup {
  readonly hour: Timestamp;
  readonly kind: LeadEventKind;
}

/** The groups of `countOutboxByHourAndKind` that have events in no delivered batch. */
export async function listWaitingGroups(db: Db): Promise<readonly EventGroup[]> {
  const { rows } = await sql<EventGroup>`
    select distinct date_trunc('hour', occurred_at, 'UTC') as hour, kind from ${WAITING_EVENTS} as waiting`.execute(db);
  return rows;
}

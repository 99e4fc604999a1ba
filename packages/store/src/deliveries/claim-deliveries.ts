import type { DeliveryType } from "@pointsman/contracts/endpoint";
import type { EndpointId, EventId, PersonId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** A message that this process is to send. */
export type ClaimedDelivery = {
  readonly id: number;
  readonly messageId: string;
  readonly endpointId: EndpointId | null;
  readonly repId: RepId | null;
  /** An admin who is told by e-mail. */
  readonly personId: PersonId | null;
  readonly type: DeliveryType;
  readonly notificationId: number | null;
  readonly eventId: EventId | null;
  /** 1, 2, 3 …; whoever finishes it must name it. */
  readonly attempt: number;
  /** Failed so far since it was made due. */
  readonly tries: number;
};

export type ClaimLimits = {
  /** Sent by all processes at once to one endpoint; one that fails is sent one at a time. */
  readonly perEndpoint: number;
  /** The same of e-mail. */
  readonly mails: number;
  /** Claimed at once. */
  readonly total: number;
  /** There is a server for e-mail. */
  readonly mailsOn: boolean;
};

/**
 * Takes messages that are due: until `claimUntil` nobody else does. Those whose claim has lapsed, because the process
 * that held it died, are due again. Rows that another process is just taking are left to it.
 */
export async function claimDeliveries(
  db: Db,
  {
    now,
    claimUntil,
    limits,
  }: { readonly now: Timestamp; readonly claimUntil: Timestamp; readonly limits: ClaimLimits },
): Promise<readonly ClaimedDelivery[]> {
  const { perEndpoint, mails, total, mailsOn } = limits;
  const { rows } = await sql<ClaimedDelivery>`
    with receiver as (
      select id, case when failing_since is null then ${perEndpoint}::int else 1 end as most
      from endpoint
      where disabled_at is null and (paused_until is null or paused_until <= ${now}::timestamptz)
      union all
      select '', ${mails}::int where ${mailsOn}::boolean
    ), due as (
      select found.id
      from receiver
      cross join lateral (
        select count(*) as sending from delivery
        where coalesce(endpoint_id, '') = receiver.id and state = 'sending' and next_at > ${now}::timestamptz) as busy
      cross join lateral (
        select id from delivery
        where coalesce(endpoint_id, '') = receiver.id and state in ('due', 'sending') and next_at <= ${now}::timestamptz
        order by next_at, id
        limit greatest(0, most - sending)
        for update skip locked) as found
      limit ${total}
    )
    update delivery set state = 'sending', attempts = attempts + 1, next_at = ${claimUntil}::timestamptz
    from due
    where delivery.id = due.id
    returning delivery.id, message_id as "messageId", endpoint_id as "endpointId", rep_id as "repId", person_id as "personId", type,
      notification_id as "notificationId", event_id as "eventId", attempts as attempt, tries`.execute(db);
  return rows.toSorted((a, b) => a.id - b.id);
}

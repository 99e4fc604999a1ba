import { LeadEvent } from "@pointsman/contracts/event";
import { z } from "zod";

import { isPlainEvent } from "./is-plain-event.ts";

/** One event as the outbox hands it over. */
export type OutboxRow = {
  /** The exact JSON text of a `LeadEvent`. */
  readonly payload: string;
  /** Hash of the event as Postgres computed it: a signed 64-bit integer in decimal. */
  readonly contentHash: string;
};

const MAX_UINT32 = 2 ** 32 - 1;

/**
 * What the columns hold beyond what `LeadEvent` promises. ClickHouse does not refuse the rest: it wraps integers
 * and clamps times, and the stores would differ for ever.
 */
const StorableEvent = LeadEvent.refine((event) => event.epoch <= MAX_UINT32, "the epoch exceeds 32 bits")
  .refine((event) => (event.ruleSetVersion ?? 0) <= MAX_UINT32, "the rule set version exceeds 32 bits")
  .refine(
    (event) => [event.occurredAt, event.receivedAt, event.qualifiedAt].every((time) => time >= "1970" && time < "2300"),
    "a time lies outside 1970 to 2299",
  );

const ContentHash = z.string().refine(isInt64, "expected a signed 64-bit integer in decimal");

function isInt64(text: string): boolean {
  return /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

/** The columns of `lead_event_v2` that an insert fills. */
export type EventRow = ReturnType<typeof toEventRow>;

/** Types that these columns are read as; the others are nullable text. */
const TYPES: Readonly<Partial<Record<keyof EventRow, string>>> = {
  event_id: "String",
  kind: "String",
  occurred_at: "DateTime64(3, 'UTC')",
  lead_id: "String",
  epoch: "UInt32",
  source: "String",
  received_at: "DateTime64(3, 'UTC')",
  qualified_at: "DateTime64(3, 'UTC')",
  rule_set_version: "Nullable(UInt32)",
  content_hash: "Int64",
};

/** As what the engine is to read a field, e.g. `tier Nullable(String)`. */
export function toTypedColumn(name: keyof EventRow): string {
  return `${name} ${TYPES[name] ?? "Nullable(String)"}`;
}

/**
 * An outbox row as a row of `lead_event_v2`. Fields that `LeadEvent` does not know are left behind, so that nothing
 * personal can slip in with them.
 *
 * @throws SyntaxError or ZodError if the payload is not a `LeadEvent` that the columns can hold.
 */
export function toEventRow({ payload, contentHash }: OutboxRow) {
  const value: unknown = JSON.parse(payload);
  const event = isPlainEvent(value) ? value : StorableEvent.parse(value);
  return {
    event_id: event.eventId,
    kind: event.kind,
    occurred_at: event.occurredAt,
    lead_id: event.leadId,
    epoch: event.epoch,
    source: event.source,
    received_at: event.receivedAt,
    qualified_at: event.qualifiedAt,
    tier: event.tier,
    segment: event.segment,
    territory: event.territory,
    vertical: event.vertical,
    country: event.country,
    utm_source: event.utmSource,
    account_status: event.accountStatus,
    partner_id: event.partnerId,
    attributed_by: event.attributedBy,
    rule_set_version: event.ruleSetVersion,
    stage_id: event.stageId,
    rule_id: event.ruleId,
    pool_id: event.poolId,
    queue_id: event.queueId,
    rep_id: event.repId,
    reason: event.reason,
    requested_by: event.requestedBy,
    content_hash: isInt64(contentHash) ? contentHash : ContentHash.parse(contentHash),
  } as const;
}

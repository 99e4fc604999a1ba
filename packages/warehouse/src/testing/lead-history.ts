import { createHash } from "node:crypto";

import { toEventId, type LeadEvent, type LeadEventKind } from "@pointsman/contracts/event";
import { toId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";

import type { OutboxRow } from "../ingest/event-row.ts";

/** What a test says of a lead; the rest has defaults. */
export type LeadFacts = {
  /** Body of the lead id. */
  readonly lead: string;
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly receivedMs: number;
  /** Receipt to qualification. */
  readonly qualifyMs?: number;
  readonly source?: string;
};

/** What a test says of one event. `rep` is the body of the rep id; `afterMs` counts from qualification. */
export type Change = Partial<Pick<LeadEvent, "tier" | "territory" | "ruleId" | "reason">> & {
  readonly kind: LeadEventKind;
  readonly epoch: number;
  readonly afterMs: number;
  readonly rep?: string | null;
  /** It happened before the lead qualified: carries the receipt in place of the qualification. */
  readonly isEarly?: true;
  readonly requestedBy?: LeadEvent["requestedBy"];
};

/** The events of one lead: its receipt, then the changes. */
export function toEvents(facts: LeadFacts, changes: readonly Change[]): readonly LeadEvent[] {
  const qualifiedMs = facts.receivedMs + (facts.qualifyMs ?? 0);
  const received: Change = { kind: "lead.received", epoch: 0, afterMs: facts.receivedMs - qualifiedMs };
  return [received, ...changes].map((change) => ({
    eventId: toEventId(toId("lead", facts.lead), change.epoch, change.kind),
    kind: change.kind,
    occurredAt: toTimestamp(qualifiedMs + change.afterMs),
    leadId: toId("lead", facts.lead),
    epoch: change.epoch,
    source: facts.source ?? "demo-form",
    receivedAt: toTimestamp(facts.receivedMs),
    qualifiedAt: toTimestamp(change.isEarly === true ? facts.receivedMs : qualifiedMs),
    tier: change.tier ?? null,
    segment: null,
    territory: change.territory ?? null,
    vertical: null,
    country: "US",
    utmSource: null,
    accountStatus: null,
    partnerId: null,
    attributedBy: null,
    ruleSetVersion: change.epoch === 0 ? null : 1,
    stageId: change.epoch === 0 ? null : "territory",
    ruleId: change.ruleId ?? null,
    poolId: null,
    queueId: change.kind === "lead.parked" ? toId("queue", "ops") : null,
    repId: change.rep === undefined || change.rep === null ? null : toId("rep", change.rep),
    reason: change.reason ?? null,
    requestedBy: change.requestedBy ?? null,
  }));
}

/** As the outbox would hand it over; the hash is the first 64 bits of SHA-256. */
export function toOutboxRow(event: LeadEvent): OutboxRow {
  const payload = JSON.stringify(event);
  const contentHash = createHash("sha256").update(payload).digest().readBigInt64BE(0).toString();
  return { payload, contentHash };
}

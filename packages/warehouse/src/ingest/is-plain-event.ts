import { LeadEventKind, Requester, type LeadEvent } from "@pointsman/contracts/event";
import { AccountStatus } from "@pointsman/contracts/organisation";

const BODY = "[A-Za-z0-9][A-Za-z0-9._-]{0,90}$";
const EVENT_ID = new RegExp(`^evt_${BODY}`);
const LEAD_ID = new RegExp(`^lead_${BODY}`);
const PARTNER_ID = new RegExp(`^part_${BODY}`);
const POOL_ID = new RegExp(`^pool_${BODY}`);
const QUEUE_ID = new RegExp(`^queue_${BODY}`);
const REP_ID = new RegExp(`^rep_${BODY}`);
const SLUG = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const DAY = "(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31";
const TIME = new RegExp(`^(?:19[7-9]|2[0-2]\\d)\\d-(?:${DAY})T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z$`);
const KINDS: ReadonlySet<unknown> = new Set(LeadEventKind.options);
const STATUSES: ReadonlySet<unknown> = new Set([null, ...AccountStatus.options]);
const ATTRIBUTIONS: ReadonlySet<unknown> = new Set([null, "code", "window"]);
const REQUESTERS: ReadonlySet<unknown> = new Set([null, ...Requester.options]);
const MAX_UINT32 = 2 ** 32 - 1;

/**
 * Whether this is an event just as the columns hold it: true only where the schema would find nothing and change nothing, in 1 µs in
 * place of 4. False says nothing: what is not plain, such as an event from before there was some field, is for the schema.
 */
export function isPlainEvent(value: unknown): value is LeadEvent {
  if (typeof value !== "object" || value === null) return false;
  const event = value as Readonly<Partial<Record<keyof LeadEvent, unknown>>>;
  const { occurredAt, receivedAt, qualifiedAt } = event;
  return (
    isText(event.eventId, EVENT_ID) &&
    KINDS.has(event.kind) &&
    isText(occurredAt, TIME) &&
    isText(event.leadId, LEAD_ID) &&
    isCount(event.epoch, 0) &&
    isText(event.source, SLUG) &&
    (receivedAt === occurredAt || isText(receivedAt, TIME)) &&
    (qualifiedAt === receivedAt || isText(qualifiedAt, TIME)) &&
    isTextOrNull(event.tier) &&
    isTextOrNull(event.segment) &&
    isTextOrNull(event.territory) &&
    isTextOrNull(event.vertical) &&
    isTextOrNull(event.country) &&
    isTextOrNull(event.utmSource) &&
    STATUSES.has(event.accountStatus) &&
    (event.partnerId === null || isText(event.partnerId, PARTNER_ID)) &&
    ATTRIBUTIONS.has(event.attributedBy) &&
    (event.ruleSetVersion === null || isCount(event.ruleSetVersion, 1)) &&
    isTextOrNull(event.stageId) &&
    isTextOrNull(event.ruleId) &&
    (event.poolId === null || isText(event.poolId, POOL_ID)) &&
    (event.queueId === null || isText(event.queueId, QUEUE_ID)) &&
    (event.repId === null || isText(event.repId, REP_ID)) &&
    isTextOrNull(event.reason) &&
    REQUESTERS.has(event.requestedBy)
  );
}

function isText(value: unknown, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

function isCount(value: unknown, min: number): boolean {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= MAX_UINT32;
}

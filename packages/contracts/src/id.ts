import { z } from "zod";

/**
 * The prefix of every id, so that an id says what it is to people (`rep_jordan-k`) and to the
 * compiler (`Id<"rep">` is not assignable to `Id<"lead">`).
 */
const ID_PREFIX = {
  lead: "lead",
  rep: "rep",
  pool: "pool",
  territory: "terr",
  account: "acct",
  partner: "part",
  queue: "queue",
  event: "evt",
  apiKey: "key",
  endpoint: "endp",
  timeOff: "off",
  calendar: "cal",
  person: "person",
  draft: "draft",
} as const;

export type IdKind = keyof typeof ID_PREFIX;

/** A string that starts with the prefix of its kind, e.g. `lead_0f8f…`. */
export type Id<K extends IdKind> = `${(typeof ID_PREFIX)[K]}_${string}`;

/** Letters, digits and `. _ -`; at most 96 characters, so that an id fits any index and any URL. */
const ID_BODY = "[A-Za-z0-9][A-Za-z0-9._-]{0,90}";

function idSchema<K extends IdKind>(kind: K) {
  const prefix = ID_PREFIX[kind];
  const pattern = new RegExp(`^${prefix}_${ID_BODY}$`);
  return (
    z
      .custom<Id<K>>((value) => typeof value === "string" && pattern.test(value), {
        error: `expected ${article(kind)} ${kind} id such as "${prefix}_example"`,
      })
      // What a JSON Schema says of it.
      .meta({ type: "string", pattern: pattern.source })
  );
}

function article(kind: IdKind): string {
  return /^[aeiou]/.test(kind) ? "an" : "a";
}

/** Puts the prefix of `kind` before `body`. The caller answers for `body` being unique. */
export function toId<K extends IdKind>(kind: K, body: string): Id<K> {
  return `${ID_PREFIX[kind]}_${body}`;
}

export const LeadId = idSchema("lead");
export type LeadId = Id<"lead">;
export const RepId = idSchema("rep");
export type RepId = Id<"rep">;
export const PoolId = idSchema("pool");
export type PoolId = Id<"pool">;
export const TerritoryId = idSchema("territory");
export type TerritoryId = Id<"territory">;
export const AccountId = idSchema("account");
export type AccountId = Id<"account">;
export const PartnerId = idSchema("partner");
export type PartnerId = Id<"partner">;
export const QueueId = idSchema("queue");
export type QueueId = Id<"queue">;
export const EventId = idSchema("event");
export type EventId = Id<"event">;
export const ApiKeyId = idSchema("apiKey");
export type ApiKeyId = Id<"apiKey">;
export const EndpointId = idSchema("endpoint");
export type EndpointId = Id<"endpoint">;
export const TimeOffId = idSchema("timeOff");
export type TimeOffId = Id<"timeOff">;
export const CalendarId = idSchema("calendar");
export type CalendarId = Id<"calendar">;
export const PersonId = idSchema("person");
export type PersonId = Id<"person">;
export const DraftId = idSchema("draft");
export type DraftId = Id<"draft">;

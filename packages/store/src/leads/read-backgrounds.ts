import type { Decision } from "@pointsman/contracts/decision";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { LeadDetails, Submission } from "@pointsman/contracts/lead";
import type { JsonValue, Timestamp } from "@pointsman/contracts/primitive";
import { sql, type RawBuilder } from "kysely";

import type { LeadAttributes, PersonalDetails } from "../database.ts";
import { toTrace } from "../decisions/find-decisions.ts";
import { prepared } from "../prepared.ts";
import { toRecordset } from "../recordset.ts";
import { contactHistory } from "./contact-history.ts";
import type { StoredContactHistory } from "./find-contact-histories.ts";
import { LEADS_WAIT } from "./leads-wait.ts";

/**
 * A submission, which may be a lead on file, and the folded form of its address, under which other spellings of the same
 * mailbox meet.
 */
export type BackgroundQuery = { readonly submission: Submission; readonly mailbox: string };

/** The lead that a submission's key or id belongs to, with the first decision on it. */
export type KnownLead = {
  readonly leadId: LeadId;
  readonly source: string;
  readonly idempotencyKey: string;
  readonly bodyHash: string;
  readonly decision: Decision;
};

/** A lead that somebody has open: what a duplicate of it joins. */
export type OpenLead = {
  readonly leadId: LeadId;
  readonly receivedAt: Timestamp;
  readonly repId: RepId | null;
  readonly lead: LeadDetails;
};

/** All that is on file of one submission before it is routed. */
export type Background = {
  /** Of the organisation, by the same snapshot. */
  readonly revision: number;
  /** By its key, else by its id; null: a new lead. */
  readonly known: KnownLead | null;
  /** Of the address, before this lead. */
  readonly history: StoredContactHistory;
  /**
   * Of the address as typed and of its mailbox: the nearest open lead before it and the nearest after it, within the
   * window; never the lead itself.
   */
  readonly openLeads: readonly OpenLead[];
};

type BackgroundRow = StoredContactHistory & {
  readonly revision: number;
  /** The same in every row: whether some leads wait for a place. */
  readonly leadsWait: boolean;
  readonly knownId: LeadId | null;
  readonly source: string;
  readonly idempotencyKey: string;
  readonly bodyHash: string;
  readonly epoch: number;
  readonly decidedAt: Timestamp;
  readonly version: number;
  readonly hash: string;
  readonly outcome: Decision["outcome"];
  readonly trace: JsonValue;
  readonly openLeads: readonly OpenRow[] | null;
};

type OpenRow = Omit<OpenLead, "lead"> & {
  readonly email: string;
  readonly personal: PersonalDetails;
  readonly attributes: LeadAttributes;
};

/**
 * The statement that reads the background of each submission, a row each in the order given: index look-ups alone, so
 * that it costs the same whatever is on file. To be sent after `lockEmails`, so that it sees whatever earlier batches
 * decided on these people.
 *
 * @param windowMs how far in time from a submission an open lead may be that it joins
 */
export function readBackgrounds(queries: readonly BackgroundQuery[], windowMs: number): RawBuilder<BackgroundRow> {
  const asked = queries.map(({ submission, mailbox }, position) => {
    const { leadId, source, idempotencyKey, receivedAt, lead } = submission;
    return { position, leadId, source, idempotencyKey, receivedAt, email: lead.email, mailbox };
  });
  return sql<BackgroundRow>`${prepared("read_backgrounds")}
    select (select revision from org_state) as revision,
           ${LEADS_WAIT} as "leadsWait",
           known.*, past.*, open_lead."openLeads"
    from json_to_recordset(${toRecordset(asked)}::json) as asked (
      position int, "leadId" text, source text, "idempotencyKey" text, "receivedAt" timestamptz, email text, mailbox text)
    left join lateral (
      select lead.id as "knownId", lead.source, lead.idempotency_key as "idempotencyKey", lead.body_hash as "bodyHash",
             decision.epoch, decision.decided_at as "decidedAt", decision.outcome, decision.trace,
             rule_set_version.version, rule_set_version.hash
      from (
        select 1 as preference, id from all_lead
        where source = asked.source and idempotency_key = asked."idempotencyKey"
        union all
        select 2, id from all_lead where id = asked."leadId"
        order by preference limit 1) as found
      join all_lead as lead on lead.id = found.id
      -- The first decision, whatever has become of the lead since: a repeat gets the answer of the first time.
      cross join lateral (
        select epoch, decided_at, outcome, trace, rule_set_version from decision where lead_id = lead.id and epoch = 1
        union all
        select * from archived_first_decision(lead.id, lead.created_at) where lead.archived) as decision
      join rule_set_version on rule_set_version.version = decision.rule_set_version) as known on true
    cross join lateral (${contactHistory()}) as past
    cross join lateral (
      select json_agg(nearest) as "openLeads"
      from (select asked.email as address union select asked.mailbox) as addresses
      -- One row a direction, and not the whole window: an address that a form's tester uses has thousands of leads in it.
      cross join lateral (
        (select id as "leadId", received_at as "receivedAt", rep_id as "repId", personal_email as email, personal, attributes
         from lead
         where personal_email = address and state in ('assigned', 'held', 'parked') and id <> asked."leadId"
           and received_at between asked."receivedAt" - ${windowMs}::float8 * interval '1 ms' and asked."receivedAt"
         order by received_at desc, id limit 1)
        union all
        (select id, received_at, rep_id, personal_email, personal, attributes
         from lead
         where personal_email = address and state in ('assigned', 'held', 'parked') and id <> asked."leadId"
           and received_at > asked."receivedAt"
           and received_at <= asked."receivedAt" + ${windowMs}::float8 * interval '1 ms'
         order by received_at, id limit 1)) as nearest) as open_lead
    order by asked.position`;
}

/** A row of `readBackgrounds`. */
export function toBackground(row: BackgroundRow): Background {
  const { revision, leadCount, lastLeadAt, lastOwnerId, accountIds } = row;
  return {
    revision,
    known: toKnownLead(row),
    history: { leadCount, lastLeadAt, lastOwnerId, accountIds },
    openLeads: (row.openLeads ?? []).map(toOpenLead),
  };
}

function toKnownLead(row: BackgroundRow): KnownLead | null {
  const { knownId, source, idempotencyKey, bodyHash, epoch, decidedAt, version, hash, outcome, trace } = row;
  if (knownId === null) return null;
  const decision = { leadId: knownId, epoch, decidedAt, ruleSet: { version, hash }, outcome, trace: toTrace(trace) };
  return { leadId: knownId, source, idempotencyKey, bodyHash, decision };
}

function toOpenLead({ leadId, receivedAt, repId, email, personal, attributes }: OpenRow): OpenLead {
  // Within JSON a time is text as Postgres writes it.
  return { leadId, receivedAt: new Date(receivedAt).toISOString(), repId, lead: { email, ...personal, ...attributes } };
}

import type { Draft } from "@pointsman/contracts/api/rule-sets";
import type { CalendarFailure, CalendarKind, TimeOffEntry } from "@pointsman/contracts/availability";
import type { AssignedVia, Outcome } from "@pointsman/contracts/decision";
import type { DisqualificationReason, RejectionReason, Requester, RerouteReason } from "@pointsman/contracts/event";
import type { Source } from "@pointsman/contracts/form";
import type {
  AccountId,
  CalendarId,
  DraftId,
  LeadId,
  PartnerId,
  PoolId,
  QueueId,
  RepId,
  TerritoryId,
  TimeOffId,
} from "@pointsman/contracts/id";
import type { LeadDetails, LeadState } from "@pointsman/contracts/lead";
import type { NotificationKind } from "@pointsman/contracts/notification";
import type {
  Account,
  AccountStatus,
  Partner,
  PoolValue,
  Rep,
  RepRole,
  SelectionPolicy,
  Territory,
  TimeOff,
} from "@pointsman/contracts/organisation";
import type { JsonValue, Timestamp } from "@pointsman/contracts/primitive";
import type { RuleSet } from "@pointsman/contracts/rule-set";
import type { Generated } from "kysely";

import type { AccessTables } from "./access-tables.ts";
import type { Json } from "./json-column.ts";
import type { OutboxTables } from "./outbox-tables.ts";

/** What `lead.personal` holds. `extra` is there because nobody knows what a form asks for in it. */
export type PersonalDetails = Pick<LeadDetails, "firstName" | "lastName" | "phone" | "jobTitle" | "message" | "extra">;

/** What `lead.attributes` holds. */
export type LeadAttributes = Omit<LeadDetails, "email" | keyof PersonalDetails>;

/** What a correction of a ledger did to one member, in micro-units. */
export type CreditDelta = {
  readonly repId: RepId;
  readonly deltaMicro: number;
  readonly creditBefore: number;
  readonly creditAfter: number;
};

/** A view of a table and its archive. */
type WithArchive<Table> = Table & { archived: boolean };

/** The tables, as the migrations make them; units and meanings stand in `schema.sql`. */
export type Database = AccessTables &
  OutboxTables & {
    readonly migration: { name: string; checksum: string; applied_at: Generated<Timestamp> };
    readonly rule_set_version: {
      version: number;
      hash: string;
      name: string;
      body: Json<RuleSet>;
      published_at: Timestamp;
      published_by: string;
      note: string | null;
      rolls_back_to: number | null;
    };
    readonly rule_set_draft: {
      id: DraftId;
      revision: number;
      name: string;
      body: Json<Draft["ruleSet"]>;
      diagnostics: Json<Draft["diagnostics"]>;
      based_on_version: number | null;
      created_at: Timestamp;
      created_by: string;
      updated_at: Timestamp;
      updated_by: string;
    };
    readonly form: { id: string; settings: Json<Source>; owner_rep_id: RepId | null };
    readonly org_state: { id: Generated<boolean>; revision: number; active_rule_set_version: number | null };
    readonly rep: {
      id: RepId;
      name: string;
      personal_email: string;
      role: RepRole;
      team: string;
      status: Rep["status"];
      time_zone: string;
      capacity: number;
      soft_limit_pct: number;
      hard_limit_pct: number;
      ramp_pct: number;
      skills: readonly string[];
      backup_rep_id: RepId | null;
      working_hours: Json<Rep["workingHours"]>;
      busy: Json<Rep["busy"]>;
      busy_counts: Rep["busyCounts"];
      long_busy_minutes: number | null;
      ramp_steps: Json<Rep["rampSteps"]>;
      max_per_day: number | null;
      max_per_week: number | null;
      max_per_month: number | null;
    };
    readonly rep_time_off: {
      rep_id: RepId;
      position: number;
      kind: TimeOff["kind"];
      from_at: Timestamp | null;
      until_at: Timestamp | null;
      /** `date`: select it as text, for `pg` makes a local midnight of it. */
      first_day: string | null;
      last_day: string | null;
      half: "morning" | "afternoon" | null;
    };
    readonly availability_policy: {
      id: Generated<boolean>;
      long_busy_minutes: number;
      tell_stale_after_hours: number;
    };
    readonly time_off: Omit<Database["rep_time_off"], "position"> & {
      id: TimeOffId;
      source: TimeOffEntry["source"];
      changed_at: Timestamp;
      changed_by: string;
    };
    readonly rep_calendar: {
      id: CalendarId;
      rep_id: RepId;
      kind: CalendarKind;
      personal_address: string;
      all_is_time_off: boolean;
      created_at: Timestamp;
      created_by: string;
      next_read_at: Timestamp;
      claimed_until: Timestamp | null;
      attempt: Generated<number>;
      last_read_at: Timestamp | null;
      fresh_until: Timestamp | null;
      known_until: Timestamp | null;
      read_in_zone: string | null;
      etag: string | null;
      last_modified: string | null;
      skipped: Generated<number>;
      failures: Generated<number>;
      failure: CalendarFailure | null;
      failure_detail: string | null;
      told_stale_at: Timestamp | null;
    };
    readonly calendar_block: {
      calendar_id: CalendarId;
      position: number;
      kind: "out_of_office" | "busy";
      from_at: Timestamp;
      until_at: Timestamp;
    };
    readonly rep_load: {
      rep_id: RepId;
      open_leads: Generated<number>;
      open_units: Generated<number>;
      last_assigned_at: Timestamp | null;
    };
    readonly pool: {
      id: PoolId;
      name: string;
      selection: SelectionPolicy;
      required_skills: readonly string[];
      available_within_hours: number;
      value: Json<PoolValue> | null;
    };
    readonly pool_state: {
      pool_id: PoolId;
      seq: Generated<number>;
      rep_ids: Generated<readonly RepId[]>;
      /** Of text: `pg` leaves the elements of a `bigint[]` as they are. */
      credits_micro: Generated<readonly string[]>;
      last_seqs: Generated<readonly (string | null)[]>;
    };
    readonly pool_member: {
      pool_id: PoolId;
      rep_id: RepId;
      position: number;
      weight: number;
    };
    /** A view. */
    readonly pool_ledger: {
      pool_id: PoolId;
      rep_id: RepId;
      credit_micro: number;
      last_assigned_seq: number | null;
      position: number;
    };
    readonly territory: {
      id: TerritoryId;
      name: string;
      division: string;
      segment_pools: Json<Territory["segmentPools"]>;
      pool_id: PoolId | null;
    };
    readonly partner: {
      id: PartnerId;
      name: string;
      code: string;
      manager_rep_id: RepId;
      policy: Partner["policy"];
      attribution_days: number;
    };
    readonly queue: { id: QueueId; name: string; owner_rep_id: RepId };
    readonly account: {
      id: AccountId;
      name: string;
      status: AccountStatus;
      division: string | null;
      owner_rep_id: RepId | null;
      csm_rep_id: RepId | null;
      former_owner_rep_id: RepId | null;
      closed_lost_at: Timestamp | null;
      parent_account_id: AccountId | null;
      aliases: readonly string[];
      country: string | null;
      team: Json<Account["team"]>;
      /** 0: not read yet. */
      name_reading: Generated<number>;
    };
    readonly quiet_lead: { lead_id: LeadId; created_at: Timestamp };
    readonly account_name: { account_id: AccountId; position: number; core: string; has_domain: boolean };
    readonly account_key: { key: string; account_id: AccountId };
    readonly account_contact: {
      id: Generated<number>;
      personal_mailbox: string;
      account_id: AccountId;
      personal_email: string;
      role: string | null;
    };
    readonly account_ownership: {
      id: Generated<number>;
      account_id: AccountId;
      rep_id: RepId;
      from_at: Timestamp | null;
      until_at: Timestamp | null;
      end_reason: "changed" | "rep_left" | null;
      changed_by: string | null;
    };
    readonly account_status_change: {
      id: Generated<number>;
      account_id: AccountId;
      from_status: AccountStatus | null;
      to_status: AccountStatus;
      owner_rep_id: RepId | null;
      changed_at: Timestamp;
      changed_by: string;
    };
    readonly account_domain: { domain: string; account_id: AccountId; position: number };
    readonly lead: {
      id: LeadId;
      source: string;
      idempotency_key: string;
      body_hash: string;
      received_at: Timestamp;
      qualified_at: Timestamp;
      created_at: Timestamp;
      state: LeadState | null;
      epoch: Generated<number>;
      rep_id: RepId | null;
      held_until: Timestamp | null;
      attached_to_lead_id: LeadId | null;
      waits_for: readonly string[] | null;
      account_id: AccountId | null;
      partner_id: PartnerId | null;
      personal_email: string;
      personal: Json<PersonalDetails>;
      attributes: Json<LeadAttributes>;
      warnings: readonly string[];
      attributed_by: "code" | "window" | null;
      attributed_until: Timestamp | null;
      account_match: Json<JsonValue> | null;
    };
    readonly decision: {
      lead_id: LeadId;
      epoch: number;
      decided_at: Timestamp;
      rule_set_version: number;
      outcome_kind: Outcome["kind"];
      outcome: Json<Outcome>;
      /** These two packed: see `packJson`. */
      trace: Json<JsonValue>;
      inputs: Json<JsonValue>;
      pool_id: PoolId | null;
      pool_seq: number | null;
    };
    readonly assignment: {
      lead_id: LeadId;
      epoch: number;
      rep_id: RepId;
      via: AssignedVia;
      stage_id: string | null;
      rule_id: string | null;
      pool_id: PoolId | null;
      tier: string | null;
      territory: string | null;
      co_owner_rep_ids: readonly RepId[];
      copied_rep_ids: readonly RepId[];
      note: string | null;
      work_units: Generated<number>;
      assigned_at: Timestamp;
      sla_due_at: Timestamp | null;
      accepted_at: Timestamp | null;
      first_touched_at: Timestamp | null;
      ended_at: Timestamp | null;
      end_reason: string | null;
    };
    readonly reroute: {
      lead_id: LeadId;
      epoch: number;
      from_rep_id: RepId | null;
      reason: RerouteReason;
      personal_comment: string | null;
      requested_by: string;
      requested_by_kind: Requester;
      requested_at: Timestamp;
    };
    readonly rejection: {
      lead_id: LeadId;
      epoch: number;
      rep_id: RepId;
      reason: RejectionReason;
      personal_comment: string | null;
      requested_by: string;
      rejected_at: Timestamp;
    };
    readonly disqualification: {
      lead_id: LeadId;
      epoch: number;
      rep_id: RepId | null;
      reason: DisqualificationReason;
      personal_comment: string | null;
      requested_by: string;
      disqualified_at: Timestamp;
    };
    readonly credit_correction: {
      id: Generated<number>;
      pool_id: PoolId;
      after_seq: number;
      cause: "correction" | "members" | "unit";
      deltas: Json<readonly CreditDelta[]>;
      personal_comment: string;
      requested_by: string;
      corrected_at: Timestamp;
    };
    readonly conversion: { lead_id: LeadId; epoch: number; rep_id: RepId; converted_at: Timestamp };
    readonly notification: {
      id: Generated<number>;
      kind: NotificationKind;
      rep_id: RepId | null;
      lead_id: LeadId | null;
      epoch: number | null;
      created_at: Timestamp;
      payload: Json<{ readonly [name: string]: JsonValue }>;
    };
    readonly lead_failure: {
      lead_id: LeadId;
      epoch: number;
      code: string;
      personal_detail: string;
      failed_at: Timestamp;
    };
    readonly all_lead: WithArchive<Database["lead"]>;
    readonly all_decision: WithArchive<Database["decision"]>;
    readonly all_assignment: WithArchive<Database["assignment"]>;
    readonly all_outbox: WithArchive<Database["outbox"]>;
    readonly all_outbox_batch: WithArchive<Database["outbox_batch"]>;
  };

import type { StoreCheck } from "./store-check.ts";

/** What must hold of who sent what, and when. */
export const IDENTITY_CHECKS = [
  {
    name: "lead-identity-is-guarded",
    invariant: "I-4",
    description: "Postgres refuses any change of a lead's key, of the hash of its body, and of when it was received.",
    sql: `
      select 'lead_identity_immutable' as missing_trigger
      where not exists (
        select from pg_trigger
        where tgrelid = 'lead'::regclass and tgname = 'lead_identity_immutable' and tgenabled in ('O', 'A'))`,
  },
  {
    name: "received-when-the-event-says",
    invariant: "I-5",
    description: "A lead's time of receipt is the one that its first event carries.",
    sql: `
      select lead.id as lead_id, lead.received_at, outbox.payload ->> 'receivedAt' as event_received_at
      from all_lead as lead
      join all_outbox as outbox on outbox.event_id = 'evt_' || substr(lead.id, 6) || '.0.received'
      where (outbox.payload ->> 'receivedAt')::timestamptz <> lead.received_at`,
  },
  {
    name: "failed-lead-has-its-error",
    invariant: "I-6",
    description: "A lead that was parked because routing it failed has the reason on file, and can be re-routed.",
    sql: `
      select decision.lead_id, decision.epoch
      from all_decision as decision
      left join all_lead_failure as lead_failure on lead_failure.lead_id = decision.lead_id and lead_failure.epoch = decision.epoch
      where (decision.outcome_kind = 'parked' and decision.outcome ->> 'reason' = 'error') <> (lead_failure.lead_id is not null)`,
  },
  {
    name: "decisions-follow-in-time",
    invariant: "I-15",
    description:
      "No decision on a lead is more than a minute older than the one before it: nobody decided late on what he had read before. The clocks of two routers may differ by less.",
    sql: `
      select lead_id, epoch, decided_at, former_at
      from (
        select lead_id, epoch, decided_at, lag(decided_at) over (partition by lead_id order by epoch) as former_at
        from all_decision) as following
      where decided_at < former_at - interval '1 minute'`,
  },
] as const satisfies readonly StoreCheck[];

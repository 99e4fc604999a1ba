import type { StoreCheck } from "./store-check.ts";

/** What must hold of leads, their decisions and their assignments. */
export const LEAD_CHECKS = [
  {
    name: "lead-has-state",
    invariant: "I-14",
    description: "Every lead is in a named state.",
    sql: `select id as lead_id from all_lead where state is null`,
  },
  {
    name: "lead-key-unique",
    invariant: "I-3",
    description: "A source and idempotency key have one lead.",
    sql: `
      select source, idempotency_key, count(*) as leads from all_lead
      group by source, idempotency_key having count(*) > 1`,
  },
  {
    name: "one-active-assignment",
    invariant: "I-7",
    description: "A lead has at most one active assignment.",
    sql: `select lead_id, count(*) as active from all_assignment where ended_at is null group by lead_id having count(*) > 1`,
  },
  {
    name: "assigned-lead-has-its-assignment",
    invariant: "I-7",
    description: "A lead is in state assigned exactly when it has an active assignment, of the same rep and epoch.",
    sql: `
      select coalesce(lead.id, assignment.lead_id) as lead_id, lead.state, lead.rep_id,
             assignment.rep_id as assigned_rep_id, lead.epoch, assignment.epoch as assignment_epoch
      from (select * from all_lead where state = 'assigned') as lead
      full join (select * from all_assignment where ended_at is null) as assignment on assignment.lead_id = lead.id
      where lead.id is null or assignment.lead_id is null
         or lead.rep_id is distinct from assignment.rep_id or lead.epoch <> assignment.epoch`,
  },
  {
    name: "decision-epochs-gap-free",
    invariant: "I-7",
    description: "The decisions on a lead are numbered 1 to lead.epoch without gaps.",
    sql: `
      select lead.id as lead_id, lead.epoch, count(decision.epoch) as decisions, max(decision.epoch) as last_epoch
      from all_lead as lead left join all_decision as decision on decision.lead_id = lead.id
      group by lead.id, lead.epoch
      having count(decision.epoch) <> lead.epoch or coalesce(max(decision.epoch), 0) <> lead.epoch`,
  },
  {
    name: "lead-state-fits-decision",
    invariant: "I-14",
    description:
      "A lead's state is the outcome of its latest decision; a converted one was assigned and has its conversion, a disqualified one its disqualification.",
    sql: `
      select lead.id as lead_id, lead.state, decision.outcome_kind, conversion.converted_at,
             disqualification.disqualified_at
      from all_lead as lead
      join all_decision as decision on decision.lead_id = lead.id and decision.epoch = lead.epoch
      left join all_conversion as conversion on conversion.lead_id = lead.id
      left join all_disqualification as disqualification on disqualification.lead_id = lead.id
      where case lead.state
              when 'converted' then decision.outcome_kind <> 'assigned'
              when 'disqualified' then decision.outcome_kind = 'attached'
              else decision.outcome_kind <> lead.state
            end
         or (lead.state = 'converted') <> (conversion.lead_id is not null)
         or (lead.state = 'disqualified') <> (disqualification.lead_id is not null)
         or coalesce(conversion.epoch, disqualification.epoch, lead.epoch) <> lead.epoch`,
  },
  {
    name: "waiting-lead-knows-for-what",
    invariant: "I-12",
    description: "A lead that was parked because nobody could take it has on file what it waits for, and no other has.",
    sql: `
      select lead.id as lead_id, lead.waits_for, decision.outcome ->> 'reason' as reason
      from lead
      join decision on decision.lead_id = lead.id and decision.epoch = lead.epoch
      where lead.state = 'parked'
        and (decision.outcome ->> 'reason' = 'nobody_available') <> (lead.waits_for is not null)`,
  },
  {
    name: "held-lead-is-released",
    invariant: "I-12",
    description: "No lead is held for more than a minute past its time, while others are decided on.",
    sql: `
      select id as lead_id, held_until from lead
      where state = 'held' and held_until < (select max(decided_at) from decision) - interval '1 minute'`,
  },
  {
    name: "assigned-decision-has-its-assignment",
    invariant: "I-16",
    description: "A decision to assign has an assignment of the rep it names, and no other decision has one.",
    sql: `
      select decision.lead_id, decision.epoch, decision.outcome ->> 'repId' as decided_rep_id, assignment.rep_id
      from all_decision as decision
      left join all_assignment as assignment on assignment.lead_id = decision.lead_id and assignment.epoch = decision.epoch
      where (decision.outcome_kind = 'assigned') <> (assignment.lead_id is not null)
         or (decision.outcome_kind = 'assigned' and decision.outcome ->> 'repId' <> assignment.rep_id)`,
  },
  {
    name: "assignment-ends-as-it-says",
    invariant: "I-16",
    description:
      "An assignment ends by the next decision, at its time, with the re-route or rejection that asked for it; or by the end of the lead.",
    sql: `
      select assignment.lead_id, assignment.epoch, assignment.rep_id, assignment.ended_at, assignment.end_reason
      from all_assignment as assignment
      left join all_decision as next on next.lead_id = assignment.lead_id and next.epoch = assignment.epoch + 1
      left join all_reroute as reroute on reroute.lead_id = next.lead_id and reroute.epoch = next.epoch
      left join all_rejection as rejection on rejection.lead_id = next.lead_id and rejection.epoch = next.epoch
      left join all_lead as lead on lead.id = assignment.lead_id
      where case
              when assignment.end_reason is null then next.lead_id is not null
              when assignment.end_reason in ('converted', 'disqualified')
                then next.lead_id is not null or lead.state is distinct from assignment.end_reason
              when assignment.end_reason = 'rejected'
                then rejection.rep_id is distinct from assignment.rep_id or assignment.ended_at <> next.decided_at
              else reroute.from_rep_id is distinct from assignment.rep_id
                or reroute.reason <> assignment.end_reason or assignment.ended_at <> next.decided_at
            end`,
  },
] as const satisfies readonly StoreCheck[];

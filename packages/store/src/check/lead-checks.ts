import type { StoreCheck } from "./store-check.ts";

/** What must hold of leads, their decisions and their assignments. */
export const LEAD_CHECKS = [
  {
    name: "lead-has-state",
    invariant: "I-14",
    description: "Every lead is assigned, held, parked, attached or converted.",
    sql: `select id as lead_id from lead where state is null`,
  },
  {
    name: "lead-key-unique",
    invariant: "I-3",
    description: "A source and idempotency key have one lead.",
    sql: `
      select source, idempotency_key, count(*) as leads from lead
      group by source, idempotency_key having count(*) > 1`,
  },
  {
    name: "one-active-assignment",
    invariant: "I-7",
    description: "A lead has at most one active assignment.",
    sql: `select lead_id, count(*) as active from assignment where ended_at is null group by lead_id having count(*) > 1`,
  },
  {
    name: "assigned-lead-has-its-assignment",
    invariant: "I-7",
    description: "A lead is in state assigned exactly when it has an active assignment, of the same rep and epoch.",
    sql: `
      select coalesce(lead.id, assignment.lead_id) as lead_id, lead.state, lead.rep_id,
             assignment.rep_id as assigned_rep_id, lead.epoch, assignment.epoch as assignment_epoch
      from (select * from lead where state = 'assigned') as lead
      full join (select * from assignment where ended_at is null) as assignment on assignment.lead_id = lead.id
      where lead.id is null or assignment.lead_id is null
         or lead.rep_id is distinct from assignment.rep_id or lead.epoch <> assignment.epoch`,
  },
  {
    name: "decision-epochs-gap-free",
    invariant: "I-7",
    description: "The decisions on a lead are numbered 1 to lead.epoch without gaps.",
    sql: `
      select lead.id as lead_id, lead.epoch, count(decision.epoch) as decisions, max(decision.epoch) as last_epoch
      from lead left join decision on decision.lead_id = lead.id
      group by lead.id
      having count(decision.epoch) <> lead.epoch or coalesce(max(decision.epoch), 0) <> lead.epoch`,
  },
  {
    name: "lead-state-fits-decision",
    invariant: "I-14",
    description:
      "A lead's state is the outcome of its latest decision; a converted one was assigned and has its conversion.",
    sql: `
      select lead.id as lead_id, lead.state, decision.outcome_kind, conversion.converted_at
      from lead
      join decision on decision.lead_id = lead.id and decision.epoch = lead.epoch
      left join conversion on conversion.lead_id = lead.id
      where decision.outcome_kind <> case lead.state when 'converted' then 'assigned' else lead.state end
         or (lead.state = 'converted') <> (conversion.lead_id is not null)`,
  },
  {
    name: "assigned-decision-has-its-assignment",
    invariant: "I-16",
    description: "A decision to assign has an assignment of the rep it names, and no other decision has one.",
    sql: `
      select decision.lead_id, decision.epoch, decision.outcome ->> 'repId' as decided_rep_id, assignment.rep_id
      from decision
      left join assignment on assignment.lead_id = decision.lead_id and assignment.epoch = decision.epoch
      where (decision.outcome_kind = 'assigned') <> (assignment.lead_id is not null)
         or (decision.outcome_kind = 'assigned' and decision.outcome ->> 'repId' <> assignment.rep_id)`,
  },
] as const satisfies readonly StoreCheck[];

import { z } from "zod";

import { LeadId, PoolId, QueueId, RepId } from "./id.ts";
import { SelectionPolicy } from "./organisation.ts";
import { Slug, Timestamp } from "./primitive.ts";
import { FactValue, RuleSetRef, SlaBreach, WorkUnits } from "./rule-set.ts";

/** Why a rep cannot take the lead now. The first that applies, in this order, is the one reported. */
export const RefusalReason = z.enum([
  "unknown_rep",
  "departed",
  "excluded",
  "out_of_office",
  "outside_hours",
  "busy",
  "at_hard_cap",
  "daily_cap",
  "weekly_cap",
  "monthly_cap",
  "not_ramped",
  "lacks_skill",
]);
export type RefusalReason = z.infer<typeof RefusalReason>;

/**
 * Where an absence is known from, beside what stands with the rep himself: an entry by the API or by an import, or the kind
 * of calendar.
 */
export const AbsenceSource = z.enum(["api", "import", "ics", "google", "microsoft"]);
export type AbsenceSource = z.infer<typeof AbsenceSource>;

/** Why a lead waits in a queue. */
export const ParkReason = z.enum(["no_coverage", "nobody_available", "by_rule", "error"]);
export type ParkReason = z.infer<typeof ParkReason>;

/** How the winner came to the lead, seen from the rule that matched. */
export const AssignedVia = z.enum(["target", "backup", "next_in_pool", "manual"]);
export type AssignedVia = z.infer<typeof AssignedVia>;

/** A test that keeps a lead from qualifying. */
export const UnmetTest = z
  .object({
    fact: z.string(),
    /** What the lead has; null: not known. */
    is: FactValue,
    /** What would be right, e.g. `gte 50`. */
    needs: z.string(),
  })
  .readonly();
export type UnmetTest = z.infer<typeof UnmetTest>;

/** The SLA of one assignment: the rule set's, as instants of the rep's own calendar. */
export const AppliedSla = z
  .object({
    slaId: Slug,
    touchWithinMinutes: z.number().int(),
    remindAt: Timestamp.nullable(),
    dueAt: Timestamp,
    onBreach: SlaBreach,
  })
  .readonly();
export type AppliedSla = z.infer<typeof AppliedSla>;

/** What becomes of the lead. */
export const Outcome = z
  .discriminatedUnion("kind", [
    z
      .object({
        kind: z.literal("assigned"),
        repId: RepId,
        via: AssignedVia,
        /** The rep whose backup the winner is, where `via` is `backup`. */
        insteadOfRepId: RepId.nullable(),
        poolId: PoolId.nullable(),
        coOwnerRepIds: z.array(RepId).readonly(),
        copiedRepIds: z.array(RepId).readonly(),
        note: z.string().nullable(),
        /** What the lead weighs against the rep's capacity; left out where the rules weigh no leads: 1. */
        workUnits: WorkUnits.optional(),
        /** By when the rep must touch it; left out where no SLA applies. */
        sla: AppliedSla.optional(),
      })
      .readonly(),
    z
      .object({
        kind: z.literal("held"),
        forRepId: RepId,
        until: Timestamp,
        reason: RefusalReason,
      })
      .readonly(),
    z
      .object({
        kind: z.literal("parked"),
        queueId: QueueId,
        /** Who is told. */
        ownerRepId: RepId.nullable(),
        reason: ParkReason,
      })
      .readonly(),
    z
      .object({
        kind: z.literal("attached"),
        toLeadId: LeadId,
        /** The rep who has that lead, if somebody has. */
        repId: RepId.nullable(),
      })
      .readonly(),
    z
      .object({
        kind: z.literal("unqualified"),
        /** What it lacks, in the order of the condition; at most 20. */
        unmet: z.array(UnmetTest).readonly(),
      })
      .readonly(),
  ])
  .meta({ id: "Outcome" });
export type Outcome = z.infer<typeof Outcome>;

/** One rep as a stage saw him. Credits are micro-units: 1,000,000 is one lead. */
export const Candidate = z
  .object({
    repId: RepId,
    verdict: z.enum(["chosen", "passed_over", "refused"]),
    refusal: RefusalReason.nullable(),
    /** When he takes leads again, where time off, working hours or his calendar keep him away. */
    backAt: Timestamp.nullable(),
    /** Who says that he is out of office or busy; only where that is known, and not of decisions before it was recorded. */
    absenceSource: AbsenceSource.optional(),
    /** Has the preferred skill; null where no refining stage asked. */
    preferred: z.boolean().nullable(),
    openLeads: z.number().int(),
    capacity: z.number().int(),
    creditBefore: z.number().int().nullable(),
    creditAfter: z.number().int().nullable(),
  })
  .readonly();
export type Candidate = z.infer<typeof Candidate>;

/** What came of one stage. */
export const StageFinding = z.enum([
  /** No rule of the stage holds for this lead. */
  "no_rule",
  /** The rule names somebody who does not exist for this lead: no owner, no pool for the territory. */
  "no_target",
  /** The stage chose the rep. */
  "chosen",
  /** The lead waits for a rep of this stage. */
  "held",
  /** Nobody of this stage can take the lead. */
  "unavailable",
  /** Refining: the winner has the skill. */
  "preferred",
  /** Refining: no candidate has the skill, or none that can take the lead. */
  "no_preferred",
  /** Refining: there were no candidates to refine. */
  "nothing_to_refine",
  /** The fallback queue. */
  "parked",
  /** The lead does not satisfy the rule set's `qualification`: no stage was asked. */
  "not_qualified",
]);
export type StageFinding = z.infer<typeof StageFinding>;

/** One stage of the evaluation, in order. */
export const TraceStep = z
  .object({
    stageId: z.string(),
    stageName: z.string(),
    kind: z.enum(["claim", "pool", "refine", "fallback", "manual", "qualification"]),
    finding: StageFinding,
    /** The criterion counts as met: the stage named somebody who could be chosen, or the winner has the skill. */
    met: z.boolean(),
    /** The first rule that held. */
    rule: z.object({ id: Slug, name: z.string() }).readonly().nullable(),
    /** Rules whose condition was evaluated, the one that held included. */
    rulesTried: z.number().int(),
    poolId: PoolId.nullable(),
    /** The skill that was asked for. */
    skill: z.string().nullable(),
    candidates: z.array(Candidate).readonly(),
  })
  .readonly()
  .meta({ id: "TraceStep" });
export type TraceStep = z.infer<typeof TraceStep>;

/** Why the outcome is what it is. */
export const Trace = z
  .object({
    derived: z.record(z.string(), FactValue).readonly(),
    steps: z.array(TraceStep).readonly(),
    criteriaMet: z.number().int(),
    criteriaTotal: z.number().int(),
    /** The choice within a pool; null where nothing was chosen from one. */
    selection: z
      .object({ poolId: PoolId, policy: SelectionPolicy, seq: z.number().int().positive() })
      .readonly()
      .nullable(),
  })
  .readonly();
export type Trace = z.infer<typeof Trace>;

/** One decision on one lead. Epochs of a lead are 1, 2, 3 …: a re-route or the end of a hold makes the next. */
export const Decision = z
  .object({
    leadId: LeadId,
    epoch: z.number().int().positive(),
    decidedAt: Timestamp,
    ruleSet: RuleSetRef,
    outcome: Outcome,
    trace: Trace,
  })
  .readonly()
  .meta({ id: "Decision" });
export type Decision = z.infer<typeof Decision>;

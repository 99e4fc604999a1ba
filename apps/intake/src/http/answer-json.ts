import type { RoutedLead } from "@pointsman/contracts/api";
import type { Outcome } from "@pointsman/contracts/decision";
import type { Source } from "@pointsman/contracts/form";

import type { Received } from "../receive-lead.ts";

const STATUS_BY_OUTCOME = {
  assigned: "routed",
  held: "held",
  parked: "parked",
  attached: "attached",
  // What a visitor's lead is worth to us is not for him to read.
  unqualified: "accepted",
} as const satisfies Record<Outcome["kind"], string>;

/** The body of a 200, 201 or 202 answer. */
export interface LeadAnswer {
  readonly leadId: string;
  /** `accepted`: safe, and not routed yet: it waits in the queue, or until it qualifies. */
  readonly status: (typeof STATUS_BY_OUTCOME)[Outcome["kind"]];
  readonly warnings: readonly string[];
  /** Absent where the lead was known before: its own stamp counts, not this request's. */
  readonly receivedAt?: string;
  readonly repeated?: true;
  readonly decidedInMs?: number;
  readonly rep?: { readonly id: string };
}

/** What a caller is told of a lead that is safe. */
export function toLeadAnswer({ submission, outcome }: Received, source: Source): LeadAnswer {
  const { leadId, warnings, receivedAt } = submission;
  if (outcome.kind === "queued") return { leadId, status: "accepted", warnings, receivedAt };
  const { decision, repeated } = outcome.lead;
  const status = STATUS_BY_OUTCOME[decision.outcome.kind];
  const repId = source.revealRep ? repIdOf(decision.outcome) : null;
  return {
    leadId,
    status,
    warnings,
    ...(repeated ? { repeated } : { receivedAt, decidedInMs: toElapsedMs(receivedAt, outcome.lead) }),
    ...(repId !== null && { rep: { id: repId } }),
  };
}

/** 201 created, 200 known before, 202 accepted for later. */
export function toSuccessStatus({ outcome }: Received): 200 | 201 | 202 {
  if (outcome.kind === "queued") return 202;
  return outcome.lead.repeated ? 200 : 201;
}

/** Edge and router have a clock each: never below zero. */
function toElapsedMs(receivedAt: string, { decision }: RoutedLead): number {
  return Math.max(0, Date.parse(decision.decidedAt) - Date.parse(receivedAt));
}

function repIdOf(outcome: Outcome): string | null {
  if (outcome.kind === "assigned" || outcome.kind === "attached") return outcome.repId;
  return outcome.kind === "held" ? outcome.forRepId : null;
}

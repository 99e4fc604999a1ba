import { z } from "zod";

import { LeadEventKind } from "../event.ts";
import { PoolId, QueueId, RepId } from "../id.ts";
import { lineOfText, Slug } from "../primitive.ts";

/** The events that are decisions. */
export const DECISION_KINDS = [
  "lead.assigned",
  "lead.held",
  "lead.parked",
  "lead.attached",
  "lead.unqualified",
] as const satisfies readonly LeadEventKind[];

/** `leads.live`: those events that satisfy all that is given, as they are committed. */
export const LiveInput = z
  .strictObject({
    kinds: z
      .array(LeadEventKind)
      .min(1)
      .readonly()
      .default([...DECISION_KINDS]),
    repId: RepId.optional(),
    poolId: PoolId.optional(),
    queueId: QueueId.optional(),
    source: Slug.optional(),
    territory: lineOfText(200).optional(),
    tier: lineOfText(200).optional(),
    /** Id of the last event that was received: what came since is sent first. A client sends it by itself. */
    lastEventId: z.string().max(2_000).nullish(),
  })
  .readonly()
  .prefault({});
export type LiveInput = z.infer<typeof LiveInput>;

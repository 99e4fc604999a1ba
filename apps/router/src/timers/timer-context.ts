import type { LeadState } from "@pointsman/contracts/lead";
import type { StoredLead } from "@pointsman/store/leads/stored-lead";

import type { ServiceContext } from "../context.ts";

/** A lead as it was when a job was made for it. */
export interface Expected {
  readonly state: LeadState;
  readonly epoch: number;
}

/** What the tasks work with. */
export interface TimerContext extends Pick<ServiceContext, "db" | "clock" | "directories" | "log"> {
  /**
   * Asked under the lead's lock: a job acts only on the very decision that it was made for. A worker that slept, or a job
   * that runs twice, finds a later epoch and changes nothing. An argument so that a test can see what happens without.
   */
  readonly fence: (lead: Pick<StoredLead, "state" | "epoch">, expected: Expected) => boolean;
}

export function isSameDecision(lead: Pick<StoredLead, "state" | "epoch">, expected: Expected): boolean {
  return lead.state === expected.state && lead.epoch === expected.epoch;
}

import type { Outcome } from "@pointsman/contracts/decision";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { Sla } from "@pointsman/contracts/rule-set";

import { toTimestamp } from "../eligibility/zone.ts";
import type { StateReader } from "../state-reader.ts";
import { addWorkingTime, type Presence } from "./add-working-time.ts";

const MINUTE_MS = 60_000;

interface SlaContext {
  readonly state: Pick<StateReader, "rep">;
  readonly now: Timestamp;
}

/** An assignment with by when its rep must touch the lead; any other outcome as it is. */
export function applySla(outcome: Outcome, sla: Sla | undefined, { state, now }: SlaContext): Outcome {
  if (outcome.kind !== "assigned" || sla === undefined) return outcome;
  const rep = state.rep(outcome.repId) ?? ALWAYS_THERE;
  const { id: slaId, touchWithinMinutes, remindAfterMinutes, onBreach } = sla;
  const remindAt = remindAfterMinutes === undefined ? null : dueAfter(rep, now, remindAfterMinutes);
  const dueAt = dueAfter(rep, now, touchWithinMinutes);
  return { ...outcome, sla: { slaId, touchWithinMinutes, remindAt, dueAt, onBreach } };
}

const ALWAYS_THERE: Presence = { timeOff: [] };

/** When so many of the rep's working minutes are over. Of one who is never there the minutes count as they pass: else the lead would be his for ever. */
export function dueAfter(rep: Presence, from: Timestamp, minutes: number): Timestamp {
  const durationMs = minutes * MINUTE_MS;
  return addWorkingTime(rep, from, durationMs) ?? toTimestamp(Date.parse(from) + durationMs);
}

import type { Candidate, Decision } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import type { NotificationKind } from "@pointsman/contracts/notification";
import type { NewNotification } from "@pointsman/store/notifications/insert-notifications";

/** Who is told of a decision, besides the rep who has the lead: that one has the assignment. */
export function toNotifications(decision: Decision): readonly NewNotification[] {
  const { outcome, leadId, epoch, decidedAt } = decision;
  const tell = (kind: NotificationKind, repIds: readonly RepId[], payload: NewNotification["payload"] = {}) =>
    repIds.map((repId): NewNotification => ({ kind, repId, lead: { leadId, epoch }, createdAt: decidedAt, payload }));
  switch (outcome.kind) {
    case "assigned":
      return [
        ...tell("co_owner", outcome.coOwnerRepIds, { repId: outcome.repId }),
        ...tell("copied", outcome.copiedRepIds, { repId: outcome.repId }),
        ...tell("backed_up", toList(whoseBackupHasIt(decision)), { repId: outcome.repId }),
      ];
    case "held":
      return tell("held_for", outcome.reason === "out_of_office" ? [outcome.forRepId] : [], { until: outcome.until });
    case "parked":
      return tell("parked", toList(outcome.ownerRepId), { queueId: outcome.queueId, reason: outcome.reason });
    case "attached":
      return tell("attached", toList(outcome.repId), { toLeadId: outcome.toLeadId });
    case "unqualified":
      return [];
  }
}

/** The rep on time off in whose place the backup has the lead; null: nobody, or one who is away for another reason. */
function whoseBackupHasIt({ outcome, trace }: Decision): RepId | null {
  if (outcome.kind !== "assigned" || outcome.insteadOfRepId === null) return null;
  return findOutOfOffice(trace, outcome.insteadOfRepId)?.repId ?? null;
}

/** The rep as a candidate who is on time off; undefined: he is not. */
export function findOutOfOffice({ steps }: Decision["trace"], repId: RepId): Candidate | undefined {
  return steps
    .flatMap(({ candidates }) => candidates)
    .find((candidate) => candidate.repId === repId && candidate.refusal === "out_of_office");
}

function toList(repId: RepId | null): readonly RepId[] {
  return repId === null ? [] : [repId];
}

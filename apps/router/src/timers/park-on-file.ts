import type { LeadId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { NO_HISTORY } from "@pointsman/router-core/matching/classify-history";
import { getAccount } from "@pointsman/store/accounts/find-accounts";
import { inTransaction } from "@pointsman/store/in-transaction";
import { lockLeads } from "@pointsman/store/leads/find-leads";
import { insertFailure } from "@pointsman/store/leads/insert-failure";
import type { StoredLead } from "@pointsman/store/leads/stored-lead";

import { describeFailure } from "../batch/lead-fault.ts";
import { recallPartner } from "../routing/attribute-leads.ts";
import { decideFailed } from "../routing/decide-failed.ts";
import { toSubmission } from "../verbs/open-case.ts";
import { writeRedecided } from "./open-cases.ts";
import type { TimerContext } from "./timer-context.ts";

interface Failed {
  readonly leadId: LeadId;
  /** Asked under the lead's lock: who has been decided on meanwhile is left alone. */
  readonly isCurrent: (lead: StoredLead) => boolean;
  readonly error: unknown;
}

/** Parks a lead that nobody has and that cannot be decided on, with its error, so that it stands in nobody's way. */
export async function parkOnFile(
  { db, clock, directories, log }: TimerContext,
  { leadId, isCurrent, error }: Failed,
): Promise<void> {
  log.error({ err: error, leadId }, "a lead on file cannot be routed; it is parked");
  await inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "share");
    const lead = (await lockLeads(tx, [leadId])).find(isCurrent);
    if (lead === undefined) return;
    const failed = {
      submission: toSubmission(lead),
      qualifiedAt: lead.qualifiedAt,
      account: lead.accountId === null ? null : ((await getAccount(tx, lead.accountId)) ?? null),
      background: { contact: NO_HISTORY },
      ...recallPartner(directory, lead),
      epoch: lead.epoch + 1,
      excludedRepIds: [],
      assignTo: null,
      qualified: true,
      released: null,
    };
    const now = toTimestamp(clock.nowMs());
    const failure = describeFailure(error);
    const parked = decideFailed(directory, failed, { code: failure.code, now });
    await writeRedecided(tx, [parked]);
    await insertFailure(tx, { ...failure, leadId, epoch: failed.epoch, failedAt: now });
  });
}

import { AppError } from "@pointsman/contracts/error";
import type { LeadId } from "@pointsman/contracts/id";
import { inTransaction } from "@pointsman/store/in-transaction";
import { getLead } from "@pointsman/store/leads/get-lead";

import type { ServiceContext } from "../context.ts";
import { describeDecision } from "./describe-decision.ts";

/** One lead with its history, each decision with its reason in words. @throws AppError `NOT_FOUND` */
export async function readLead(context: ServiceContext, leadId: LeadId) {
  return inTransaction(context.db, async (tx) => {
    await context.directories.read(tx, "none");
    const history = await getLead(tx, leadId);
    if (history === undefined) throw new AppError("NOT_FOUND", `There is no lead ${leadId}.`);
    const { lead, decisions, assignments } = history;
    return {
      lead,
      assignments,
      decisions: decisions.map((decision) => describeDecision(context, decision, { repeated: false })),
    };
  });
}

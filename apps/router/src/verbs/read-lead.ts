import type { LeadId } from "@pointsman/contracts/id";
import type { Caller } from "@pointsman/rpc/authenticate";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";
import { describeDecision } from "./describe-decision.ts";
import { readLeadFor } from "./lead-reach.ts";

/** One lead with its history, each decision with its reason in words. @throws AppError `NOT_FOUND`; `OUT_OF_REACH` */
export async function readLead(context: ServiceContext, caller: Caller, leadId: LeadId) {
  return inTransaction(context.db, async (tx) => {
    await context.directories.read(tx, "none");
    const { lead, decisions, assignments } = await readLeadFor(caller, tx, leadId);
    return {
      lead,
      assignments,
      decisions: decisions.map((decision) => describeDecision(context, decision, { repeated: false })),
    };
  });
}

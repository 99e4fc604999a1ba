import type { ListLeadsInput } from "@pointsman/contracts/api";
import type { Caller } from "@pointsman/rpc/authenticate";
import { requireReach } from "@pointsman/rpc/reach";
import { listLeads as findLeads, type LeadPage } from "@pointsman/store/leads/list-leads";

import type { ServiceContext } from "../context.ts";

/** Leads within the caller's reach, page by page. @throws AppError `OUT_OF_REACH` where those of another rep are asked for */
export async function listLeads(
  { db }: Pick<ServiceContext, "db">,
  caller: Caller,
  input: ListLeadsInput,
): Promise<LeadPage> {
  if (input.repId !== undefined) requireReach(caller, input.repId);
  return findLeads(db, { ...input, withinRepIds: caller.repIds });
}

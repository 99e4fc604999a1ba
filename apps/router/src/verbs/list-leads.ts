import type { ListLeadsInput } from "@pointsman/contracts/api/leads";
import type { Caller } from "@pointsman/rpc/authenticate";
import { requireReach } from "@pointsman/rpc/reach";
import { findLeadsByEmail as findByEmail } from "@pointsman/store/leads/find-leads-by-email";
import { listLeads as findLeads, type LeadPage } from "@pointsman/store/leads/list-leads";
import type { StoredLead } from "@pointsman/store/leads/stored-lead";

import type { ServiceContext } from "../context.ts";

type Context = Pick<ServiceContext, "db">;

/** Leads within the caller's reach, page by page. @throws AppError `OUT_OF_REACH` where those of another rep are asked for */
export async function listLeads({ db }: Context, caller: Caller, input: ListLeadsInput): Promise<LeadPage> {
  if (input.repId !== undefined) requireReach(caller, input.repId);
  return findLeads(db, { ...input, withinRepIds: caller.repIds });
}

/** The leads of one e-mail address within the caller's reach, latest received first. */
export async function findLeadsByEmail(
  { db }: Context,
  caller: Caller,
  input: { readonly email: string; readonly limit: number },
): Promise<readonly StoredLead[]> {
  return findByEmail(db, { ...input, withinRepIds: caller.repIds });
}

import {
  ConvertLeadInput,
  ExplainLeadInput,
  GetLeadInput,
  ListLeadsInput,
  RerouteLeadInput,
  SubmitLeadsInput,
} from "@pointsman/contracts/api";
import { listLeads } from "@pointsman/store/leads/list-leads";

import { procedure, router } from "../trpc.ts";
import { convertLead } from "../verbs/convert-lead.ts";
import { explainLead } from "../verbs/explain-lead.ts";
import { readLead } from "../verbs/read-lead.ts";
import { rerouteLead } from "../verbs/reroute-lead.ts";
import { submitLeads } from "../verbs/submit-leads.ts";

export const leadProcedures = router({
  /** Routes leads. Each gets its own result; sending the same lead again gives the same answer. */
  submit: procedure("leads:submit")
    .input(SubmitLeadsInput)
    .mutation(async ({ ctx, input }) => submitLeads(ctx.service, input)),
  /** One lead with every decision made on it, each with its reason. */
  get: procedure("leads:read")
    .input(GetLeadInput)
    .query(async ({ ctx, input }) => readLead(ctx.service, input.leadId)),
  /** Why one decision came out as it did: in text, in Markdown, for each colleague, and what would have changed it. */
  explain: procedure("leads:read")
    .input(ExplainLeadInput)
    .query(async ({ ctx, input }) => explainLead(ctx.service, input)),
  /** Leads, latest received first, page by page. */
  list: procedure("leads:read")
    .input(ListLeadsInput)
    .query(async ({ ctx, input }) => listLeads(ctx.service.db, input)),
  /** Takes a lead from its rep and decides again. */
  reroute: procedure("leads:write")
    .input(RerouteLeadInput)
    .mutation(async ({ ctx, input }) => rerouteLead(ctx.service, ctx.caller, input)),
  /** The lead became an opportunity. */
  convert: procedure("leads:write")
    .input(ConvertLeadInput)
    .mutation(async ({ ctx, input }) => convertLead(ctx.service, input)),
});

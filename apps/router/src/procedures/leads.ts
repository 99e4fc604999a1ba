import {
  ConvertLeadInput,
  DisqualifyLeadInput,
  ExplainLeadInput,
  GetLeadInput,
  ListLeadsInput,
  QualifyLeadInput,
  RejectLeadInput,
  RerouteLeadInput,
  SubmitLeadsInput,
  WorkLeadInput,
} from "@pointsman/contracts/api";

import { procedure, router } from "../trpc.ts";
import { convertLead } from "../verbs/convert-lead.ts";
import { disqualifyLead } from "../verbs/disqualify-lead.ts";
import { explainLead } from "../verbs/explain-lead.ts";
import { listLeads } from "../verbs/list-leads.ts";
import { qualifyLead } from "../verbs/qualify-lead.ts";
import { readLead } from "../verbs/read-lead.ts";
import { rejectLead } from "../verbs/reject-lead.ts";
import { rerouteLead } from "../verbs/reroute-lead.ts";
import { importLeads, submitLeads } from "../verbs/submit-leads.ts";
import { workLead } from "../verbs/work-lead.ts";

export const leadProcedures = router({
  /** Routes leads. Each gets its own result; sending the same lead again gives the same answer. */
  submit: procedure("leads:submit")
    .input(SubmitLeadsInput)
    .mutation(async ({ ctx, input }) => submitLeads(ctx.service, input)),
  /** The same for many leads and no visitor who waits: each result says where the lead went, and not why. */
  import: procedure("leads:submit")
    .input(SubmitLeadsInput)
    .mutation(async ({ ctx, input }) => importLeads(ctx.service, input)),
  /** One lead with every decision made on it, each with its reason. */
  get: procedure("leads:read", "checked")
    .input(GetLeadInput)
    .query(async ({ ctx, input }) => readLead(ctx.service, ctx.caller, input.leadId)),
  /** Why one decision came out as it did: in text, in Markdown, for each colleague, and what would have changed it. */
  explain: procedure("leads:read", "checked")
    .input(ExplainLeadInput)
    .query(async ({ ctx, input }) => explainLead(ctx.service, ctx.caller, input)),
  /** Leads, latest received first, page by page. */
  list: procedure("leads:read", "checked")
    .input(ListLeadsInput)
    .query(async ({ ctx, input }) => listLeads(ctx.service, ctx.caller, input)),
  /** An unqualified lead with what became known of it: decided again, and routed where it qualifies now. */
  qualify: procedure("leads:write", "checked")
    .input(QualifyLeadInput)
    .mutation(async ({ ctx, input }) => qualifyLead(ctx.service, ctx.caller, input)),
  /** The rep takes the lead. Again changes nothing. */
  accept: procedure("leads:write", "checked")
    .input(WorkLeadInput)
    .mutation(async ({ ctx, input }) => workLead(ctx.service, ctx.caller, "accepted", input)),
  /** The rep contacted the lead for the first time; he has taken it with that. Again changes nothing. */
  touch: procedure("leads:write", "checked")
    .input(WorkLeadInput)
    .mutation(async ({ ctx, input }) => workLead(ctx.service, ctx.caller, "touched", input)),
  /** The rep refuses the lead: it goes to somebody else at once. */
  reject: procedure("leads:write", "checked")
    .input(RejectLeadInput)
    .mutation(async ({ ctx, input }) => rejectLead(ctx.service, ctx.caller, input)),
  /** Takes a lead from its rep, its queue or its hold, and decides again. */
  reroute: procedure("leads:write", "checked")
    .input(RerouteLeadInput)
    .mutation(async ({ ctx, input }) => rerouteLead(ctx.service, ctx.caller, input)),
  /** The lead is not worth working. */
  disqualify: procedure("leads:write", "checked")
    .input(DisqualifyLeadInput)
    .mutation(async ({ ctx, input }) => disqualifyLead(ctx.service, ctx.caller, input)),
  /** The lead became an opportunity. */
  convert: procedure("leads:write", "checked")
    .input(ConvertLeadInput)
    .mutation(async ({ ctx, input }) => convertLead(ctx.service, ctx.caller, input)),
});

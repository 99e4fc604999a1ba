import {
  ConvertLeadInput,
  DisqualifyLeadInput,
  ExplainedLead,
  ExplainLeadInput,
  GetLeadInput,
  ImportLeadsInput,
  ImportLeadsOutput,
  QualifyLeadInput,
  RejectLeadInput,
  RerouteLeadInput,
  RoutedLead,
  SubmitLeadsInput,
  SubmitLeadsOutput,
  WorkedLead,
  WorkLeadInput,
} from "@pointsman/contracts/api";
import {
  Conversion,
  Disqualification,
  FindLeadsInput,
  LeadOnFile,
  LeadsPage,
  LeadWithHistory,
  ListLeadsInput,
  ReplayedDecision,
} from "@pointsman/contracts/api/leads";
import { LiveInput } from "@pointsman/contracts/api/live";
import { LeadEvent } from "@pointsman/contracts/event";
import { trusted } from "@pointsman/rpc/trusted-output";
import { z } from "zod";

import { procedure, router } from "../trpc.ts";
import { convertLead } from "../verbs/convert-lead.ts";
import { disqualifyLead } from "../verbs/disqualify-lead.ts";
import { explainLead } from "../verbs/explain-lead.ts";
import { followLeads } from "../verbs/follow-leads.ts";
import { findLeadsByEmail, listLeads } from "../verbs/list-leads.ts";
import { qualifyLead } from "../verbs/qualify-lead.ts";
import { readLead } from "../verbs/read-lead.ts";
import { rejectLead } from "../verbs/reject-lead.ts";
import { replayLead } from "../verbs/replay-lead.ts";
import { rerouteLead } from "../verbs/reroute-lead.ts";
import { importLeads, submitLeads } from "../verbs/submit-leads.ts";
import { workLead } from "../verbs/work-lead.ts";

export const leadProcedures = router({
  submit: procedure("leads:submit")
    .meta({
      description:
        "Routes up to 100 leads. Each gets its own result, in the order given; sending the same lead again gives the same answer.",
    })
    .input(SubmitLeadsInput)
    .output(trusted(SubmitLeadsOutput))
    .mutation(async ({ ctx, input }) => submitLeads(ctx.service, input)),
  import: procedure("leads:submit")
    .meta({
      description:
        "The same for many leads and no visitor who waits: each result says where the lead went, and not why. Nobody is told of them but with `notify`; endpoints get their events.",
    })
    .input(ImportLeadsInput)
    .output(trusted(ImportLeadsOutput))
    .mutation(async ({ ctx, input }) => importLeads(ctx.service, input)),
  get: procedure("leads:read", "checked")
    .meta({ description: "One lead with every decision made on it, each with its reason.", errors: ["NOT_FOUND"] })
    .input(GetLeadInput)
    .output(LeadWithHistory)
    .query(async ({ ctx, input }) => readLead(ctx.service, ctx.caller, input.leadId)),
  list: procedure("leads:read", "checked")
    .meta({
      description:
        "Leads that satisfy all filters, latest received first, page by page. Where few satisfy a filter a page may be short, or empty, with a cursor that goes on.",
    })
    .input(ListLeadsInput)
    .output(LeadsPage)
    .query(async ({ ctx, input }) => listLeads(ctx.service, ctx.caller, input)),
  findByEmail: procedure("leads:read", "checked")
    .meta({
      description:
        "The leads of one e-mail address, latest received first. A mutation only so that the address travels in the body and not in a log of URLs.",
    })
    .input(FindLeadsInput)
    .output(z.array(LeadOnFile).readonly())
    .mutation(async ({ ctx, input }) => findLeadsByEmail(ctx.service, ctx.caller, input)),
  explain: procedure("leads:read", "checked")
    .meta({
      description:
        "Why one decision came out as it did: in text, in Markdown, for each colleague, and what would have changed it.",
      errors: ["NOT_FOUND"],
    })
    .input(ExplainLeadInput)
    .output(ExplainedLead)
    .query(async ({ ctx, input }) => explainLead(ctx.service, ctx.caller, input)),
  replay: procedure("leads:read", "checked")
    .meta({
      description:
        "Makes a decision again from its record, and says whether it is the same to the byte, or what differs. Changes nothing.",
      errors: ["NOT_FOUND"],
    })
    .input(ExplainLeadInput)
    .output(ReplayedDecision)
    .query(async ({ ctx, input }) => replayLead(ctx.service, ctx.caller, input)),
  live: procedure("leads:read", "checked")
    .meta({
      description:
        "Events of leads as they are committed, by whichever process: decisions, unless `kinds` says otherwise. A client that was cut off goes on behind the last event that it had.",
      errors: ["OVERLOADED", "UNAVAILABLE", "STREAM_EXPIRED"],
      event: LeadEvent,
    })
    .input(LiveInput)
    .subscription(({ ctx, input, signal }) => followLeads(ctx.service, ctx.caller, { input, signal })),
  qualify: procedure("leads:write", "checked")
    .meta({
      description:
        "An unqualified lead with what became known of it: decided again, and routed where it qualifies now.",
      errors: ["NOT_FOUND", "LEAD_CLOSED", "CONFLICT", "UNAVAILABLE"],
    })
    .input(QualifyLeadInput)
    .output(RoutedLead)
    .mutation(async ({ ctx, input }) => qualifyLead(ctx.service, ctx.caller, input)),
  accept: procedure("leads:write", "checked")
    .meta({
      description: "The rep takes the lead. Again changes nothing.",
      errors: ["NOT_FOUND", "LEAD_CLOSED", "CONFLICT"],
    })
    .input(WorkLeadInput)
    .output(WorkedLead)
    .mutation(async ({ ctx, input }) => workLead(ctx.service, ctx.caller, "accepted", input)),
  touch: procedure("leads:write", "checked")
    .meta({
      description: "The rep contacted the lead for the first time; he has taken it with that. Again changes nothing.",
      errors: ["NOT_FOUND", "LEAD_CLOSED", "CONFLICT"],
    })
    .input(WorkLeadInput)
    .output(WorkedLead)
    .mutation(async ({ ctx, input }) => workLead(ctx.service, ctx.caller, "touched", input)),
  reject: procedure("leads:write", "checked")
    .meta({
      description: "The rep refuses the lead: it goes to somebody else at once.",
      errors: ["NOT_FOUND", "LEAD_CLOSED", "CONFLICT", "UNAVAILABLE"],
    })
    .input(RejectLeadInput)
    .output(RoutedLead)
    .mutation(async ({ ctx, input }) => rejectLead(ctx.service, ctx.caller, input)),
  reroute: procedure("leads:write", "checked")
    .meta({
      description: "Takes a lead from its rep, its queue or its hold, and decides again.",
      errors: ["NOT_FOUND", "LEAD_CLOSED", "SAME_REP", "CONFLICT", "UNAVAILABLE"],
    })
    .input(RerouteLeadInput)
    .output(RoutedLead)
    .mutation(async ({ ctx, input }) => rerouteLead(ctx.service, ctx.caller, input)),
  disqualify: procedure("leads:write", "checked")
    .meta({
      description: "The lead is not worth working: nobody has it any more, for good.",
      errors: ["NOT_FOUND", "LEAD_CLOSED", "CONFLICT"],
    })
    .input(DisqualifyLeadInput)
    .output(Disqualification)
    .mutation(async ({ ctx, input }) => disqualifyLead(ctx.service, ctx.caller, input)),
  convert: procedure("leads:write", "checked")
    .meta({
      description: "The lead became an opportunity. It no longer counts against its rep.",
      errors: ["NOT_FOUND", "LEAD_CLOSED", "CONFLICT"],
    })
    .input(ConvertLeadInput)
    .output(Conversion)
    .mutation(async ({ ctx, input }) => convertLead(ctx.service, ctx.caller, input)),
});

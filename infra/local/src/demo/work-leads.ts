import type { RerouteReason } from "@pointsman/contracts/event";

import type { Api } from "../api.ts";
import { forEachParallel } from "./for-each-parallel.ts";
import type { DemoLead } from "./post-leads.ts";

/** What reps do with their leads, so that the report has something to say: about 6 % handed on, a fifth converted. */
const REROUTE_EVERY = 17;
const CONVERT_EVERY = 5;
const REASONS: readonly RerouteReason[] = ["wrong_territory", "capacity", "wrong_segment", "rep_request", "capacity"];

export interface WorkedLeads {
  readonly rerouted: number;
  readonly converted: number;
}

/** Plays the reps' part on leads that were routed just now; leads of an earlier start were worked on then. */
export async function workLeads({ router }: Api, leads: readonly DemoLead[]): Promise<WorkedLeads> {
  const open = leads
    .filter(({ repeated, decision }) => !repeated && decision.state === "assigned")
    .toSorted((a, b) => (a.leadId < b.leadId ? -1 : 1));
  const rerouted = open.filter((_, index) => index % REROUTE_EVERY === 0);
  const converted = open.filter((_, index) => index % CONVERT_EVERY === 1 && index % REROUTE_EVERY !== 0);
  await forEachParallel(rerouted, 4, async ({ leadId }, index) => {
    await router.leads.reroute.mutate({ leadId, reason: REASONS[index % REASONS.length] ?? "other" });
  });
  await forEachParallel(converted, 4, async ({ leadId }) => {
    await router.leads.convert.mutate({ leadId });
  });
  return { rerouted: rerouted.length, converted: converted.length };
}

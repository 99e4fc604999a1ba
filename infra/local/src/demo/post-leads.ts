import { setTimeout as pause } from "node:timers/promises";

import type { RoutedLead } from "@pointsman/contracts/api";
import type { LeadId } from "@pointsman/contracts/id";
import type { SampleLead } from "@pointsman/demo/sample-leads";

import type { Api } from "../api.ts";
import { forEachParallel } from "./for-each-parallel.ts";
import { postLead, type PostedLead } from "./post-lead.ts";

/** Forms under way at once: what a busy website has, and enough to see the batches at work. */
const FORMS_AT_ONCE = 8;
/** How long a lead that went by the queue may take to be decided. */
const QUEUE_PATIENCE_MS = 30_000;
const POLL_MS = 200;

/** A sample lead after its whole way. */
export interface DemoLead extends PostedLead {
  readonly sample: SampleLead;
  readonly decision: RoutedLead;
}

/** Posts the sample leads through the edge and reads each decision back. Sample n has the same key on every start. */
export async function postSampleLeads(
  { edgeUrl, api, samples }: { readonly edgeUrl: string; readonly api: Api; readonly samples: readonly SampleLead[] },
  onRouted: (lead: DemoLead, index: number) => void,
): Promise<readonly DemoLead[]> {
  const leads: DemoLead[] = [];
  const route = async (sample: SampleLead, index: number) => {
    const posted = await postLead(edgeUrl, { lead: sample, idempotencyKey: toKey(index) });
    const lead = { ...posted, sample, decision: await readDecision(api, posted.leadId) };
    leads.push(lead);
    onRouted(lead, index);
  };
  // The first alone: it is what `start_to_first_lead` measures and what a newcomer reads first.
  for (const sample of samples.slice(0, 1)) await route(sample, 0);
  await forEachParallel(samples.slice(1), FORMS_AT_ONCE, async (sample, index) => route(sample, index + 1));
  return leads;
}

function toKey(index: number): string {
  return `sample-${String(index + 1).padStart(4, "0")}`;
}

/** The first decision on the lead; waits where the lead is still in the queue. */
async function readDecision({ router }: Api, leadId: LeadId): Promise<RoutedLead> {
  const until = performance.now() + QUEUE_PATIENCE_MS;
  for (;;) {
    try {
      const { decisions } = await router.leads.get.query({ leadId });
      const [first] = decisions;
      if (first !== undefined) return first;
    } catch (error) {
      if (performance.now() > until) throw error;
    }
    await pause(POLL_MS);
  }
}

import type { RepId } from "@pointsman/contracts/id";

import { toSubmission } from "./submission.ts";
import type { TestService } from "./test-service.ts";

/** From where nobody sells: such leads park, and are then handed to whoever is to have them open. */
const UNCOVERED = { country: "BR", region: "SP" } as const;

/** Gives reps leads to have open, through the public API, so that loads and assignments agree. */
export async function giveOpenLeads(
  { api }: Pick<TestService, "api">,
  openLeads: Readonly<Record<RepId, number>>,
): Promise<void> {
  for (const [repId, count] of Object.entries(openLeads) as [RepId, number][]) {
    const submissions = Array.from({ length: count }, (_, index) => toSubmission(`${repId}-${index}`, UNCOVERED));
    await api.leads.submit({ submissions });
    for (const { leadId } of submissions) await api.leads.reroute({ leadId, reason: "other", toRepId: repId });
  }
}

import type { Violation } from "@pointsman/invariants/finding";

import { openBed, type Bed } from "../bed/bed.ts";
import { toFinding } from "../bed/check-log.ts";
import { SMALL_CAPACITY, TO_SMALL } from "../bed/organisation.ts";
import { makeLead, sendLead } from "../bed/send-leads.ts";
import type { Fault } from "../fault.ts";

export const SUBMITTERS = 64;

/** 64 at once want into a pool that takes 21, by way of two routers: 21 get in, the others wait in the queue. */
export const smallPool: Fault = {
  name: "small-pool",
  number: "S15",
  does: `${SUBMITTERS} submitters at once, by way of two routers, into a pool that takes ${SMALL_CAPACITY}`,
  run: async ({ note, ...options }) => {
    await using bed = await openBed(options);
    await fillPool(bed);
    const answers = [...bed.log.leads.values()].map(({ answer }) => answer?.decision.outcome);
    const assigned = answers.filter((outcome) => outcome?.kind === "assigned").length;
    const waiting = answers.filter(
      (outcome) => outcome?.kind === "parked" && outcome.reason === "nobody_available",
    ).length;
    note(`${assigned} assigned, ${waiting} waiting`);
    const isExact = assigned === SMALL_CAPACITY && waiting === SUBMITTERS - SMALL_CAPACITY;
    const violations: readonly Violation[] = isExact ? [] : [{ assigned, waiting }];
    return [...(await bed.check()), toFinding("S15", "exactly-the-capacity", { checked: answers.length, violations })];
  },
};

/** Everybody sends one lead at the same time. */
export async function fillPool({ toBoth, random }: Bed): Promise<void> {
  const leads = Array.from({ length: SUBMITTERS }, (_, index) => makeLead(`small-${index}`, TO_SMALL));
  await Promise.all(leads.map(async (lead) => sendLead(toBoth, lead, random)));
}

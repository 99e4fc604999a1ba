import { toId } from "@pointsman/contracts/id";
import type { LeadDetails, Submission } from "@pointsman/contracts/lead";

import { START_MS } from "./test-service.ts";

/** A lead of Prism Analytics, West 200–500, unless `lead` says otherwise; `name` makes id, key and address. */
export function toSubmission(
  name: string,
  lead: Partial<LeadDetails> = {},
  overrides: Partial<Submission> = {},
): Submission {
  return {
    leadId: toId("lead", name),
    source: "demo-form",
    idempotencyKey: name,
    bodyHash: "a".repeat(64),
    receivedAt: new Date(START_MS).toISOString(),
    lead: {
      email: `${name}@prismanalytics.example`,
      employees: { min: 350, max: 350 },
      country: "US",
      region: "California",
      productInterest: "demo",
      ...lead,
    },
    warnings: [],
    ...overrides,
  };
}

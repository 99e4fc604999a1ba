import type { FactsOf } from "../typed-facts.ts";
import type { DerivedFactOf } from "../typed-rule-set.ts";

/** The decision table `segment`: size of the company by head count. Size unknown counts as small. */
export const sizeSegments = {
  fact: "segment",
  rows: [
    { when: { fact: "lead.employees", op: "between", value: [200, 1_000], halfOpen: true }, value: "mid-market" },
    { when: { fact: "lead.employees", op: "gte", value: 1_000 }, value: "enterprise" },
  ],
  otherwise: "smb",
} as const satisfies DerivedFactOf<FactsOf>;

/** The decision table `tier`: how hot a lead is. */
export const scoreTiers = {
  fact: "tier",
  rows: [
    {
      when: {
        any: [
          { fact: "lead.score", op: "gte", value: 80 },
          { fact: "lead.productInterest", op: "contains", value: "pricing" },
          { fact: "lead.productInterest", op: "contains", value: "demo" },
        ],
      },
      value: "tier1",
    },
  ],
  otherwise: "tier2",
} as const satisfies DerivedFactOf<FactsOf>;

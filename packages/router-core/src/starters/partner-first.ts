import type { PoolId, QueueId } from "@pointsman/contracts/id";
import type { RuleSet } from "@pointsman/contracts/rule-set";

import { defineRuleSet } from "../define-rule-set.ts";

export interface PartnerFirst {
  /** Who works leads that no partner brought, and those of partners whose policy is `territory_rep`. */
  readonly directPoolId: PoolId;
  readonly fallbackQueueId: QueueId;
}

/**
 * For companies that sell through partners: a customer's own owner first, then the partner's policy, then direct sales.
 * Where direct sales work a partner's lead, the partner's manager is copied.
 */
export function partnerFirst({ directPoolId, fallbackQueueId }: PartnerFirst): RuleSet {
  return defineRuleSet({
    name: "Partner first",
    derivedFacts: [],
    stages: [
      {
        id: "customer",
        name: "Customer",
        kind: "claim",
        rules: [
          {
            id: "customer-owner",
            name: "Customer: the account's owner, with the partner manager copied",
            when: {
              all: [
                { fact: "account.status", op: "eq", value: "customer" },
                { fact: "account.ownerId", op: "exists" },
              ],
            },
            target: { kind: "account_owner" },
            coOwners: [{ kind: "account_csm" }],
            copy: [{ kind: "partner_manager" }],
          },
        ],
      },
      {
        id: "partner",
        name: "Partner",
        kind: "claim",
        rules: [
          {
            id: "partner-manager",
            name: "Partner whose manager works its leads",
            when: { fact: "partner.policy", op: "eq", value: "partner_manager" },
            target: { kind: "partner_manager" },
            note: "Brought by {partner.name}.",
          },
        ],
      },
      {
        id: "direct",
        name: "Direct sales",
        kind: "pool",
        rules: [
          {
            id: "direct-for-partner",
            name: "Brought by a partner: direct sales, with its manager copied",
            when: { fact: "partner.id", op: "exists" },
            target: { kind: "pool", poolId: directPoolId },
            copy: [{ kind: "partner_manager" }],
            note: "Brought by {partner.name}: their partner manager is copied.",
          },
          { id: "direct", name: "Direct sales", when: { all: [] }, target: { kind: "pool", poolId: directPoolId } },
        ],
      },
    ],
    fallbackQueueId,
    onUnavailable: { default: ["backup", "next_in_pool", "fall_through"] },
    maxHoldHours: 48,
    duplicateWindowMinutes: 60,
  });
}

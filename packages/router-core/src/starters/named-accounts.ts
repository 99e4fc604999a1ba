import type { PoolId, QueueId, RepId } from "@pointsman/contracts/id";
import type { RuleSet } from "@pointsman/contracts/rule-set";

import { defineRuleSet } from "../define-rule-set.ts";
import { scoreTiers } from "./size-segments.ts";

export interface NamedAccounts {
  /** Companies that belong to a rep before they are accounts on file; a slug of its own for each list. */
  readonly named: readonly { readonly id: string; readonly repId: RepId; readonly emailDomains: readonly string[] }[];
  /** Who works companies that nobody has named. */
  readonly openPoolId: PoolId;
  readonly fallbackQueueId: QueueId;
}

/**
 * Every company on a rep's list is his, whoever fills in the form; so is an account that he owns. A hot lead goes to his
 * backup while he is away, any other waits for him. Companies on no list are shared by a pool.
 */
export function namedAccounts({ named, openPoolId, fallbackQueueId }: NamedAccounts): RuleSet {
  return defineRuleSet({
    name: "Named accounts",
    derivedFacts: [scoreTiers],
    stages: [
      {
        id: "named",
        name: "Named account",
        kind: "claim",
        rules: [
          ...named.map(({ id, repId, emailDomains }) => ({
            id: `named-${id}`,
            name: `On the list ${id}`,
            when: { fact: "lead.emailDomain", op: "in", value: emailDomains } as const,
            target: { kind: "rep", repId } as const,
          })),
          {
            id: "account-owner",
            name: "Account on file: its owner",
            when: { fact: "account.ownerId", op: "exists" },
            target: { kind: "account_owner" },
            coOwners: [{ kind: "account_csm" }],
          },
        ],
      },
      {
        id: "open",
        name: "Open territory",
        kind: "pool",
        rules: [
          {
            id: "open-pool",
            name: "Nobody's account",
            when: { all: [] },
            target: { kind: "pool", poolId: openPoolId },
            onUnavailable: { default: ["next_in_pool", "fall_through"] },
          },
        ],
      },
    ],
    fallbackQueueId,
    onUnavailable: { default: ["hold", "backup"], byTier: { tier1: ["backup"] } },
    maxHoldHours: 72,
    duplicateWindowMinutes: 60,
  });
}

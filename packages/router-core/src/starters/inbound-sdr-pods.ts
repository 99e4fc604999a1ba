import type { PoolId, QueueId } from "@pointsman/contracts/id";
import type { RuleSet } from "@pointsman/contracts/rule-set";

import { defineRuleSet } from "../define-rule-set.ts";
import { scoreTiers } from "./size-segments.ts";

export interface InboundSdrPods {
  /** SDRs by the countries whose hours and languages they keep; a slug of its own for each pod. */
  readonly pods: readonly { readonly id: string; readonly countries: readonly string[]; readonly poolId: PoolId }[];
  /** SDRs who take whatever the pods do not, such as leads that name no country. */
  readonly deskPoolId: PoolId;
  readonly fallbackQueueId: QueueId;
}

/**
 * Every lead is qualified by an SDR: of the pod for its country, else of the desk. Accounts that are open or customers
 * go past them to their owner. A pod that is full overflows to the desk; nothing waits for a person.
 */
export function inboundSdrPods({ pods, deskPoolId, fallbackQueueId }: InboundSdrPods): RuleSet {
  return defineRuleSet({
    name: "Inbound SDR pods",
    derivedFacts: [scoreTiers],
    stages: [
      {
        id: "existing-account",
        name: "Existing account",
        kind: "claim",
        rules: [
          {
            id: "account-owner",
            name: "Open or customer: its owner",
            when: {
              all: [
                { fact: "account.status", op: "in", value: ["open", "customer"] },
                { fact: "account.ownerId", op: "exists" },
              ],
            },
            target: { kind: "account_owner" },
            onUnavailable: { default: ["backup", "fall_through"] },
          },
        ],
      },
      {
        id: "pod",
        name: "Pod",
        kind: "pool",
        rules: pods.map(({ id, countries, poolId }) => ({
          id: `pod-${id}`,
          name: `Pod ${id}`,
          when: { fact: "lead.country", op: "in", value: countries },
          target: { kind: "pool", poolId },
        })),
      },
      {
        id: "desk",
        name: "Desk",
        kind: "pool",
        rules: [{ id: "desk", name: "Desk", when: { all: [] }, target: { kind: "pool", poolId: deskPoolId } }],
      },
    ],
    fallbackQueueId,
    onUnavailable: { default: ["next_in_pool", "fall_through"] },
    maxHoldHours: 12,
    duplicateWindowMinutes: 60,
  });
}

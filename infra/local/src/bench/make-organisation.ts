import { toId, type RepId } from "@pointsman/contracts/id";
import { Pool, type Account } from "@pointsman/contracts/organisation";
import type { DerivedFact, RoutingRule, Stage } from "@pointsman/contracts/rule-set";
import type { Random } from "@pointsman/demo/random";

import { toCondition, type Workload } from "./core/make-workload.ts";

/** What the benches' organisations and rule sets have in common. */
export const REPS = 5_000;
export const POOL_SIZE = 20;
export const ACCOUNTS = 100_000;
export const SKILLS = ["software", "fintech", "banking", "retail", "health"];

export const TIERS: DerivedFact = {
  fact: "tier",
  rows: [{ when: { fact: "lead.score", op: "gte", value: 80 }, value: "tier1" }],
  otherwise: "tier2",
};

/** Three stages: the account's owner, the rules that are given, the vertical. */
export function toStages(rules: readonly RoutingRule[]): readonly Stage[] {
  return [
    {
      id: "account",
      name: "Existing account",
      kind: "claim",
      rules: [
        {
          id: "owner",
          name: "Account owner",
          when: { fact: "account.ownerId", op: "exists" },
          target: { kind: "account_owner" },
          coOwners: [{ kind: "account_csm" }],
        },
      ],
    },
    { id: "territory", name: "Territory", kind: "pool", rules },
    {
      id: "vertical",
      name: "Vertical",
      kind: "refine",
      rules: [
        {
          id: "by-vertical",
          name: "Vertical",
          when: { fact: "lead.vertical", op: "in", value: SKILLS },
          prefer: { skillFromFact: "lead.vertical" },
        },
      ],
    },
  ];
}

/** The workload's rules, which lead to so many pools in turn. */
export function toPoolRules({ rules }: Workload, pools: number): readonly RoutingRule[] {
  return rules.map((tests, index) => ({
    id: `rule-${index}`,
    name: `Rule ${index}`,
    when: toCondition(tests),
    target: { kind: "pool", poolId: toId("pool", `${index % pools}`) },
  }));
}

export function repAt(index: number): RepId {
  return toId("rep", `${index}`);
}

export function makePool(index: number, members: readonly { readonly id: RepId }[], random: Random): Pool {
  return Pool.parse({
    id: toId("pool", `${index}`),
    name: `Pool ${index}`,
    members: members.map(({ id }) => ({ repId: id, weight: random.int(50, 200) })),
  });
}

/** A domain that leads have, by the number of the account. */
export function domainAt(index: number): string {
  return `${((index + 1) * 7_919).toString(36)}-${index + 1}.example`;
}

/** One account in ten is somebody's; the others are known and without an owner. */
export function drawOwnership(random: Random): Pick<Account, "status" | "ownerRepId" | "csmRepId"> {
  const isOwned = random.chance(10);
  return {
    status: isOwned ? "customer" : "prospect",
    ownerRepId: isOwned ? repAt(random.int(0, REPS - 1)) : null,
    csmRepId: isOwned ? repAt(random.int(0, REPS - 1)) : null,
  };
}

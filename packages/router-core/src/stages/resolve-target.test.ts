import type { Facts, Target } from "@pointsman/contracts/rule-set";
import { describe, expect, test } from "vitest";

import { WEST } from "../decide.fixture.ts";
import { LeadFacts } from "./lead-facts.ts";
import { resolveTarget, type ResolvedTarget } from "./resolve-target.ts";

const FACTS: Facts = {
  territory: "terr_west",
  segment: "mid-market",
  "account.ownerId": "rep_owner",
  "account.csmId": "rep_csm",
  "account.formerOwnerId": "rep_former",
  "account.team.solutions-engineer": "rep_se",
  "partner.managerId": "rep_manager",
};

const rep = (repId: `rep_${string}`): ResolvedTarget => ({ kind: "rep", repId });

const CASES: readonly (readonly [Target, ResolvedTarget])[] = [
  [
    { kind: "rep", repId: "rep_x" },
    { kind: "rep", repId: "rep_x", byName: true },
  ],
  [
    { kind: "pool", poolId: "pool_x" },
    { kind: "pool", poolId: "pool_x" },
  ],
  [
    { kind: "queue", queueId: "queue_x" },
    { kind: "queue", queueId: "queue_x" },
  ],
  [{ kind: "territory_pool" }, { kind: "pool", poolId: "pool_west-mid" }],
  [{ kind: "account_owner" }, rep("rep_owner")],
  [{ kind: "account_csm" }, rep("rep_csm")],
  [{ kind: "account_team", role: "solutions-engineer" }, rep("rep_se")],
  [{ kind: "account_team", role: "sponsor" }, { kind: "nobody" }],
  [{ kind: "former_owner" }, rep("rep_former")],
  [{ kind: "partner_manager" }, rep("rep_manager")],
];

describe("a target", () => {
  test.each(CASES)("%j is %j", (target, resolved) => {
    expect(resolveTarget(target, new LeadFacts(FACTS), (id) => (id === WEST.id ? WEST : undefined))).toEqual(resolved);
  });

  test.each(CASES.map(([target]) => target).filter((target) => Object.keys(target).length === 1))(
    "%j is nobody where the lead has none",
    (target) => {
      expect(resolveTarget(target, new LeadFacts({}), () => undefined)).toEqual({ kind: "nobody" });
    },
  );
});

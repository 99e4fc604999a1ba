import type { QueueId } from "@pointsman/contracts/id";
import type { RuleSet } from "@pointsman/contracts/rule-set";

import { defineRuleSet } from "../define-rule-set.ts";
import type { FactsOf } from "../typed-facts.ts";
import type { StageOf } from "../typed-rule-set.ts";
import { scoreTiers, sizeSegments } from "./size-segments.ts";
import { toTerritoryTable, type TerritoryCoverage } from "./territory-coverage.ts";

export interface ClassicHierarchy {
  readonly coverage: readonly TerritoryCoverage[];
  readonly fallbackQueueId: QueueId;
}

type Known = FactsOf<[typeof sizeSegments, ReturnType<typeof toTerritoryTable>, typeof scoreTiers]>;

const existingAccount: StageOf<Known> = {
  id: "existing-account",
  name: "Existing account",
  kind: "claim",
  rules: [
    {
      id: "account-owner",
      name: "Its owner, with the CSM",
      when: { fact: "account.ownerId", op: "exists" },
      target: { kind: "account_owner" },
      coOwners: [{ kind: "account_csm" }],
      onUnavailable: { default: ["backup", "hold"], byTier: { tier1: ["backup"] } },
    },
    {
      id: "former-owner",
      name: "Lost account: who had it",
      when: {
        all: [
          { fact: "account.status", op: "eq", value: "closed_lost" },
          { fact: "account.formerOwnerId", op: "exists" },
        ],
      },
      target: { kind: "former_owner" },
      note: "{account.name} comes back after a lost opportunity of yours.",
      onUnavailable: { default: ["fall_through"] },
    },
  ],
};

const territory: StageOf<Known> = {
  id: "territory",
  name: "Territory",
  kind: "pool",
  rules: [
    {
      id: "territory-pool",
      name: "The territory's pool for the segment",
      when: { fact: "territory", op: "exists" },
      target: { kind: "territory_pool" },
      onUnavailable: {
        default: ["next_in_pool", "backup"],
        byTier: { tier1: ["backup", "next_in_pool"] },
      },
    },
  ],
};

const vertical: StageOf<Known> = {
  id: "vertical",
  name: "Vertical specialist",
  kind: "refine",
  rules: [
    {
      id: "specialist",
      name: "A specialist in the lead's vertical",
      when: { fact: "lead.vertical", op: "exists" },
      prefer: { skillFromFact: "lead.vertical" },
    },
  ],
};

const partner: StageOf<Known> = {
  id: "partner",
  name: "Partner",
  kind: "claim",
  rules: [
    {
      id: "partner-manager",
      name: "Brought by a partner: its manager",
      when: { fact: "partner.id", op: "exists" },
      target: { kind: "partner_manager" },
      note: "Brought by {partner.name}; no territory could take it.",
    },
  ],
};

/**
 * Existing account → territory and segment → specialist in the vertical → partner → fallback queue. An owner keeps his
 * account and its CSM owns the lead with him; a lost account goes back to who had it while he is here; of the rest the
 * territory's pool takes its turn, hot leads never waiting for anybody.
 */
export function classicHierarchy({ coverage, fallbackQueueId }: ClassicHierarchy): RuleSet {
  return defineRuleSet({
    name: "Classic hierarchy",
    derivedFacts: [sizeSegments, toTerritoryTable(coverage), scoreTiers],
    stages: [existingAccount, territory, vertical, partner],
    fallbackQueueId,
    onUnavailable: { default: ["backup", "fall_through"] },
    maxHoldHours: 72,
    duplicateWindowMinutes: 60,
  });
}

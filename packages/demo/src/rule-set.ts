import type { RuleSet } from "@pointsman/contracts/rule-set";
import { defineRuleSet } from "@pointsman/router-core/define-rule-set";
import type { FactsOf } from "@pointsman/router-core/typed-facts";
import type { ConditionOf, OnUnavailableOf, StageOf } from "@pointsman/router-core/typed-rule-set";

import { derivedFacts } from "./derived-facts.ts";

/** What the rules may ask for: a mistyped fact or value is an error of the compiler. */
type Known = FactsOf<typeof derivedFacts>;

/** The hotter the lead, the less it waits: tier 1 goes to the backup at once, tier 2 is worth waiting for the right rep. */
const TERRITORY_UNAVAILABLE: OnUnavailableOf<Known> = {
  default: ["next_in_pool", "backup"],
  byTier: { tier1: ["backup", "next_in_pool"], tier2: ["hold", "next_in_pool"] },
};

/** An owner knows his account: his backup first, else the lead waits for him rather than for a stranger. */
const OWNER_UNAVAILABLE: OnUnavailableOf<Known> = { default: ["backup", "hold"], byTier: { tier1: ["backup"] } };

const IS_PARTNER_LEAD: ConditionOf<Known> = { fact: "partner.id", op: "exists" };

const existingAccount: StageOf<Known> = {
  id: "existing-account",
  name: "Existing account",
  kind: "claim",
  rules: [
    {
      id: "customer-of-another-division",
      name: "Customer of another division: the territory's rep, with a hand-off",
      when: {
        all: [
          { fact: "account.status", op: "eq", value: "customer" },
          { fact: "account.division", op: "ne_fact", value: "territory.division" },
        ],
      },
      target: { kind: "territory_pool" },
      copy: [{ kind: "account_csm" }],
      note: "{account.name} is an existing {account.division:upper} customer: copy {account.csmName} ({account.division:upper} CSM) on first outreach.",
      onUnavailable: TERRITORY_UNAVAILABLE,
    },
    {
      id: "account-owner",
      name: "Open or customer account: its owner, with the CSM",
      when: {
        all: [
          { fact: "account.status", op: "in", value: ["open", "customer"] },
          { fact: "account.ownerId", op: "exists" },
        ],
      },
      target: { kind: "account_owner" },
      coOwners: [{ kind: "account_csm" }],
      onUnavailable: OWNER_UNAVAILABLE,
    },
    // Here, and not in the partner stage at the end, because the territory takes every lead that it covers, so that
    // a stage behind it would only ever see what is left. And before the former owner: a partner who brings a lost
    // account back has done the work. A manager who is away falls through to the territory's rep.
    {
      id: "partner-managed",
      name: "Partner whose leads its manager works",
      when: { fact: "partner.policy", op: "eq", value: "partner_manager" },
      target: { kind: "partner_manager" },
      note: "Brought by {partner.name}.",
      onUnavailable: { default: ["backup", "fall_through"] },
    },
    {
      id: "former-owner",
      name: "Lost account: the rep who had it",
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
      id: "territory-with-partner",
      name: "Partner's lead: the territory's rep, with the partner manager copied",
      when: { all: [IS_PARTNER_LEAD, { fact: "territory", op: "exists" }] },
      target: { kind: "territory_pool" },
      copy: [{ kind: "partner_manager" }],
      note: "Brought by {partner.name}: their partner manager is copied.",
      onUnavailable: TERRITORY_UNAVAILABLE,
    },
    {
      id: "territory-segment",
      name: "The territory's pool for the segment",
      when: { fact: "territory", op: "exists" },
      target: { kind: "territory_pool" },
      onUnavailable: TERRITORY_UNAVAILABLE,
    },
  ],
};

const vertical: StageOf<Known> = {
  id: "vertical",
  name: "Vertical specialist",
  kind: "refine",
  rules: [
    {
      id: "vertical-specialist",
      name: "A specialist in the lead's vertical",
      when: { fact: "vertical", op: "exists" },
      prefer: { skillFromFact: "vertical" },
    },
  ],
};

/** What no territory could place and a partner brought; the rest goes to the fallback queue. */
const partner: StageOf<Known> = {
  id: "partner",
  name: "Partner",
  kind: "claim",
  rules: [
    {
      id: "partner-manager",
      name: "Partner's lead that no territory covers: the partner manager",
      when: IS_PARTNER_LEAD,
      target: { kind: "partner_manager" },
      note: "Brought by {partner.name}; no territory could take it.",
    },
  ],
};

/** Whoever does not say where he is gets a person who asks, not a place in the fallback queue. */
const inboundDesk: StageOf<Known> = {
  id: "inbound-desk",
  name: "Inbound desk",
  kind: "pool",
  rules: [
    {
      id: "location-unknown",
      name: "No country given: the SDRs find out",
      when: {
        all: [
          { fact: "territory", op: "missing" },
          { fact: "lead.country", op: "missing" },
        ],
      },
      target: { kind: "pool", poolId: "pool_inbound-desk" },
    },
  ],
};

/** The rule set of the demo organisation: existing account → territory → vertical → partner → inbound desk → fallback queue. */
export const demoRuleSet: RuleSet = defineRuleSet({
  name: "Demo: account, territory, vertical, partner",
  derivedFacts,
  stages: [existingAccount, territory, vertical, partner, inboundDesk],
  fallbackQueueId: "queue_unplaced",
  onUnavailable: { default: ["backup"] },
  maxHoldHours: 96,
  duplicateWindowMinutes: 5,
});

import type { Decision } from "@pointsman/contracts/decision";
import { toId, type LeadId, type RepId } from "@pointsman/contracts/id";
import type { LeadDetails } from "@pointsman/contracts/lead";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Facts } from "@pointsman/contracts/rule-set";
import type { DecisionInputs, RoutingRequest } from "@pointsman/router-core/decide";
import { buildFacts } from "@pointsman/router-core/facts/build-facts";
import { toEmailDomain } from "@pointsman/router-core/facts/email-domain";
import { toLeadEvidence } from "@pointsman/router-core/matching/lead-evidence";
import { scoreAccounts } from "@pointsman/router-core/matching/score-accounts";
import { planRouting } from "@pointsman/router-core/plan";
import { toRecord, type DecisionRecord } from "@pointsman/router-core/replay/decision-record";
import { collectScope } from "@pointsman/router-core/scope";
import type { Directory } from "@pointsman/router-core/snapshot";
import { RoutingState } from "@pointsman/router-core/state";
import { toDirectory } from "@pointsman/router-core/to-directory";

import { drawLead } from "./draw-lead.ts";
import { buildOrganisation, type Organisation } from "./organisation.ts";
import { createRandom, type Random } from "./random.ts";
import { demoRuleSet } from "./rule-set.ts";

/** A Friday noon; the time off of the organisation is relative to it. */
const START_MS = Date.parse("2026-11-20T12:00:00.000Z");
const MINUTE_MS = 60_000;
/** Of 100 leads that many are finished before the next comes, so that some reps are full and others are not. */
const FINISHED_PCT = 85;

/**
 * A history of decisions on random leads in the demo organisation, without any database: the same for the same seed.
 * Loads and ledgers move with each; among them are leads given by hand, duplicates and leads taken from a rep.
 */
export function* recordDecisions(seed: number, count: number): Generator<DecisionRecord> {
  const random = createRandom(seed);
  const history = new History(buildOrganisation(START_MS), random);
  for (let index = 0; index < count; index++) yield history.next(index);
}

class History {
  readonly #organisation: Organisation;
  readonly #random: Random;
  readonly #directory: Directory;
  readonly #state: RoutingState;
  /** By rep; nobody has fewer than none. */
  readonly #openLeads = new Map<RepId, number>();
  #latest: { readonly leadId: LeadId; readonly repId: RepId | null } | null = null;

  constructor(organisation: Organisation, random: Random) {
    this.#organisation = organisation;
    this.#random = random;
    this.#directory = toDirectory(organisation);
    this.#state = new RoutingState(this.#directory, { openLeads: () => 0, pool: () => undefined });
  }

  next(index: number): DecisionRecord {
    const leadId = toId("lead", `${index}`);
    const nowMs = START_MS + index * MINUTE_MS;
    const facts = this.#factsOf(leadId, drawLead(this.#random, `lead-${index}`), nowMs);
    const request = this.#drawRequest(leadId, facts, nowMs);
    const plan = planRouting(demoRuleSet, request.facts, this.#directory.findTerritory);
    const snapshot = this.#state.snapshotOf(collectScope(plan, this.#directory), undefined);
    const inputs: DecisionInputs = { format: 1, ruleSet: { version: 1, hash: "demo" }, request, snapshot };
    const decision = this.#state.decide(demoRuleSet, inputs, { plan, accountRepId: undefined });
    this.#book(leadId, decision);
    return toRecord(inputs, decision);
  }

  #factsOf(leadId: LeadId, lead: LeadDetails, nowMs: number): Facts {
    const { accounts, partners, reps } = this.#organisation;
    const { domain } = toEmailDomain(lead.email);
    const candidates = accounts.filter(({ domains }) => domain !== null && domains.includes(domain));
    const match = scoreAccounts(toLeadEvidence(lead), candidates);
    return buildFacts({
      submission: {
        leadId,
        source: "demo-form",
        idempotencyKey: leadId,
        bodyHash: "0".repeat(64),
        receivedAt: toTimestamp(nowMs - this.#random.int(0, MINUTE_MS)),
        lead,
        warnings: [],
      },
      account: match.account,
      match,
      partner: partners.find(({ code }) => code === lead.partnerCode) ?? null,
      nameOf: (repId) => reps.find(({ id }) => id === repId)?.name ?? null,
    });
  }

  #drawRequest(leadId: LeadId, facts: Facts, nowMs: number): RoutingRequest {
    const anyRep = () => this.#random.pick(this.#organisation.reps).id;
    return {
      leadId,
      epoch: this.#random.chance(90) ? 1 : 2,
      now: toTimestamp(nowMs),
      facts,
      excludedRepIds: this.#random.chance(5) ? [anyRep(), anyRep()] : [],
      duplicateOf: this.#random.chance(3) ? this.#latest : null,
      assignTo: this.#random.chance(2) ? anyRep() : null,
    };
  }

  #book(leadId: LeadId, { outcome }: Decision): void {
    const repId = outcome.kind === "assigned" ? outcome.repId : null;
    if (repId !== null) this.#openLeads.set(repId, (this.#openLeads.get(repId) ?? 0) + 1);
    if (this.#random.chance(FINISHED_PCT)) this.#finish(this.#random.pick(this.#organisation.reps).id);
    this.#latest = { leadId, repId };
  }

  /** One of the rep's leads, if he has any. */
  #finish(repId: RepId): void {
    const open = this.#openLeads.get(repId) ?? 0;
    if (open === 0) return;
    this.#openLeads.set(repId, open - 1);
    this.#state.release(repId);
  }
}

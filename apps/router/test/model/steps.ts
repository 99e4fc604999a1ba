import type { RoutedLead } from "@pointsman/contracts/api";
import type { Decision } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { buildLeadDetails, buildSubmission } from "@pointsman/testkit/builders";
import type * as fc from "fast-check";
import { expect } from "vitest";

import type { LeadFate, Model, ModelLead } from "./model.ts";
import { ENOUGH_SCORE } from "./organisation.ts";
import type { Real } from "./real.ts";

export type Command = fc.AsyncCommand<Model, Real>;

/**
 * A command that needs a lead to be there, unless it says otherwise. Afterwards whatever is due is done: who was freed
 * may be given leads that waited.
 */
export function toCommand(text: string, run: Command["run"], { always = false } = {}): Command {
  return {
    check: (model) => always || model.leads.length > 0,
    run: async (model, real) => {
      await run(model, real);
      await real.runTimers();
      await follow(model, real);
    },
    toString: () => text,
  };
}

/** A lead that qualifies unless its score says otherwise. */
export function makeSubmission(
  model: Model,
  country: string,
  { email, score = ENOUGH_SCORE }: { readonly email?: string; readonly score?: number } = {},
): Submission {
  model.made += 1;
  const name = `l${model.made}`;
  const lead = buildLeadDetails(name, { country, email: email ?? `${name}@${name}.example`, company: name, score });
  return buildSubmission(name, { lead, receivedAt: toTimestamp(model.nowMs) });
}

export async function submit({ api }: Real, submissions: readonly Submission[]) {
  return (await api.leads.submit({ submissions })).results;
}

export async function submitOne(real: Real, submission: Submission): Promise<RoutedLead> {
  const [result] = await submit(real, [submission]);
  if (result?.ok !== true) throw new Error(`${submission.leadId} was refused: ${result?.message}`);
  return result.lead;
}

/** What a decision makes of a lead. */
export function toFate({ outcome, epoch, decidedAt }: Decision): LeadFate {
  const repId = outcome.kind === "assigned" ? outcome.repId : null;
  const slaFromMs = outcome.kind === "assigned" && outcome.sla !== undefined ? Date.parse(decidedAt) : null;
  return { state: outcome.kind, repId, epoch, slaFromMs };
}

/** Where somebody may be given the lead, one of those is; else it waits, and for somebody of the pool if for anybody. */
export function expectPossible(
  model: Model,
  { lead }: Submission,
  decision: Decision,
  excluded: readonly (RepId | null)[] = [],
): void {
  const eligible = model.eligible(lead.country, excluded);
  const { outcome } = decision;
  if (eligible.length > 0) {
    expect(outcome.kind).toBe("assigned");
    expect(eligible).toContain(outcome.kind === "assigned" ? outcome.repId : null);
  } else if (outcome.kind === "held") {
    expect(model.membersOf(lead.country)).toContain(outcome.forRepId);
    expect(Date.parse(outcome.until)).toBeGreaterThan(model.nowMs);
  } else expect(outcome).toMatchObject({ kind: "parked" });
}

/** Notes a lead that was answered for the first time. */
export function learn(model: Model, submission: Submission, { decision, repeated }: RoutedLead): void {
  expect(repeated).toBe(false);
  expectRouted(model, submission, decision);
  model.leads.push({ submission, first: decision, refusers: [], breaches: 0, ...toFate(decision) });
}

/** A lead that nobody had joins an open one of the same person; else it waits to qualify, or goes to who may have it. */
export function expectRouted(model: Model, submission: Submission, decision: Decision): void {
  const { outcome } = decision;
  const duplicates = model.duplicates(submission);
  if (duplicates.length > 0) {
    expect(outcome.kind).toBe("attached");
    expect(duplicates).toContain(outcome.kind === "attached" ? outcome.toLeadId : null);
  } else if ((submission.lead.score ?? 0) < ENOUGH_SCORE) expect(outcome.kind).toBe("unqualified");
  else expectPossible(model, submission, decision);
}

export function expectSameAnswer({ first }: ModelLead, { decision, repeated }: RoutedLead): void {
  expect(repeated).toBe(true);
  expect(decision).toEqual(first);
}

/**
 * Looks at what was done meanwhile: who waited may have gone on, to somebody who is there and has room; what somebody let
 * lie past its SLA was taken from him; nothing else moved.
 */
async function follow(model: Model, { api }: Real): Promise<void> {
  const found = new Map((await api.leads.list({ limit: 500 })).leads.map((lead) => [lead.id, lead]));
  const isFound = ({ submission }: ModelLead) => found.get(submission.leadId);
  // First whoever lost a lead: others may have got the room.
  for (const [at, lead] of model.leads.entries()) {
    const now = isFound(lead);
    if (now === undefined) throw new Error(`${lead.submission.leadId} is gone`);
    const isMoved = now.epoch !== lead.epoch;
    if (lead.state === "assigned") expect(isMoved, `${now.id} was taken from its rep`).toBe(model.isBreached(lead));
    else if (isMoved) expect(["held", "parked"]).toContain(lead.state);
    else expect(now).toMatchObject({ state: lead.state });
    if (isMoved) model.leads[at] = lead.state === "assigned" ? model.takeForSla(lead) : lead;
    const isDue = now.heldUntil !== null && Date.parse(now.heldUntil) <= model.nowMs;
    expect(isDue, `${now.id} is still held`).toBe(false);
  }
  for (const [at, lead] of model.leads.entries()) {
    const now = isFound(lead);
    if (now === undefined || now.epoch === lead.epoch) continue;
    const { state, repId, epoch } = now;
    if (state === "assigned" && repId !== null) {
      expect(model.canTake(repId)).toBe(true);
      expect(lead.refusers).not.toContain(repId);
    }
    const slaFromMs = state === "assigned" && model.hasSla ? model.nowMs : null;
    model.leads[at] = { ...lead, state, repId, epoch, slaFromMs };
  }
  for (const lead of model.leads) expectNoPlaceFor(model, lead);
}

/** A lead that was never re-routed, which could leave somebody out, waits only while nobody can take it. */
function expectNoPlaceFor(model: Model, { state, epoch, submission }: ModelLead): void {
  if (state === "parked" && epoch === 1) expect(model.eligible(submission.lead.country)).toEqual([]);
}

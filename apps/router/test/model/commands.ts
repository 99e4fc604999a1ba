import type { RoutedLead } from "@pointsman/contracts/api";
import type { Decision } from "@pointsman/contracts/decision";
import { toId, type RepId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { buildLeadDetails, buildSubmission } from "@pointsman/testkit/builders";
import * as fc from "fast-check";
import { expect } from "vitest";

import type { Model, ModelLead } from "./model.ts";
import { COUNTRIES, REP_IDS, toRep, toRuleSet } from "./organisation.ts";
import type { Real } from "./real.ts";

type Command = fc.AsyncCommand<Model, Real>;

/**
 * A command that needs a lead to be there, unless it says otherwise. Afterwards whatever is due is done: who was freed
 * may be given leads that waited.
 */
function toCommand(text: string, run: Command["run"], { always = false } = {}): Command {
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

function makeSubmission(model: Model, country: string, email?: string): Submission {
  model.made += 1;
  const name = `l${model.made}`;
  const lead = buildLeadDetails(name, { country, email: email ?? `${name}@${name}.example`, company: name });
  return buildSubmission(name, { lead, receivedAt: toTimestamp(model.nowMs) });
}

async function submit({ api }: Real, submissions: readonly Submission[]) {
  return (await api.leads.submit({ submissions })).results;
}

async function submitOne(real: Real, submission: Submission): Promise<RoutedLead> {
  const [result] = await submit(real, [submission]);
  if (result?.ok !== true) throw new Error(`${submission.leadId} was refused: ${result?.message}`);
  return result.lead;
}

/** What a decision makes of a lead. */
function toFate({ outcome, epoch }: Decision): Pick<ModelLead, "state" | "repId" | "epoch"> {
  return { state: outcome.kind, repId: outcome.kind === "assigned" ? outcome.repId : null, epoch };
}

/** Where somebody may be given the lead, one of those is; else it waits, and for somebody of the pool if for anybody. */
function expectPossible(
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
function learn(model: Model, submission: Submission, { decision, repeated }: RoutedLead): void {
  expect(repeated).toBe(false);
  const duplicates = model.duplicates(submission.lead.email);
  if (duplicates.length > 0) {
    expect(decision.outcome.kind).toBe("attached");
    expect(duplicates).toContain(decision.outcome.kind === "attached" ? decision.outcome.toLeadId : null);
  } else expectPossible(model, submission, decision);
  model.leads.push({ submission, first: decision, refusers: [], ...toFate(decision) });
}

function expectSameAnswer({ first }: ModelLead, { decision, repeated }: RoutedLead): void {
  expect(repeated).toBe(true);
  expect(decision).toEqual(first);
}

const country = fc.constantFrom(...COUNTRIES);
const index = fc.nat(1_000);
const rep = fc.constantFrom(...REP_IDS);

const arbSubmit = fc.array(country, { minLength: 1, maxLength: 6 }).map((countries) =>
  toCommand(
    `submit ${countries.join(" ")}`,
    async (model, real) => {
      const submissions = countries.map((name) => makeSubmission(model, name));
      for (const [at, result] of (await submit(real, submissions)).entries()) {
        const submission = submissions[at];
        if (submission === undefined || !result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
        learn(model, submission, result.lead);
      }
    },
    { always: true },
  ),
);

const arbSamePerson = fc.tuple(index, country).map(([of, to]) =>
  toCommand(`the person of lead ${of} again, from ${to}`, async (model, real) => {
    const { email } = model.leadAt(of).lead.submission.lead;
    const submission = makeSubmission(model, to, email);
    learn(model, submission, await submitOne(real, submission));
  }),
);

const arbRepeat = index.map((of) =>
  toCommand(`lead ${of} again`, async (model, real) => {
    const { lead } = model.leadAt(of);
    expectSameAnswer(lead, await submitOne(real, lead.submission));
  }),
);

const arbOtherBody = index.map((of) =>
  toCommand(`the key of lead ${of} with another body`, async (model, real) => sendOtherBody(model, real, of)),
);

async function sendOtherBody(model: Model, real: Real, of: number): Promise<void> {
  const { submission } = model.leadAt(of).lead;
  const before = await real.api.leads.get({ leadId: submission.leadId });
  const other = { ...submission, bodyHash: "b".repeat(64), lead: { ...submission.lead, company: "Another" } };
  expect(await submit(real, [other])).toMatchObject([{ ok: false, code: "IDEMPOTENCY_CONFLICT" }]);
  expect(await real.api.leads.get({ leadId: submission.leadId })).toEqual(before);
}

const arbConvert = index.map((of) => toCommand(`convert lead ${of}`, async (model, real) => convert(model, real, of)));

async function convert(model: Model, { api }: Real, of: number): Promise<void> {
  const { lead, at } = model.leadAt(of);
  const converting = api.leads.convert({ leadId: lead.submission.leadId });
  if (lead.state !== "assigned") {
    await expect(converting).rejects.toMatchObject({ code: "CONFLICT" });
    return;
  }
  expect(await converting).toMatchObject({ repId: lead.repId });
  model.leads[at] = { ...lead, state: "converted" };
}

const arbAccept = index.map((of) => toCommand(`accept lead ${of}`, async (model, real) => accept(model, real, of)));

async function accept(model: Model, { api }: Real, of: number): Promise<void> {
  const { lead } = model.leadAt(of);
  const { leadId } = lead.submission;
  if (lead.state !== "assigned") {
    await expect(api.leads.accept({ leadId })).rejects.toMatchObject({ code: "CONFLICT" });
    return;
  }
  // The second time says what the first one said.
  expect(await api.leads.accept({ leadId })).toEqual(await api.leads.accept({ leadId }));
}

const arbReject = index.map((of) => toCommand(`reject lead ${of}`, async (model, real) => reject(model, real, of)));

async function reject(model: Model, { api }: Real, of: number): Promise<void> {
  const { lead, at } = model.leadAt(of);
  const { submission, repId } = lead;
  const rejecting = api.leads.reject({ leadId: submission.leadId, reason: "not_a_fit" });
  if (lead.state !== "assigned" || repId === null) {
    await expect(rejecting).rejects.toMatchObject({ code: "CONFLICT" });
    return;
  }
  const { decision } = await rejecting;
  expect(decision.epoch).toBe(lead.epoch + 1);
  const refusers = [...lead.refusers, repId];
  model.leads[at] = { ...lead, refusers, state: "parked", repId: null };
  expectPossible(model, submission, decision, refusers);
  model.leads[at] = { ...lead, refusers, ...toFate(decision) };
}

const arbDisqualify = index.map((of) =>
  toCommand(`disqualify lead ${of}`, async (model, real) => disqualify(model, real, of)),
);

async function disqualify(model: Model, { api }: Real, of: number): Promise<void> {
  const { lead, at } = model.leadAt(of);
  const disqualifying = api.leads.disqualify({ leadId: lead.submission.leadId, reason: "spam" });
  if (!model.isOpen(lead)) {
    await expect(disqualifying).rejects.toMatchObject({ code: "CONFLICT" });
    return;
  }
  await disqualifying;
  model.leads[at] = { ...lead, state: "disqualified" };
}

const arbReroute = fc
  .tuple(index, fc.option(rep))
  .map(([of, to]) =>
    toCommand(`re-route lead ${of}${to === null ? "" : ` to ${to}`}`, async (model, real) =>
      reroute(model, real, { of, to }),
    ),
  );

async function reroute(
  model: Model,
  { api }: Real,
  { of, to }: { readonly of: number; readonly to: RepId | null },
): Promise<void> {
  const { lead, at } = model.leadAt(of);
  const { submission, epoch } = lead;
  // To whom has it already nothing happens that a model would have to know.
  if (lead.state === "assigned" && lead.repId === to) return;
  const rerouting = api.leads.reroute({
    leadId: submission.leadId,
    reason: "other",
    ...(to !== null && { toRepId: to }),
  });
  if (!model.isOpen(lead)) {
    await expect(rerouting).rejects.toMatchObject({ code: "CONFLICT" });
    return;
  }
  const { decision } = await rerouting;
  expect(decision.epoch).toBe(epoch + 1);
  if (to === null) {
    model.leads[at] = { ...lead, state: "parked", repId: null };
    expectPossible(model, submission, decision, [lead.repId, ...lead.refusers]);
    // By hand somebody may be given more than routing would give him.
  } else expect(decision.outcome).toMatchObject({ kind: "assigned", repId: to });
  model.leads[at] = { ...lead, ...toFate(decision) };
}

const arbAway = fc
  .tuple(rep, fc.integer({ min: 1, max: 30 }))
  .map(([repId, hours]) =>
    toCommand(
      `${repId} is away for ${hours} h`,
      async (model, real) => saveRep(model, real, repId, { awayUntilMs: model.nowMs + hours * 3_600_000 }),
      { always: true },
    ),
  );

const arbCapacity = fc.tuple(rep, fc.integer({ min: 1, max: 5 })).map(([repId, capacity]) =>
  toCommand(`${repId} takes ${capacity}`, async (model, real) => saveRep(model, real, repId, { capacity }), {
    always: true,
  }),
);

async function saveRep(
  model: Model,
  { api }: Real,
  repId: RepId,
  change: { readonly capacity?: number; readonly awayUntilMs?: number },
): Promise<void> {
  const before = model.reps.get(repId);
  if (before === undefined) throw new Error(`the model does not know ${repId}`);
  const { capacity, awayUntilMs } = { ...before, ...change };
  const isAway = awayUntilMs > model.nowMs;
  const off = { kind: "pto", from: toTimestamp(model.nowMs), until: toTimestamp(awayUntilMs) } as const;
  await api.reps.upsert({ reps: [toRep(repId, { capacity, timeOff: isAway ? [off] : [] })] });
  model.reps.set(repId, { capacity, awayUntilMs });
}

const arbPublish = fc
  .integer({ min: 1, max: 4 })
  .map((edition) =>
    toCommand(
      `publish edition ${edition}`,
      async (_, { api }) => void (await api.ruleSets.publish({ ruleSet: toRuleSet(edition) })),
      { always: true },
    ),
  );

/** An odd number of milliseconds, so that no border of a window or of time off is hit. */
const arbAdvance = fc.integer({ min: 1, max: 12 * 60 }).map((minutes) =>
  toCommand(
    `${minutes} minutes go by`,
    async (model, real) => {
      model.nowMs += minutes * 60_000 + 1;
      real.advance(minutes * 60_000 + 1);
    },
    { always: true },
  ),
);

/** Looks at what was done meanwhile: who waited may have gone on, to somebody who is there and has room; nothing else moved. */
async function follow(model: Model, { api }: Real): Promise<void> {
  const { leads } = await api.leads.list({ limit: 500 });
  const found = new Map(leads.map((lead) => [lead.id, lead]));
  for (const [at, lead] of model.leads.entries()) {
    const now = found.get(lead.submission.leadId);
    if (now === undefined) throw new Error(`${lead.submission.leadId} is gone`);
    if (now.epoch === lead.epoch) expect(now).toMatchObject({ state: lead.state });
    else {
      expect(["held", "parked"]).toContain(lead.state);
      if (now.state === "assigned" && now.repId !== null) expect(model.canTake(now.repId)).toBe(true);
      model.leads[at] = { ...lead, state: now.state, repId: now.repId, epoch: now.epoch };
    }
    const isDue = now.heldUntil !== null && Date.parse(now.heldUntil) <= model.nowMs;
    expect(isDue, `${now.id} is still held`).toBe(false);
  }
  for (const lead of model.leads) expectNoPlaceFor(model, lead);
}

/** A lead that was never re-routed, which could leave somebody out, waits only while nobody can take it. */
function expectNoPlaceFor(model: Model, { state, epoch, submission }: ModelLead): void {
  if (state === "parked" && epoch === 1) expect(model.eligible(submission.lead.country)).toEqual([]);
}

/** The service dies with a batch in its hands, some turns of the event loop after it got it. */
const arbCrash = fc
  .tuple(fc.array(country, { minLength: 1, maxLength: 8 }), fc.nat(400))
  .map(([countries, turns]) =>
    toCommand(
      `crash ${turns} turns into ${countries.join(" ")}`,
      async (model, real) => crash(model, real, { countries, turns }),
      { always: true },
    ),
  );

async function crash(
  model: Model,
  real: Real,
  { countries, turns }: { readonly countries: readonly string[]; readonly turns: number },
): Promise<void> {
  const submissions = countries.map((name) => makeSubmission(model, name));
  const answering = submit(real, submissions);
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  await real.crash();
  const told = await answering;
  for (const [at, submission] of submissions.entries()) {
    const { decision } = await submitOne(real, submission);
    const before = told[at];
    // What was answered before the crash is the answer after it.
    if (before?.ok === true) expect(decision).toEqual(before.lead.decision);
    if (decision.outcome.kind === "assigned") {
      const { repId } = decision.outcome;
      expect(model.membersOf(submission.lead.country)).toContain(repId);
      expect(model.canTake(repId)).toBe(true);
    }
    model.leads.push({ submission, first: decision, refusers: [], ...toFate(decision) });
  }
}

/** A lead is asked for by an id that nobody has. */
const arbUnknown = fc.constant(
  toCommand("ask for a lead that is not there", async (_, real) => askForNobody(real), { always: true }),
);

async function askForNobody({ api }: Real): Promise<void> {
  await expect(api.leads.get({ leadId: toId("lead", "nobody") })).rejects.toMatchObject({ code: "NOT_FOUND" });
}

/** Whatever may happen, in any order. */
export const COMMANDS = [
  arbSubmit,
  arbSamePerson,
  arbRepeat,
  arbOtherBody,
  arbConvert,
  arbAccept,
  arbReject,
  arbDisqualify,
  arbReroute,
  arbAway,
  arbCapacity,
  arbPublish,
  arbAdvance,
  arbCrash,
  arbUnknown,
];

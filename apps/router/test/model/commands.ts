import { toId, type RepId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import * as fc from "fast-check";
import { expect } from "vitest";

import type { Model } from "./model.ts";
import { COUNTRIES, ENOUGH_SCORE, REP_IDS, toRep, toRuleSet } from "./organisation.ts";
import type { Real } from "./real.ts";
import {
  expectPossible,
  expectRouted,
  expectSameAnswer,
  learn,
  makeSubmission,
  submit,
  submitOne,
  toCommand,
  toFate,
} from "./steps.ts";

const country = fc.constantFrom(...COUNTRIES);
const index = fc.nat(1_000);
const rep = fc.constantFrom(...REP_IDS);

/** One in four does not qualify yet. */
const score = fc.constantFrom(ENOUGH_SCORE, ENOUGH_SCORE, ENOUGH_SCORE, 0);

const arbSubmit = fc.array(fc.tuple(country, score), { minLength: 1, maxLength: 6 }).map((leads) =>
  toCommand(
    `submit ${leads.map(([name, worth]) => `${name}(${worth})`).join(" ")}`,
    async (model, real) => {
      const submissions = leads.map(([name, worth]) => makeSubmission(model, name, { score: worth }));
      for (const [at, result] of (await submit(real, submissions)).entries()) {
        const submission = submissions[at];
        if (submission === undefined || !result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
        learn(model, submission, result.lead);
      }
    },
    { always: true },
  ),
);

const arbSamePerson = fc.tuple(index, country, score).map(([of, to, worth]) =>
  toCommand(`the person of lead ${of} again, from ${to} (${worth})`, async (model, real) => {
    const { email } = model.leadAt(of).lead.submission.lead;
    const submission = makeSubmission(model, to, { email, score: worth });
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

const arbQualify = fc
  .tuple(index, fc.boolean())
  .map(([of, isEnough]) =>
    toCommand(`lead ${of} is worth ${isEnough ? "enough" : "too little"}`, async (model, real) =>
      qualify(model, real, { of, score: isEnough ? ENOUGH_SCORE : 1 }),
    ),
  );

async function qualify(
  model: Model,
  { api }: Real,
  { of, score }: { readonly of: number; readonly score: number },
): Promise<void> {
  const { lead, at } = model.unqualifiedAt(of);
  const qualifying = api.leads.qualify({ leadId: lead.submission.leadId, details: { score } });
  if (lead.state !== "unqualified") {
    await expect(qualifying).rejects.toMatchObject({ code: "CONFLICT" });
    return;
  }
  const { decision } = await qualifying;
  expect(decision.epoch).toBe(lead.epoch + 1);
  const learned = { ...lead.submission, lead: { ...lead.submission.lead, score } };
  expectRouted(model, learned, decision);
  model.leads[at] = { ...lead, ...toFate(decision) };
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

const arbTouch = index.map((of) => toCommand(`touch lead ${of}`, async (model, real) => touch(model, real, of)));

async function touch(model: Model, { api }: Real, of: number): Promise<void> {
  const { lead, at } = model.leadAt(of);
  const touching = api.leads.touch({ leadId: lead.submission.leadId });
  if (lead.state !== "assigned") {
    await expect(touching).rejects.toMatchObject({ code: "CONFLICT" });
    return;
  }
  expect(await touching).toMatchObject({ repId: lead.repId });
  // Its SLA is kept.
  model.leads[at] = { ...lead, slaFromMs: null };
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
  if (model.isClosed(lead)) {
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
  // What waits to qualify goes to nobody but whom a person names.
  if (model.isClosed(lead) || (lead.state === "unqualified" && to === null)) {
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
  // Time off that is over is no longer in his calendar.
  model.reps.set(repId, { capacity, awayFromMs: isAway ? model.nowMs : 0, awayUntilMs: isAway ? awayUntilMs : 0 });
}

const arbPublish = fc.integer({ min: 1, max: 4 }).map((edition) =>
  toCommand(
    `publish edition ${edition}`,
    async (model, { api }) => {
      await api.ruleSets.publish({ ruleSet: toRuleSet(edition) });
      model.edition = edition;
    },
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
    model.leads.push({ submission, first: decision, refusers: [], breaches: 0, ...toFate(decision) });
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
  arbQualify,
  arbConvert,
  arbAccept,
  arbTouch,
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

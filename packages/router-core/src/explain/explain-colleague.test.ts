import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { awayUntil, buildRep, decideGiven, namesOf, toInputs, WEST_LEAD, type Given } from "../decide.fixture.ts";
import { explainColleague, explainColleagues } from "./explain-colleague.ts";
import { cases, decisionOf, namesOfDirectory } from "./explain.fixture.ts";

const ann = buildRep("ann", { skills: ["revops"], backupRepId: "rep_bea" });
const annAway = { ...ann, ...awayUntil("2026-11-23T08:00:00.000Z") };
const annAwayByGoogle = { ...annAway, timeOff: annAway.timeOff.map((off) => ({ ...off, source: "google" })) };
const TEAM = [ann, buildRep("bea"), buildRep("cid"), buildRep("dora")];
const ANN_AWAY = [annAway, ...TEAM.slice(1)];
const NO_VERTICAL = { "lead.region": "CA", "lead.employees": 350 };

function reasonFor(name: `rep_${string}`, given: Given): string {
  return explainColleague(decideGiven(given).decision, name, namesOf(toInputs(given).snapshot));
}

describe("a colleague is told", () => {
  test.each<[string, `rep_${string}`, Given, string]>([
    ["that he has it", "rep_ann", { reps: TEAM, pool: ["ann"] }, "Ann has the lead."],
    [
      "why he was refused",
      "rep_ann",
      { reps: ANN_AWAY, pool: ["ann", "dora"], facts: NO_VERTICAL },
      "Ann was passed over at Territory: out of office until 2026-11-23T08:00:00.000Z.",
    ],
    [
      "who says that he is away",
      "rep_ann",
      { reps: [annAwayByGoogle, ...TEAM.slice(1)], pool: ["ann", "dora"], facts: NO_VERTICAL },
      "Ann was passed over at Territory: out of office by Google calendar until 2026-11-23T08:00:00.000Z.",
    ],
    [
      "that he was full",
      "rep_bea",
      { reps: TEAM, pool: ["bea", "cid"], openLeads: { bea: 31 } },
      "Bea was passed over at Territory: at the hard cap with 31 open of 20.",
    ],
    [
      "that a specialist went first",
      "rep_cid",
      { reps: TEAM, pool: ["cid", "ann"] },
      "Cid could take it, but Ann came first at Territory: a specialist in revops.",
    ],
    [
      "what he was owed against the winner",
      "rep_cid",
      { reps: [buildRep("bea"), buildRep("cid", { rampPct: 25 })], pool: ["cid", "bea"], facts: NO_VERTICAL },
      "Cid could take it, but Bea came first at Territory: Cid was owed 0.2 of a lead, Bea 0.8.",
    ],
    [
      "that both were owed the same",
      "rep_dora",
      { reps: TEAM, pool: ["bea", "dora"], facts: NO_VERTICAL },
      "Dora could take it, but Bea came first at Territory: Dora was owed 0.5 of a lead, Bea 0.5, with the larger share or the longer wait.",
    ],
    [
      "that he has no share yet",
      "rep_cid",
      { reps: [buildRep("bea"), buildRep("cid", { rampPct: 0 })], pool: ["cid", "bea"], facts: NO_VERTICAL },
      "Cid was passed over at Territory: not ramped up yet.",
    ],
    [
      "that another has less to do",
      "rep_cid",
      { reps: TEAM, selection: "least_loaded", pool: ["cid", "dora"], openLeads: { cid: 5, dora: 3 } },
      "Cid could take it, but Dora came first at Territory: 3 open of 20, Cid 5 of 20.",
    ],
    [
      "that another stands before him",
      "rep_dora",
      { reps: TEAM, selection: "fixed", pool: ["cid", "dora"] },
      "Dora could take it, but Cid came first at Territory: earlier in the order of the pool.",
    ],
    [
      "that the backup goes before him",
      "rep_dora",
      {
        reps: ANN_AWAY,
        selection: "fixed",
        pool: ["ann", "dora"],
        facts: { ...WEST_LEAD, "lead.score": 90 },
      },
      "Dora could take it, but Bea came first at Territory: the rule asks the backup of Ann before the rest.",
    ],
    [
      "that the lead waits for another",
      "rep_dora",
      { reps: ANN_AWAY, selection: "fixed", pool: ["ann", "dora"] },
      "Dora was not asked at Territory: the rule waits for Ann.",
    ],
    [
      "that it waits for him",
      "rep_ann",
      { reps: ANN_AWAY, selection: "fixed", pool: ["ann", "dora"] },
      "The lead waits for Ann, who is back at 2026-11-23T08:00:00.000Z.",
    ],
    [
      "that he was not named",
      "rep_cid",
      { reps: TEAM, pool: ["ann"] },
      "rep_cid was not considered: no stage that was reached names this colleague.",
    ],
    [
      "that he is co-owner all the same",
      "rep_cid",
      { reps: TEAM, facts: { "account.ownerId": "rep_dora", "account.csmId": "rep_cid" } },
      "Cid was not considered: no stage that was reached names this colleague, who is co-owner of the lead.",
    ],
    [
      "that a person decided",
      "rep_dora",
      { reps: TEAM, pool: ["dora"], request: { assignTo: "rep_dora" } },
      "Dora has the lead.",
    ],
    [
      "that a person chose another",
      "rep_ann",
      { reps: TEAM, pool: ["ann", "dora"], request: { assignTo: "rep_dora" } },
      "Ann was not considered: a person gave the lead to Dora.",
    ],
    [
      "that the lead joined another",
      "rep_ann",
      { reps: TEAM, pool: ["ann"], request: { duplicateOf: { leadId: "lead_0", repId: "rep_cid" } } },
      "No rule was asked: the lead joined lead_0, an open lead of the same person.",
    ],
    [
      "that the lead joined his",
      "rep_ann",
      { reps: TEAM, pool: ["ann"], request: { duplicateOf: { leadId: "lead_0", repId: "rep_ann" } } },
      "Ann has it: the lead joined lead_0, an open lead of the same person.",
    ],
  ])("%s", (_, repId, given, expected) => {
    expect(reasonFor(repId, given)).toBe(expected);
  });
});

test("everybody whom a stage looked at has one reason, and only the owner has the lead", () => {
  fc.assert(
    fc.property(cases(), (given) => {
      const decision = decisionOf(given);
      const owner = decision.outcome.kind === "assigned" ? decision.outcome.repId : null;
      const reasons = explainColleagues(decision, namesOfDirectory(given));
      const asked = decision.trace.steps.flatMap(({ candidates }) => candidates.map(({ repId }) => repId));
      expect(new Set(reasons.map(({ repId }) => repId))).toEqual(new Set(asked));
      for (const { repId, reason } of reasons) {
        expect(reason).toMatch(/^[^\n]+\.$/);
        expect(reason.endsWith(" has the lead.")).toBe(repId === owner);
      }
    }),
    { numRuns: 500 },
  );
});

import { toId, type RepId } from "@pointsman/contracts/id";
import type { Rep } from "@pointsman/contracts/organisation";
import { expect, test } from "vitest";

import { awayUntil, buildRep, RULES, toInputs, type Given } from "./decide.fixture.ts";
import { decide } from "./decide.ts";

const COUNT = 400;

/** The n-th of a fixed row of cases: three policies, absences, full queues, backups, ramps, skills, exclusions, claims. */
function caseAt(n: number): Given {
  const dice = (sides: number, salt: number) => (Math.imul(n + 1, 2_654_435_761) ^ Math.imul(salt + 7, 40_503)) % sides;
  const roll = (sides: number, salt: number) => Math.abs(dice(sides, salt));
  const names = Array.from({ length: 1 + roll(9, 1) }, (_, index) => `r${index}`);
  const reps = names.map((name, index): Rep => {
    const backup = names[roll(names.length, index + 20)];
    return buildRep(name, {
      status: roll(11, index + 30) === 0 ? "departed" : "active",
      skills: roll(3, index + 40) === 0 ? ["revops"] : [],
      rampPct: [0, 50, 100, 100][roll(4, index + 50)] ?? 100,
      backupRepId: backup === undefined || roll(2, index + 60) === 0 ? null : toId("rep", backup),
      timeOff: roll(3, index + 70) === 0 ? awayUntil(`2026-11-2${1 + roll(9, index)}T08:00:00.000Z`).timeOff : [],
    });
  });
  const repAt = (salt: number): RepId => toId("rep", `r${roll(names.length + 1, salt)}`);
  return {
    reps,
    selection: (["fair_share", "least_loaded", "fixed"] as const)[roll(3, 2)] ?? "fair_share",
    pool: names.filter((_, index) => roll(5, index + 80) > 0),
    openLeads: Object.fromEntries(names.map((name, index) => [name, roll(34, index + 90)])),
    facts: {
      "lead.region": roll(8, 3) === 0 ? "NY" : "CA",
      "lead.employees": 200 + roll(400, 4),
      "lead.score": roll(100, 5),
      ...(roll(2, 6) === 0 && { "lead.vertical": "revops" }),
      ...(roll(4, 7) === 0 && { "account.ownerId": repAt(8), "account.csmId": repAt(9) }),
      ...(roll(5, 10) === 0 && { "account.status": "closed_lost", "account.formerOwnerId": repAt(11) }),
    },
    request: { excludedRepIds: roll(4, 12) === 0 ? [repAt(13)] : [] },
  };
}

/** A short hash: the bytes themselves would be a megabyte in the repository. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** Frozen on purpose: a change of these bytes changes what recorded decisions replay to. */
test("400 recorded decisions and ledgers come out byte for byte as they did", async () => {
  const lines = Array.from({ length: COUNT }, (_, n) => {
    const inputs = toInputs(caseAt(n));
    const { decision, pool } = decide(RULES, inputs);
    const bytes = JSON.stringify({ snapshot: inputs.snapshot, outcome: decision.outcome, trace: decision.trace, pool });
    return `${n} ${decision.outcome.kind} ${"repId" in decision.outcome ? decision.outcome.repId : "–"} ${fnv1a(bytes)}`;
  });
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("./recorded-decisions.txt");
});

import { Sla } from "@pointsman/contracts/rule-set";
import { describe, expect, test } from "vitest";

import { awayUntil, buildRep, decideGiven, RULES, type Given } from "../decide.fixture.ts";

const SOON: Sla = {
  id: "soon",
  name: "Big ones within two hours",
  when: { fact: "segment", op: "eq", value: "mid-market" },
  touchWithinMinutes: 120,
  remindAfterMinutes: 90,
  onBreach: { kind: "escalate", escalateTo: { kind: "rep", repId: "rep_boss" } },
};
const SOME_DAY: Sla = {
  id: "some-day",
  name: "All others within a working day",
  when: { all: [] },
  touchWithinMinutes: 480,
  onBreach: { kind: "reroute", atMost: 1, escalateTo: { kind: "team_role", role: "manager" } },
};

/** What the decision says of the SLA. */
function slaOf(given: Given) {
  const { outcome } = decideGiven({ reps: [buildRep("ann")], pool: ["ann"], ...given }).decision;
  return outcome.kind === "assigned" ? outcome.sla : outcome.kind;
}

describe("an assignment carries its SLA", () => {
  const ruleSet = { ...RULES, slas: [SOON, SOME_DAY] };

  test("the first whose condition holds, as instants", () => {
    expect(slaOf({ ruleSet })).toEqual({
      slaId: "soon",
      touchWithinMinutes: 120,
      remindAt: "2026-11-20T13:30:00.000Z",
      dueAt: "2026-11-20T14:00:00.000Z",
      onBreach: SOON.onBreach,
    });
  });

  test("on the clock of whoever got it", () => {
    const workingHours = [{ days: ["fri" as const, "mon" as const], from: "03:00", until: "05:00" }];
    const reps = [buildRep("ann", { workingHours })];
    // One hour is left of Friday, the other is on Monday.
    expect(slaOf({ ruleSet, reps })).toMatchObject({ dueAt: "2026-11-23T12:00:00.000Z" });
  });

  test("no reminder where the SLA has none", () => {
    expect(slaOf({ ruleSet: { ...RULES, slas: [SOME_DAY] } })).toMatchObject({ slaId: "some-day", remindAt: null });
  });

  test("none where no condition holds, or the rules have none", () => {
    const never: Sla = { ...SOON, when: { fact: "segment", op: "eq", value: "enterprise" } };
    expect(slaOf({ ruleSet: { ...RULES, slas: [never] } })).toBeUndefined();
    expect(slaOf({})).toBeUndefined();
  });

  test("what nobody has is due to nobody", () => {
    expect(slaOf({ ruleSet, reps: [buildRep("ann", awayUntil("2027-11-23T00:00:00.000Z"))] })).toBe("parked");
  });
});

test("a reminder comes before the end", () => {
  expect(Sla.safeParse({ ...SOON, remindAfterMinutes: 120 }).error?.issues).toMatchObject([
    { path: ["remindAfterMinutes"], message: "expected fewer minutes than touchWithinMinutes" },
  ]);
});

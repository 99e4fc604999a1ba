import type { LeadDetails } from "@pointsman/contracts/lead";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { classifyHistory, NO_HISTORY } from "./classify-history.ts";
import { findDuplicate, type DuplicateEvidence } from "./find-duplicate.ts";
import { foldEmail } from "./fold-email.ts";

const FIVE_MINUTES_MS = 300_000;

function received(minute: number, lead: LeadDetails, name = `at-${minute}`): DuplicateEvidence {
  return { leadId: `lead_${name}`, receivedAt: new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString(), lead };
}

describe("the mailbox behind an address", () => {
  test.each([
    ["Ann@Acme.example", "ann@acme.example"],
    ["ann+demo@acme.example", "ann@acme.example"],
    ["ann+a+b@acme.example", "ann@acme.example"],
    ["+only@acme.example", "+only@acme.example"],
    ["a.n.n+x@GoogleMail.com", "ann@gmail.com"],
    ["a.n.n@acme.example", "a.n.n@acme.example"],
    ["...@gmail.com", "...@gmail.com"],
    ["no address", "no address"],
    ["", ""],
  ])("%j is %j", (email, folded) => {
    expect(foldEmail(email)).toBe(folded);
  });

  test("folding twice changes nothing", () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: "binary" })), (email) => {
        expect(foldEmail(foldEmail(email))).toBe(foldEmail(email));
      }),
    );
  });
});

describe("a duplicate", () => {
  const ann = { email: "ann@acme.example", firstName: "Ann", lastName: "Öz", phone: "+1 (555) 010-0199" };
  const first = received(0, ann);

  test.each<[string, LeadDetails, number, "email" | "phone_and_name" | null]>([
    ["the same address within the window", { email: "ANN@acme.example" }, 5, "email"],
    ["the same mailbox with a tag", { email: "ann+demo@acme.example" }, 1, "email"],
    ["the same address after the window", { email: "ann@acme.example" }, 6, null],
    [
      "another address with phone and name",
      { ...ann, email: "ann@gmail.com", phone: "15550100199" },
      1,
      "phone_and_name",
    ],
    ["name without accents", { ...ann, email: "ann@gmail.com", lastName: "OZ" }, 1, "phone_and_name"],
    ["the same phone, another name: the switchboard", { ...ann, email: "bob@acme.example", firstName: "Bob" }, 1, null],
    ["the same name, another phone", { ...ann, email: "ann@gmail.com", phone: "+1 555 010 0142" }, 1, null],
    ["the same name, no phone", { email: "ann@gmail.com", firstName: "Ann", lastName: "Öz" }, 1, null],
    ["a phone of few digits", { ...ann, email: "ann@gmail.com", phone: "0199" }, 1, null],
  ])("is told by %s", (_, lead, minute, why) => {
    const duplicate = findDuplicate(received(minute, lead), [first], FIVE_MINUTES_MS);
    expect(duplicate?.why ?? null).toBe(why);
  });

  test("joins the lead with its mailbox, then the nearest, whatever the order, and never itself", () => {
    const others = [received(1, ann), received(4, { ...ann, email: "x@acme.example" }), received(2, ann)];
    const lead = received(4, ann);
    for (const recent of [others, others.toReversed(), [lead, ...others]])
      expect(findDuplicate(lead, recent, FIVE_MINUTES_MS)).toEqual({ of: others[2], why: "email", apartMs: 120_000 });
  });

  test("of two as near is the earlier one", () => {
    const others = [received(6, ann), received(2, ann)];
    for (const recent of [others, others.toReversed()])
      expect(findDuplicate(received(4, ann), recent, FIVE_MINUTES_MS)?.of).toBe(others[1]);
  });

  test("may be the earlier one that came late, and a window of nothing finds none", () => {
    expect(findDuplicate(received(0, ann, "late"), [received(4, ann)], FIVE_MINUTES_MS)?.apartMs).toBe(240_000);
    expect(findDuplicate(received(0, ann, "late"), [first], 0)).toBeNull();
  });
});

describe("the history of a lead", () => {
  const lost = {
    status: "closed_lost",
    closedLostAt: "2026-11-10T12:00:00.000Z",
    formerOwnerRepId: "rep_dana",
  } as const;
  const known = { leadCount: 3, lastLeadAt: "2026-11-18T13:00:00.000Z", lastOwnerId: "rep_ann" } as const;
  const at = "2026-11-20T12:00:00.000Z";

  test("of a lost account makes it a re-engagement, known contact or not", () => {
    expect(classifyHistory(known, lost, at)).toEqual({
      kind: "re_engagement",
      isKnownContact: true,
      leadCount: 3,
      lastLeadAt: known.lastLeadAt,
      lastOwnerId: "rep_ann",
      daysSinceLastLead: 1,
      lostAt: lost.closedLostAt,
      daysSinceLost: 10,
      formerOwnerId: "rep_dana",
    });
    expect(classifyHistory(NO_HISTORY, lost, at)).toMatchObject({ kind: "re_engagement", isKnownContact: false });
  });

  test("of a person without a lost account makes it a known contact; of nobody, new", () => {
    const open = { ...lost, status: "open" } as const;
    expect(classifyHistory(known, open, at)).toMatchObject({
      kind: "known_contact",
      daysSinceLost: null,
      formerOwnerId: null,
    });
    expect(classifyHistory(known, null, at).kind).toBe("known_contact");
    expect(classifyHistory(NO_HISTORY, open, at).kind).toBe("new");
  });

  test("has no days of what lies ahead or was never dated", () => {
    expect(classifyHistory(known, lost, "2026-01-01T00:00:00.000Z")).toMatchObject({
      daysSinceLastLead: 0,
      daysSinceLost: 0,
    });
    expect(classifyHistory(NO_HISTORY, { ...lost, closedLostAt: null }, at).daysSinceLost).toBeNull();
  });
});

import { expect, test } from "vitest";

import { fillNote, listPlaceholders } from "./fill-note.ts";

const FACTS = {
  "account.name": "Apex Corp",
  "account.division": "emea",
  "account.teamName.solutions-engineer": "Sam E.",
  "custom.seats_2": 40,
  "custom.modules": ["CRM", "Billing"],
  "custom.ratio": Number.NaN,
  "custom.blank": "  ",
};

test.each([
  ["{account.name} is an existing {account.division:upper} customer", "Apex Corp is an existing EMEA customer"],
  ["{account.teamName.solutions-engineer} knows them", "Sam E. knows them"],
  ["{custom.seats_2} seats of {custom.modules}", "40 seats of CRM, Billing"],
  ["{account.csmName:upper}", "UNKNOWN"],
  ["{custom.ratio}, {custom.blank}", "unknown, unknown"],
  ["{not a fact} {} {", "{not a fact} {} {"],
])("%s", (template, filled) => {
  expect(fillNote(template, FACTS)).toBe(filled);
});

test("what stands in braces is listed, as a fact or as none", () => {
  expect(listPlaceholders("{a.b:upper} {a.b:lower} {}")).toEqual([
    { text: "{a.b:upper}", fact: "a.b" },
    { text: "{a.b:lower}", fact: null },
    { text: "{}", fact: null },
  ]);
});

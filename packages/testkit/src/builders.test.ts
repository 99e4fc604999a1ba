import { Decision } from "@pointsman/contracts/decision";
import { LeadEvent } from "@pointsman/contracts/event";
import { Submission } from "@pointsman/contracts/lead";
import { Account, Partner, Pool, Queue, Rep, Territory } from "@pointsman/contracts/organisation";
import { RuleSet } from "@pointsman/contracts/rule-set";
import { expect, test } from "vitest";

import {
  buildAccount,
  buildLeadEvent,
  buildPartner,
  buildPool,
  buildQueue,
  buildRep,
  buildRuleSet,
  buildSubmission,
  buildTerritory,
} from "./builders.ts";
import { buildDecision } from "./decision-builders.ts";

const ann = buildRep("ann");

const BUILT: readonly (readonly [name: string, schema: { parse(value: unknown): unknown }, value: unknown])[] = [
  ["submission", Submission, buildSubmission()],
  ["rep", Rep, ann],
  ["pool", Pool, buildPool("west", [ann])],
  ["territory", Territory, buildTerritory()],
  ["partner", Partner, buildPartner("cloudly", ann)],
  ["queue", Queue, buildQueue("fallback", ann)],
  ["account", Account, buildAccount()],
  ["rule set", RuleSet, buildRuleSet()],
  ["event", LeadEvent, buildLeadEvent()],
  ["decision", Decision, buildDecision()],
];

test.each(BUILT)("a %s that is built by default is complete and valid", (_, schema, value) => {
  expect(schema.parse(value)).toEqual(value);
});

test("an event's id follows from lead, epoch and kind", () => {
  expect(buildLeadEvent("lena", { kind: "lead.held", epoch: 2 }).eventId).toBe("evt_lena.2.held");
});

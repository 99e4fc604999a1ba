import type { AppliedSla } from "@pointsman/contracts/decision";
import type { LeadId } from "@pointsman/contracts/id";
import { TEST_NOW } from "@pointsman/testkit/builders";
import { buildAssigned, buildDecision } from "@pointsman/testkit/decision-builders";
import { expect, test } from "vitest";

import { ANN, BOB, buildNewAssignment, buildNewLead, seedOrganisation } from "../../test/seed.ts";
import { openTestStore } from "../../test/test-store.ts";
import { insertDecisions } from "../decisions/insert-decisions.ts";
import { inTransaction } from "../in-transaction.ts";
import { insertLeads } from "../leads/insert-leads.ts";
import { endAssignments } from "./end-assignments.ts";
import { listUntouchedOfRep } from "./find-untouched.ts";
import { insertAssignments } from "./insert-assignments.ts";
import { markProgress } from "./mark-progress.ts";

const SLA: AppliedSla = {
  slaId: "soon",
  touchWithinMinutes: 60,
  remindAt: null,
  dueAt: "2026-11-22T10:30:00.000Z",
  onBreach: { kind: "escalate", escalateTo: { kind: "rep", repId: BOB } },
};

test("what a rep has not touched is listed page by page, where it has an SLA", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const names = ["a", "b", "c", "calm", "lost", "touched"];
  await inTransaction(store.db, async (tx) => {
    await insertLeads(
      tx,
      names.map((name) => buildNewLead(name)),
    );
    await insertDecisions(
      tx,
      names.map((name) => ({
        decision: buildDecision(name, { outcome: buildAssigned("ann", name === "calm" ? {} : { sla: SLA }) }),
        inputs: {},
      })),
    );
    await insertAssignments(
      tx,
      names.map((name) => buildNewAssignment(name)),
    );
    await endAssignments(tx, [{ leadId: "lead_lost", endedAt: TEST_NOW, endReason: "other" }]);
    await markProgress(tx, { leadId: "lead_touched", acceptedAt: TEST_NOW, firstTouchedAt: TEST_NOW });
  });
  const list = async (after: LeadId | null, limit = 10) => listUntouchedOfRep(store.db, { repId: ANN, after, limit });
  expect(await list(null, 2)).toEqual(
    ["lead_a", "lead_b"].map((leadId) => ({
      leadId,
      epoch: 1,
      repId: ANN,
      assignedAt: TEST_NOW,
      ruleSetVersion: 1,
      sla: SLA,
    })),
  );
  expect((await list("lead_b")).map(({ leadId }) => leadId)).toEqual(["lead_c"]);
  expect(await listUntouchedOfRep(store.db, { repId: BOB, after: null, limit: 10 })).toEqual([]);
});

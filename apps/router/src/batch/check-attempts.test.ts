import { toId } from "@pointsman/contracts/id";
import { checkAttempts } from "@pointsman/invariants/check-attempts";
import { expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation } from "../../test/test-service.ts";

test("what clients were told is on file, and nothing that nobody sent", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  await router.api.leads.submit({ submissions: [toSubmission("a"), toSubmission("b")] });
  const attempt = (name: string, acknowledged = true) => ({ leadId: toId("lead", name), acknowledged });
  const { db } = router.service;
  const refused = attempt("c", false);
  expect(await checkAttempts(db, [attempt("a"), attempt("b"), refused])).toMatchObject([
    { invariant: "I-1", ok: true, checked: 2 },
    { invariant: "I-2", ok: true, checked: 2 },
  ]);
  expect(await checkAttempts(db, [attempt("a"), attempt("d")])).toMatchObject([
    { invariant: "I-1", ok: false, violations: [{ leadId: "lead_d" }] },
    { invariant: "I-2", ok: false, violations: [{ leadId: "lead_b" }] },
  ]);
});

import { createPublicKey, generateKeyPairSync } from "node:crypto";

import { toTimestamp } from "@pointsman/contracts/primitive";
import { runArchive } from "@pointsman/store/archive/run-archive";
import { verifyChain } from "@pointsman/store/audit/verify-chain";
import type { Db } from "@pointsman/store/connect";
import { sql } from "kysely";
import { expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import type { TestService } from "../../test/test-service.ts";
import { openDemoService, plantPoison } from "../../test/timed-service.ts";
import { chainAll } from "./run-chainer.ts";

const DAY_MS = 86_400_000;
const { privateKey } = generateKeyPairSync("ed25519");
const publicKey = createPublicKey(privateKey);

const EMAIL = "canary.wren@prismanalytics.example";
/** Whatever only this person said: each must be gone afterwards, wherever it was. */
const CANARIES = ["canary", "wren", "+1 555 0199", "feed me seeds", "nest-17"] as const;

const PERSONAL = {
  email: EMAIL,
  firstName: "Canary",
  lastName: "Wren",
  phone: "+1 555 0199",
  // Rules may ask for it: decisions keep it, as docs/audit.md says.
  jobTitle: "Head of Birds",
  message: "Please feed me seeds",
  website: "https://prismanalytics.example/~wren",
  extra: { room: "nest-17" },
  utm: { source: "mail", content: EMAIL },
} as const;

const submit = async ({ api }: TestService, name: string) =>
  api.leads.submit({
    submissions: [
      toSubmission(name, PERSONAL, { idempotencyKey: `${EMAIL}:${name}`, warnings: ["phone: +1 555 0199"] }),
    ],
  });

test("what is personal goes from every table; leads, decisions, counts and the chain stand", async () => {
  await using router = await openDemoService({}, { signingKey: privateKey });
  const { api, service } = router;
  await plantPoison(router);
  await submit(router, "old");
  await api.leads.reroute({ leadId: "lead_old", reason: "other", comment: "Canary Wren asked" });
  await api.leads.convert({ leadId: "lead_old" });
  router.advance(100 * DAY_MS);
  const bound = toTimestamp(service.clock.nowMs() - 90 * DAY_MS);
  await runArchive(service.db, { finishedBefore: bound, unqualifiedBefore: bound, deliveredBefore: bound });
  await submit(router, "poison-1");
  await api.leads.disqualify({ leadId: "lead_poison-1", reason: "spam", comment: "wren is a bird" });
  await submit(router, "new");
  await api.leads.reject({ leadId: "lead_new", reason: "not_a_fit", comment: "canary@ is no buyer" });
  await api.contacts.upsert({ contacts: [{ accountId: "acct_apex-corp", email: EMAIL, role: null }] });
  await api.leads.submit({ submissions: [toSubmission("bystander", { firstName: "Robin" })] });
  await chainAll(service);
  const checkpoint = await api.audit.checkpoint();
  const eventsBefore = await listEvents(service.db);
  const decisionsBefore = await api.leads.list({ limit: 100 });
  expect(await findCanaries(service.db)).toEqual(
    expect.arrayContaining([
      "account_contact",
      "audit_personal",
      "lead",
      "lead_archive",
      "rejection",
      "reroute_archive",
    ]),
  );

  const expected = {
    leadIds: ["lead_new", "lead_poison-1"],
    archivedLeadIds: ["lead_old"],
    contacts: 1,
    comments: 3,
    failures: 1,
  };
  const planned = await api.privacy.erase({ email: EMAIL.toUpperCase(), dryRun: true });
  expect(planned).toMatchObject({ ...expected, dryRun: true });
  expect(planned.auditValues).toBeGreaterThan(4);
  expect(await findCanaries(service.db)).not.toEqual([]);

  expect(await api.privacy.erase({ leadId: "lead_new" })).toEqual({ ...planned, dryRun: false });
  expect(await findCanaries(service.db)).toEqual([]);
  // The erasure itself has no entry yet, and what it took is no finding for that.
  expect(await verifyChain(service.db, { publicKey })).toMatchObject({ ok: true, findings: [] });
  await chainAll(service);
  expect(await findCanaries(service.db)).toEqual([]);
  expect(await verifyChain(service.db, { exported: [checkpoint], publicKey })).toMatchObject({
    ok: true,
    findings: [],
    erasedValues: planned.auditValues,
  });
  // What the warehouse has was made of these, and they name nobody: nothing is to be erased there.
  expect(await listEvents(service.db)).toEqual(eventsBefore);
  const decisionsAfter = await api.leads.list({ limit: 100 });
  expect(decisionsAfter.leads.map(({ id, state, repId, epoch }) => ({ id, state, repId, epoch }))).toEqual(
    decisionsBefore.leads.map(({ id, state, repId, epoch }) => ({ id, state, repId, epoch })),
  );
  for (const leadId of ["lead_old", "lead_new"] as const)
    expect(await api.leads.replay({ leadId })).toMatchObject({ identical: true });
  await router.expectSound();

  const { entries } = await api.audit.list({ entity: "erasure" });
  expect(entries).toMatchObject([
    {
      content: {
        action: "privacy.erase",
        actor: { id: "key_test" },
        after: { ...expected, auditValues: planned.auditValues },
      },
    },
  ]);
  expect((await api.leads.get({ leadId: "lead_bystander" })).lead.details.firstName).toBe("Robin");
});

test("a later lead of the same address is a new one, and knows nothing of the one before", async () => {
  await using router = await openDemoService();
  await submit(router, "first");
  await router.api.privacy.erase({ email: EMAIL });
  expect(await router.api.privacy.erase({ email: EMAIL })).toMatchObject({ leadIds: [], auditValues: 0 });
  const { results } = await submit(router, "second");
  expect(results).toMatchObject([{ ok: true, lead: { leadId: "lead_second", state: "assigned", repeated: false } }]);
  const { leads } = await router.api.leads.list({ limit: 10 });
  expect(leads.find(({ id }) => id === "lead_first")?.details.email).toMatch(/^erased-.*@erased\.invalid$/);
});

test("an unknown lead is not found, and leaves nothing", async () => {
  await using router = await openDemoService();
  await expect(router.api.privacy.erase({ leadId: "lead_nobody" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await router.api.privacy.erase({ email: "nobody@example.com" });
  await chainAll(router.service);
  expect((await router.api.audit.list({ entity: "erasure" })).entries).toEqual([]);
});

/** Tables of all schemas of ours in which one of the canaries stands, whatever the column. */
async function findCanaries(db: Db): Promise<readonly string[]> {
  const { rows: tables } = await sql<{ readonly schema: string; readonly name: string }>`
    select nspname as schema, relname as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname in ('public', 'graphile_worker') and relkind in ('r', 'p') and not relispartition order by relname`.execute(
    db,
  );
  const found: string[] = [];
  for (const { schema, name } of tables) {
    const { rows } = await sql<{ readonly count: number }>`
      select count(*) from ${sql.table(`${schema}.${name}`)} as t
      where to_jsonb(t)::text ilike any (${CANARIES.map((canary) => `%${canary}%`)}::text[])`.execute(db);
    if ((rows[0]?.count ?? 0) > 0) found.push(name);
  }
  return found;
}

async function listEvents(db: Db): Promise<readonly unknown[]> {
  const { rows } =
    await sql`select event_id, payload::text, content_hash::text from all_outbox order by event_id`.execute(db);
  return rows;
}

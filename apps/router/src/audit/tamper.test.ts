import { generateKeyPairSync } from "node:crypto";

import type { AuditCheckpoint, AuditFinding } from "@pointsman/contracts/audit";
import { toCanonicalJson } from "@pointsman/contracts/canonical-json";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { GENESIS, hashEntry, type ChainedEntry } from "@pointsman/store/audit/chain";
import { signCheckpoint } from "@pointsman/store/audit/checkpoint";
import { verifyChain } from "@pointsman/store/audit/verify-chain";
import type { Tx } from "@pointsman/store/connect";
import { assert, asyncProperty, double } from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import type { TestService } from "../../test/test-service.ts";
import { openDemoService } from "../../test/timed-service.ts";
import { chainAll } from "./run-chainer.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const LEADS = 12;

let router: TestService;
let exported: AuditCheckpoint;
let length: number;

beforeAll(async () => {
  router = await openDemoService({}, { tampered: true, signingKey: privateKey });
  const { api, service } = router;
  const names = Array.from({ length: LEADS }, (_, index) => `tamper-${index}`);
  await api.leads.submit({ submissions: names.map((name) => toSubmission(name, { firstName: "Ann" })) });
  await api.leads.reroute({ leadId: "lead_tamper-1", reason: "other", comment: "wants Jordan" });
  await chainAll(service);
  await api.leads.disqualify({ leadId: "lead_tamper-2", reason: "spam", comment: "a robot" });
  await api.leads.convert({ leadId: "lead_tamper-3" });
  exported = await api.audit.checkpoint();
  length = exported.seq;
});

afterAll(async () => router[Symbol.asyncDispose]());

const verify = async () => verifyChain(router.service.db, { exported: [exported], publicKey });

test("a chain that nobody touched is whole: every change, every event and decision, every personal value", async () => {
  const verdict = await verify();
  expect(verdict).toMatchObject({ ok: true, findings: [], erasedValues: 0, unchained: { changes: 0, events: 0 } });
  expect(verdict.entries).toBeGreaterThan(100);
  // Received and decided; decided again and taken; disqualified; converted.
  expect(verdict.events).toBe(2 * LEADS + 4);
});

/** Ways to tamper, each with a place between 0 and 1; false: there it changes nothing. */
const TAMPER: Readonly<Record<string, (tx: Tx, place: number) => Promise<boolean>>> = {
  "edits an entry": async (tx, place) => {
    const { seq, content } = await entryAt(tx, place);
    const other = content.replace(/"action":"/, '"action":"x');
    await sql`update audit_entry set content = ${other} where seq = ${seq}`.execute(tx);
    return true;
  },
  "edits one digit of an entry": async (tx, place) => {
    const { seq, content } = await entryAt(tx, place);
    const digits = [...content.matchAll(/\d/g)];
    const digit = digits[Math.floor(place * digits.length)];
    if (digit === undefined) return false;
    const { index } = digit;
    const other = `${content.slice(0, index)}${digit[0] === "8" ? 7 : 8}${content.slice(index + 1)}`;
    await sql`update audit_entry set content = ${other} where seq = ${seq}`.execute(tx);
    return true;
  },
  "edits a hash": async (tx, place) => {
    const { seq, hash } = await entryAt(tx, place);
    const other = `${hash.startsWith("0") ? "1" : "0"}${hash.slice(1)}`;
    await sql`update audit_entry set hash = ${other} where seq = ${seq}`.execute(tx);
    return true;
  },
  "edits an entry and seals all behind it anew": async (tx, place) => {
    const { seq, content } = await entryAt(tx, place);
    const other = content.replace(/"action":"/, '"action":"x');
    await sql`update audit_entry set content = ${other} where seq = ${seq}`.execute(tx);
    await sealFrom(tx, seq);
    return true;
  },
  "takes an entry away": async (tx, place) => {
    const { seq } = await entryAt(tx, place);
    await sql`delete from audit_entry where seq = ${seq}`.execute(tx);
    return true;
  },
  "takes an entry away, closes the gap and seals anew": async (tx, place) => {
    const { seq } = await entryAt(tx, place);
    await sql`delete from audit_entry where seq = ${seq}`.execute(tx);
    await renumber(tx, { from: seq + 1, by: -1 });
    await sealFrom(tx, seq);
    return true;
  },
  "puts an entry in and seals anew": async (tx, place) => {
    const { seq, content } = await entryAt(tx, place);
    await renumber(tx, { from: seq + 1, by: 1 });
    const put = content.replace(/"seq":\d+/, `"seq":${seq + 1}`);
    await sql`insert into audit_entry (seq, content, hash) values (${seq + 1}, ${put}, ${GENESIS})`.execute(tx);
    await sealFrom(tx, seq + 1);
    return true;
  },
  "adds an entry at the end that no hash seals": async (tx) => {
    const { content } = await entryAt(tx, 0);
    await sql`insert into audit_entry (seq, content, hash) values (${length + 1}, ${content}, ${GENESIS})`.execute(tx);
    return true;
  },
  "swaps two entries": async (tx, place) => {
    const [one, other] = [await entryAt(tx, place), await entryAt(tx, 0.999 - place)];
    if (one.seq === other.seq) return false;
    await sql`update audit_entry set content = ${other.content}, hash = ${other.hash} where seq = ${one.seq}`.execute(
      tx,
    );
    await sql`update audit_entry set content = ${one.content}, hash = ${one.hash} where seq = ${other.seq}`.execute(tx);
    return true;
  },
  "cuts off the end, with what was signed of it": async (tx, place) => {
    const { seq } = await entryAt(tx, place);
    await sql`delete from audit_entry where seq >= ${seq}`.execute(tx);
    await sql`delete from audit_checkpoint`.execute(tx);
    return true;
  },
  "writes a signed head anew": async (tx) => {
    const forged = signCheckpoint({ ...exported, at: toTimestamp(0) }, generateKeyPairSync("ed25519").privateKey);
    await sql`update audit_checkpoint set signature = ${forged.signature}`.execute(tx);
    return true;
  },
  "edits a decision": async (tx, place) => {
    const { leadId, epoch } = await decisionAt(tx, place);
    await sql`update decision set decided_at = decided_at + interval '1 millisecond'
              where lead_id = ${leadId} and epoch = ${epoch}`.execute(tx);
    return true;
  },
  "edits what a decision was made from": async (tx, place) => {
    const { leadId, epoch } = await decisionAt(tx, place);
    await sql`update decision set inputs = (inputs::text || ' ')::json
              where lead_id = ${leadId} and epoch = ${epoch}`.execute(tx);
    return true;
  },
  "edits an event": async (tx, place) => {
    const id = await eventAt(tx, place);
    await sql`update outbox set payload = replace(payload::text, '"repId":', '"repId":null,"was":')::json where id = ${id}`.execute(
      tx,
    );
    return true;
  },
  "takes an event away": async (tx, place) => {
    await sql`delete from outbox where id = ${await eventAt(tx, place)}`.execute(tx);
    return true;
  },
  "puts an event where one was given a number": async (tx, place) => {
    const id = await eventAt(tx, place);
    await sql`delete from outbox where id = ${id}`.execute(tx);
    await sql`insert into outbox (id, event_id, kind, occurred_at, payload, content_hash) overriding system value
              select ${id}, 'evt_put-in', kind, occurred_at, payload, content_hash from outbox limit 1`.execute(tx);
    return true;
  },
  "edits a personal value": async (tx, place) => {
    const commitment = await valueAt(tx, place);
    await sql`update audit_personal set value = '"somebody else"' where commitment = ${commitment}`.execute(tx);
    return true;
  },
  "takes a personal value away without an erasure": async (tx, place) => {
    await sql`delete from audit_personal where commitment = ${await valueAt(tx, place)}`.execute(tx);
    return true;
  },
};

test.each(Object.entries(TAMPER))("whoever %s is found", async (_, tamper) => {
  const place = double({ min: 0, max: 0.999, noNaN: true });
  await assert(
    asyncProperty(place, async (at) => {
      const findings = await judgeTampered(tamper, at);
      if (findings === null) return;
      expect(findings).not.toEqual([]);
      for (const { detail } of findings) expect(detail.length).toBeGreaterThan(10);
    }),
    { numRuns: 8, examples: [[0], [0.5], [0.999]] },
  );
});

test("whoever takes the triggers off is found", async () => {
  const { db } = router.service;
  await sql`alter table rep disable trigger rep_audited`.execute(db);
  const { findings } = await verify();
  await sql`alter table rep enable trigger rep_audited`.execute(db);
  expect(findings).toEqual([{ kind: "unguarded", seq: null, detail: expect.stringContaining("rep_audited") }]);
});

test("an end that was cut off with all signed heads is found without an exported one, as far as it spoke of events", async () => {
  const cut = TAMPER["cuts off the end, with what was signed of it"];
  const findings = (cut && (await judgeTampered(cut, 0.9, []))) ?? [];
  expect(findings).toContainEqual({
    kind: "cut_off",
    seq: expect.any(Number),
    detail: expect.stringMatching(/^The chain ends with entry \d+, and [1-9]\d* events were chained behind it$/),
  });
});

test("a finding names the entry and what it says", async () => {
  const edit = TAMPER["edits an entry"];
  const findings = (edit && (await judgeTampered(edit, 0.5))) ?? [];
  expect(findings[0]).toMatchObject({
    kind: "changed",
    seq: expect.any(Number),
    detail: expect.stringMatching(/^Entry \d+ was changed, .* it says: 20\S+ key key_test x\w+\./),
  });
});

test("the chain cannot be edited where nobody takes its guard off", async () => {
  const { db } = router.service;
  await expect(sql`update audit_entry set content = '{}'`.execute(db)).rejects.toThrow(/immutable/);
  await expect(sql`delete from audit_entry`.execute(db)).rejects.toThrow(/immutable/);
  await expect(sql`truncate audit_entry`.execute(db)).rejects.toThrow(/immutable/);
});

/** What is found after tampering, in a transaction that is undone; null: nothing was changed. */
async function judgeTampered(
  tamper: (tx: Tx, place: number) => Promise<boolean>,
  place: number,
  heads: readonly AuditCheckpoint[] = [exported],
): Promise<readonly AuditFinding[] | null> {
  const tx = await router.service.db.startTransaction().setIsolationLevel("repeatable read").execute();
  try {
    await sql`set session_replication_role = replica`.execute(tx);
    if (!(await tamper(tx, place))) return null;
    return (await verifyChain(tx, { exported: heads, publicKey })).findings;
  } finally {
    await tx.rollback().execute();
  }
}

async function entryAt(tx: Tx, place: number): Promise<ChainedEntry> {
  return one(
    await sql<ChainedEntry>`
      select seq, content, hash from audit_entry where seq = ${1 + Math.floor(place * length)}`.execute(tx),
  );
}

async function decisionAt(tx: Tx, place: number): Promise<{ readonly leadId: string; readonly epoch: number }> {
  return one(
    await sql<{ readonly leadId: string; readonly epoch: number }>`
      select lead_id as "leadId", epoch from decision order by lead_id, epoch
      offset ${Math.floor(place * LEADS)} limit 1`.execute(tx),
  );
}

async function eventAt(tx: Tx, place: number): Promise<number> {
  return one(
    await sql<{ readonly id: number }>`
      select id from outbox order by id offset ${Math.floor(place * 2 * LEADS)} limit 1`.execute(tx),
  ).id;
}

async function valueAt(tx: Tx, place: number): Promise<string> {
  return one(
    await sql<{ readonly commitment: string }>`
      select commitment from audit_personal order by commitment
      offset floor(${place}::float8 * (select count(*) from audit_personal))::int limit 1`.execute(tx),
  ).commitment;
}

function one<T>({ rows }: { readonly rows: readonly T[] }): T {
  const [row] = rows;
  if (row === undefined) throw new Error("There is no such row");
  return row;
}

async function renumber(tx: Tx, { from, by }: { readonly from: number; readonly by: 1 | -1 }): Promise<void> {
  const { rows } = await sql<ChainedEntry>`
    delete from audit_entry where seq >= ${from} returning seq, content, hash`.execute(tx);
  for (const { seq, content, hash } of rows) {
    const moved = toCanonicalJson({ ...(JSON.parse(content) as Record<string, never>), seq: seq + by });
    await sql`insert into audit_entry (seq, content, hash) values (${seq + by}, ${moved}, ${hash})`.execute(tx);
  }
}

/** What somebody would do who knows how the chain is made, but has no key. */
async function sealFrom(tx: Tx, from: number): Promise<void> {
  const { rows } = await sql<ChainedEntry>`
    select seq, content, hash from audit_entry where seq >= ${from - 1} order by seq`.execute(tx);
  let before = rows[0]?.seq === from - 1 ? rows[0].hash : GENESIS;
  for (const { seq, content } of rows.filter((row) => row.seq >= from)) {
    before = hashEntry(before, content);
    await sql`update audit_entry set hash = ${before} where seq = ${seq}`.execute(tx);
  }
}

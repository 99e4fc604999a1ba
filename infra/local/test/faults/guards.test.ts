import type { Submission } from "@pointsman/contracts/lead";
import { afterAll, beforeAll, expect, test } from "vitest";

import { AttemptLog } from "../../src/faults/bed/attempt-log.ts";
import { openBed, type Bed } from "../../src/faults/bed/bed.ts";
import { TO_EAST, TO_WEST } from "../../src/faults/bed/organisation.ts";
import { blankOut } from "../../src/faults/bed/postgres-proxy.ts";
import { makeLead, sendLead, sendLeads, type Sender } from "../../src/faults/bed/send-leads.ts";
import { openServer, SEED } from "./open-server.ts";

/*
 * A harness that cannot turn red proves nothing. Here each guard of the service is taken away in turn, without a word of
 * the service changed: locks are blanked out of its statements on the way to Postgres, keys are dropped in the database.
 * Then the same work must break an invariant.
 */

const LOCK = /for (no key )?update/gi;
const ROUNDS = 30;

let open: Awaited<ReturnType<typeof openServer>>;

beforeAll(async () => {
  open = await openServer();
});

afterAll(async () => {
  await open[Symbol.asyncDispose]();
});

/** @param unlocked statements that name such a table go without their locks */
async function openTestBed(unlocked?: RegExp): Promise<Bed> {
  const rewrite = (sql: string) => (unlocked?.test(sql) === true ? blankOut(sql, LOCK) : sql);
  return openBed({ ...open, seed: SEED, signal: new AbortController().signal, rules: { rewrite } });
}

/** Names of what does not hold. */
async function listBroken(bed: Bed): Promise<readonly string[]> {
  return (await bed.check()).flatMap(({ ok, name }) => (ok ? [] : [name]));
}

/**
 * Does the same again until that check breaks, 30 times at most: chance decides who overtakes whom.
 *
 * @returns whether it broke
 */
async function breaks(bed: Bed, check: string, work: (round: number) => Promise<void>): Promise<boolean> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await work(round);
    if ((await listBroken(bed)).includes(check)) return true;
  }
  return false;
}

async function loadWest(bed: Bed, round: number): Promise<void> {
  const enough = bed.log.acknowledged + 40;
  const sender = { ...bed.toBoth, givesUpAfter: 6 };
  await sendLeads(sender, { submitters: 16, goOn: () => bed.log.acknowledged < enough, seed: SEED + round });
}

test(`without the lock on pools decisions get in each other's way, FAULTS_SEED=${SEED}`, async () => {
  await using bed = await openTestBed(/pool_state/);
  // The key on pool and number still keeps them from the ledger.
  for (let round = 0; round < 3; round += 1) await loadWest(bed, round);
  expect(await listBroken(bed)).toEqual([]);
  // Without that key two of them get the same number.
  await bed.tamper("alter table decision drop constraint decision_pool_id_pool_seq_key");
  expect(await breaks(bed, "pool-seq-gap-free", async (round) => loadWest(bed, 100 + round))).toBe(true);
});

test(`without the lock on loads a rep in two pools is given leads that nobody counts, FAULTS_SEED=${SEED}`, async () => {
  await using bed = await openTestBed(/rep_load/);
  const broke = await breaks(bed, "rep-load-counts-active-assignments", async (round) => {
    const sendTo = (sender: Sender, country: string) =>
      Array.from({ length: 16 }, async (_, index) =>
        sendLead(sender, makeLead(`${country.toLowerCase()}-${round}-${index}`, country), bed.random),
      );
    await Promise.all([...sendTo(bed.toFirst, TO_WEST), ...sendTo(bed.toSecond, TO_EAST)]);
  });
  expect(broke).toBe(true);
});

test(`without the key on source and idempotency key one submission becomes two leads, FAULTS_SEED=${SEED}`, async () => {
  await using bed = await openTestBed();
  await bed.tamper("alter table lead drop constraint lead_source_idempotency_key_key");
  const broke = await breaks(bed, "lead-key-unique", async (round) => {
    const leads = Array.from({ length: 16 }, (_, index) => makeLead(`r${round}-${index}`, TO_WEST));
    // Of another person too: leads of one person wait for each other.
    const twin = (lead: Submission): Submission => ({
      ...makeLead(`twin-${lead.idempotencyKey}`, TO_WEST),
      idempotencyKey: lead.idempotencyKey,
    });
    await Promise.all(
      leads.flatMap((lead) => [
        sendLead(bed.toFirst, lead, bed.random),
        sendLead(bed.toSecond, twin(lead), bed.random),
      ]),
    );
  });
  expect(broke).toBe(true);
});

test(`without fencing a stale worker decides on a lead again, FAULTS_SEED=${SEED}`, async () => {
  await using bed = await openTestBed(/from "?lead"?\b/);
  await bed.tamper(`
    alter table decision drop constraint decision_pkey cascade;
    alter table assignment drop constraint assignment_pkey;
    alter table reroute drop constraint reroute_pkey;
    alter table outbox drop constraint outbox_event_id_key;
    drop index assignment_active_lead_key`);
  const broke = await breaks(bed, "decision-epochs-gap-free", async (round) => {
    const lead = makeLead(`r${round}`, TO_WEST);
    await sendLead(bed.toBoth, lead, bed.random);
    // Those who come late are told so; here it matters what they leave behind.
    await Promise.allSettled(
      [bed.first, bed.second, bed.first, bed.second].map(async ({ api }) =>
        api.leads.reroute.mutate({ leadId: lead.leadId, reason: "other" }),
      ),
    );
  });
  expect(broke).toBe(true);
});

test(`with synchronous_commit off acknowledged leads are lost, and a router refuses to start, FAULTS_SEED=${SEED}`, async () => {
  await using own = await openServer();
  await using bed = await openBed({ ...own, seed: SEED, signal: new AbortController().signal });
  // Postgres may write 10 s later what it calls committed; routers that run do not ask again.
  await bed.tamper("alter system set wal_writer_delay = '10s'");
  await bed.tamper("alter system set synchronous_commit = off");
  await bed.tamper("select pg_reload_conf()");
  await loadWest(bed, 0);
  await own.server.kill();
  await own.server.restart();
  expect(await listBroken(bed)).toEqual(
    expect.arrayContaining(["acknowledged-lead-is-on-file", "commits-are-durable"]),
  );
  await bed.first.stop();
  await expect(bed.first.start()).rejects.toThrow("synchronous_commit is off, expected on");
});

test(`what clients were told is compared with what is on file, FAULTS_SEED=${SEED}`, async () => {
  await using bed = await openTestBed();
  const [one, two, three] = ["one", "two", "three"].map((name) => makeLead(name, TO_WEST));
  for (const lead of [one, two, three]) if (lead !== undefined) await sendLead(bed.toBoth, lead, bed.random);
  await bed.tamper("alter table lead disable trigger user; update lead set body_hash = 'f' where id = 'lead_one'");
  await bed.tamper("update lead set received_at = received_at - interval '1 s' where id = 'lead_two'");
  await bed.tamper(`update decision set outcome = '{"kind":"assigned"}' where lead_id = 'lead_three'`);
  // Somebody else's lead: nothing that our clients sent.
  const others = Array.from({ length: 8 }, (_, index) => makeLead(`other-${index}`, TO_WEST));
  const stranger = { ...bed.toFirst, log: new AttemptLog() };
  for (const lead of others) await sendLead(stranger, lead, bed.random);
  await bed.tamper("update rep set capacity = 1, hard_limit_pct = 100, soft_limit_pct = 1");
  await bed.second.kill();
  const broken = await listBroken(bed);
  expect(broken).toEqual(
    expect.arrayContaining([
      "lead-on-file-was-sent",
      "same-lead-same-answer",
      "another-body-changes-nothing",
      "received-when-it-was-sent",
      "nobody-above-the-hard-cap",
      "routers-still-run",
    ]),
  );
});

import { createHash, type KeyObject } from "node:crypto";

import type { AuditCheckpoint, AuditContent, AuditFinding, AuditVerdict } from "@pointsman/contracts/audit";
import { toCanonicalJson } from "@pointsman/contracts/canonical-json";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";
import { inTransaction } from "../in-transaction.ts";
import { listCheckpoints, readHead } from "./checkpoints.ts";
import { readEntries } from "./list-entries.ts";
import { listPendingErased, measurePending } from "./pending.ts";
import { countCutOffEvents, countUnchainedEvents, readEventHashes, type EventHash } from "./read-events.ts";
import { BEFORE_ALL, judgeCheckpoint, judgeEntry, type ChainState } from "./verify-entries.ts";

const PAGE = 500;
const MAX_FINDINGS = 100;

export type VerifyOptions = {
  /** Heads that were exported before. */
  readonly exported?: readonly AuditCheckpoint[];
  /** Null: signatures are not looked at. */
  readonly publicKey: KeyObject | null;
};

/**
 * Reads the whole chain and compares it with its hashes, with the heads that were signed, with the events and decisions
 * that it speaks of, and with the personal values that it commits to. Reads one state of the database; changes nothing.
 */
export async function verifyChain(db: Db, { exported = [], publicKey }: VerifyOptions): Promise<AuditVerdict> {
  return inTransaction(db, async (tx) => {
    // In a transaction that has begun already, its own level holds.
    if (!db.isTransaction) await sql`set transaction isolation level repeatable read, read only`.execute(tx);
    const { checked, findings, state, hashes, checkpoints } = await walk(tx, exported);
    const last = await readHead(tx);
    const judged = checkpoints.flatMap((checkpoint) => judgeCheckpoint(checkpoint, { hashes, head: state, publicKey }));
    const values = await judgeValues(tx, checked);
    const end = await judgeEnd(tx, checked, state);
    const all = [...findings, ...end, ...judged, ...values.findings, ...(await judgeGuards(tx))];
    return {
      ok: all.length === 0,
      entries: checked.entries,
      head: last?.hash ?? state.hash,
      events: checked.events,
      checkpoints: checkpoints.length,
      erasedValues: checked.erased.size,
      unchained: { ...(await measurePending(tx)), events: await countUnchainedEvents(tx) },
      findings: all.slice(0, MAX_FINDINGS),
    };
  });
}

interface Checked {
  entries: number;
  events: number;
  lastEvent: number;
  /** Entries by the commitments in them. */
  readonly committed: Map<string, number>;
  readonly erased: Set<string>;
}

async function walk(tx: Tx, exported: readonly AuditCheckpoint[]) {
  const checkpoints = [...(await listCheckpoints(tx)), ...exported];
  const named = new Set(checkpoints.map(({ seq }) => seq));
  const hashes = new Map<number, string>();
  const findings: AuditFinding[] = [];
  const checked: Checked = { entries: 0, events: 0, lastEvent: 0, committed: new Map(), erased: new Set() };
  let state = BEFORE_ALL;
  for (;;) {
    const page = await readEntries(tx, { after: state.seq, limit: PAGE });
    for (const entry of page) {
      const judged = judgeEntry(entry, state);
      state = judged.state;
      checked.entries += 1;
      if (named.has(entry.seq)) hashes.set(entry.seq, entry.hash);
      findings.push(...judged.findings);
      if (judged.content !== null) findings.push(...(await judgeContent(tx, checked, judged.content)));
    }
    if (page.length < PAGE) return { checked, findings, state, hashes, checkpoints };
  }
}

async function judgeContent(tx: Tx, checked: Checked, content: AuditContent): Promise<readonly AuditFinding[]> {
  const { seq, before, after, entity, events } = content;
  for (const commitment of commitmentsIn(toCanonicalJson([before, after]))) checked.committed.set(commitment, seq);
  if (entity === "erasure") for (const commitment of erasedIn(after)) checked.erased.add(commitment);
  return events === undefined ? [] : judgeEvents(tx, checked, { seq, events });
}

function commitmentsIn(text: string): readonly string[] {
  return [...text.matchAll(/\{"committed":"([0-9a-f]{64})"\}/g)].map(([, commitment = ""]) => commitment);
}

function erasedIn(after: AuditContent["after"]): readonly string[] {
  if (typeof after !== "object" || after === null || !("commitments" in after)) return [];
  const { commitments } = after;
  return Array.isArray(commitments) ? commitments.filter((commitment) => typeof commitment === "string") : [];
}

/** Whether events and decisions are those that were chained, and no others stand among them. */
async function judgeEvents(
  tx: Tx,
  checked: Checked,
  {
    seq,
    events: { afterEvent, untilEvent, list },
  }: { readonly seq: number; readonly events: NonNullable<AuditContent["events"]> },
): Promise<readonly AuditFinding[]> {
  const findings: AuditFinding[] = [];
  if (afterEvent !== checked.lastEvent)
    findings.push({
      kind: "missing",
      seq,
      detail: `Events ${checked.lastEvent + 1} to ${afterEvent} stand in no entry`,
    });
  checked.lastEvent = untilEvent;
  checked.events += list.length;
  // More than were chained, so that some that were put in are seen.
  const onFile = await readEventHashes(tx, { afterEvent, untilEvent, limit: list.length + PAGE });
  const found = new Map(onFile.map((event): [number, EventHash] => [event.id, event]));
  for (const [id, eventId, hash, decisionHash] of list) {
    const event = found.get(id);
    found.delete(id);
    if (event === undefined)
      findings.push({ kind: "missing", seq, detail: `Event ${eventId} is gone from the outbox` });
    else if (event.hash !== hash)
      findings.push({ kind: "changed", seq, detail: `Event ${eventId} was changed in the outbox` });
    else if (event.decisionHash !== decisionHash)
      findings.push({
        kind: event.decisionHash === null ? "missing" : "changed",
        seq,
        detail: `The decision of event ${eventId} ${event.decisionHash === null ? "is gone" : "was changed"}`,
      });
  }
  for (const { eventId } of found.values())
    findings.push({ kind: "forged", seq, detail: `Event ${eventId} was put into the outbox afterwards` });
  return findings;
}

/** Whether the chain reaches as far as events were chained: also where nobody signed, or signed heads went with its end. */
async function judgeEnd(tx: Tx, { lastEvent }: Checked, { seq }: ChainState): Promise<readonly AuditFinding[]> {
  const events = await countCutOffEvents(tx, lastEvent);
  if (events === 0) return [];
  return [
    { kind: "cut_off", seq, detail: `The chain ends with entry ${seq}, and ${events} events were chained behind it` },
  ];
}

/** Whether each personal value is the one that was committed to, and none is gone that was not erased on request. */
async function judgeValues(
  tx: Tx,
  { committed, erased }: Checked,
): Promise<{ readonly findings: readonly AuditFinding[] }> {
  const findings: AuditFinding[] = [];
  const missing = new Set(committed.keys());
  let after = "";
  for (;;) {
    const { rows } = await sql<{ readonly commitment: string; readonly salt: string; readonly value: string }>`
      select commitment, salt, value::text from audit_personal
      where commitment > ${after} order by commitment limit ${PAGE}`.execute(tx);
    for (const { commitment, salt, value } of rows) {
      missing.delete(commitment);
      const seq = committed.get(commitment) ?? null;
      if (createHash("sha256").update(`${salt}${value}`).digest("hex") !== commitment)
        findings.push({ kind: "changed", seq, detail: `A personal value of entry ${seq ?? "(none)"} was changed` });
    }
    after = rows.at(-1)?.commitment ?? after;
    if (rows.length < PAGE) break;
  }
  const erasing = new Set(await listPendingErased(tx));
  for (const commitment of missing) {
    if (erased.has(commitment) || erasing.has(commitment)) continue;
    const seq = committed.get(commitment) ?? null;
    findings.push({ kind: "missing", seq, detail: `A personal value of entry ${seq} is gone, and no erasure says so` });
  }
  return { findings };
}

/** Whether changes are still noted: somebody who may may take the triggers off. */
async function judgeGuards(tx: Tx): Promise<readonly AuditFinding[]> {
  const { rows } = await sql<{ readonly name: string }>`
    select name from unnest(${GUARDED.map((table) => `${table}_audited`)}::text[]) as name
    where not exists (select from pg_trigger where tgname = name and tgenabled in ('O', 'A'))
    order by name`.execute(tx);
  return rows.map(({ name }) => ({
    kind: "unguarded",
    seq: null,
    detail: `The trigger ${name} is gone or off: changes leave no entry`,
  }));
}

/** The tables whose changes leave entries (migration 0030). */
const GUARDED = [
  "rep",
  "rep_time_off",
  "team",
  "person",
  "person_team",
  "api_key",
  "pool",
  "pool_member",
  "credit_correction",
  "territory",
  "partner",
  "queue",
  "account",
  "account_domain",
  "account_contact",
  "form",
  "org_state",
  "rule_set_version",
  "rule_set_draft",
  "availability_policy",
  "time_off",
  "rep_calendar",
  "endpoint",
  "rep_preference",
  "message_template",
  "lead",
  "lead_archive",
  "reroute",
  "rejection",
  "conversion",
  "disqualification",
  "assignment",
] as const;

import { isDeepStrictEqual } from "node:util";

import type { LeadId } from "@pointsman/contracts/id";
import { checkAttempts } from "@pointsman/invariants/check-attempts";
import { MAX_VIOLATIONS, type Finding, type Violation } from "@pointsman/invariants/finding";
import type { Db } from "@pointsman/store/connect";
import { sql } from "kysely";

import type { Attempted, AttemptLog } from "./attempt-log.ts";

/** What Postgres alone cannot tell: whether it holds what the clients were told, and nothing else. */
export async function checkLog(db: Db, log: AttemptLog): Promise<readonly Finding[]> {
  const stored = await readLeads(db);
  const byId = new Map(stored.map((lead) => [lead.id, lead]));
  const pairs = [...log.leads].map(([leadId, attempted]) => ({ leadId, attempted, lead: byId.get(leadId) }));
  const acknowledged = pairs.filter(({ attempted }) => attempted.answer !== null);
  return [
    ...(await checkAttempts(
      db,
      pairs.map(({ leadId, attempted }) => ({ leadId, acknowledged: attempted.answer !== null })),
    )),
    toFinding("I-3", "same-lead-same-answer", {
      checked: acknowledged.length,
      violations: [...log.violations("I-3"), ...acknowledged.flatMap(listOtherAnswers)],
    }),
    toFinding("I-4", "another-body-changes-nothing", {
      checked: pairs.length,
      violations: [...log.violations("I-4"), ...pairs.flatMap(listOtherBodies)],
    }),
    toFinding("I-5", "received-when-it-was-sent", {
      checked: acknowledged.length,
      violations: acknowledged.flatMap(listOtherStamps),
    }),
    toFinding("I-8", "nobody-above-the-hard-cap", { violations: await listOverloaded(db) }),
  ];
}

/** @param violations what is wrong; none: it holds */
export function toFinding(
  invariant: string,
  name: string,
  { checked, violations }: { readonly checked?: number; readonly violations: readonly Violation[] },
): Finding {
  const ok = violations.length === 0;
  const detail = ok ? "holds" : `${violations.length} violations`;
  return {
    invariant,
    name,
    ok,
    detail,
    violations: violations.slice(0, MAX_VIOLATIONS),
    ...(checked !== undefined && { checked }),
  };
}

interface Pair {
  readonly leadId: LeadId;
  readonly attempted: Attempted;
  readonly lead: StoredLead | undefined;
}

/** A repeat gets the answer of the first time, which is the decision of epoch 1. */
function listOtherAnswers({ leadId, attempted, lead }: Pair): readonly Violation[] {
  const told = attempted.answer?.decision;
  if (lead === undefined || told === undefined) return [];
  const isSame = lead.version === told.ruleSet.version && isDeepStrictEqual(lead.outcome, told.outcome);
  return isSame ? [] : [{ leadId, told: told.outcome.kind, onFile: lead.outcome }];
}

function listOtherBodies({ leadId, attempted, lead }: Pair): readonly Violation[] {
  if (lead === undefined || lead.bodyHash === attempted.submission.bodyHash) return [];
  return [{ leadId, problem: "another body is on file than was sent first" }];
}

function listOtherStamps({ leadId, attempted, lead }: Pair): readonly Violation[] {
  if (lead === undefined || attempted.receivedAt.has(lead.receivedAt)) return [];
  return [{ leadId, receivedAt: lead.receivedAt }];
}

interface StoredLead {
  readonly id: LeadId;
  readonly bodyHash: string;
  readonly receivedAt: string;
  readonly outcome: unknown;
  readonly version: number;
}

async function readLeads(db: Db): Promise<readonly StoredLead[]> {
  const { rows } = await sql<StoredLead>`
    select lead.id, body_hash as "bodyHash", received_at as "receivedAt", outcome, rule_set_version as version
    from lead left join decision on decision.lead_id = lead.id and decision.epoch = 1`.execute(db);
  return rows;
}

/** Routing gives nothing to whose load is at the hard limit: so the last lead that he got took him to it at most. */
async function listOverloaded(db: Db): Promise<readonly Violation[]> {
  const { rows } = await sql<Violation>`
    select rep.id as "repId", active.leads as "openLeads", ceil(capacity * hard_limit_pct / 100.0) as "hardCap"
    from rep
    join (select rep_id, count(*) as leads from assignment where ended_at is null group by rep_id) as active
      on active.rep_id = rep.id
    where active.leads > ceil(capacity * hard_limit_pct / 100.0)`.execute(db);
  return rows;
}

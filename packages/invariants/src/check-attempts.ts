import type { LeadId } from "@pointsman/contracts/id";
import type { Db } from "@pointsman/store/connect";
import { listLeadIds } from "@pointsman/store/leads/list-lead-ids";

import { MAX_VIOLATIONS, type Finding, type Violation } from "./finding.ts";

/** What a client knows of a lead that it sent. */
export interface Attempt {
  readonly leadId: LeadId;
  /** Whether it was told that the lead was taken. */
  readonly acknowledged: boolean;
}

const PAGE_SIZE = 10_000;

/**
 * What Postgres alone cannot tell: whether it holds every lead that clients were told was taken, and none that nobody
 * sent. Leads that still wait in the edge's queue are not on file: let it run empty first.
 *
 * @param attempts of all clients there are, in any order; a lead may come more than once
 */
export async function checkAttempts(db: Db, attempts: readonly Attempt[]): Promise<readonly Finding[]> {
  const sent = new Set(attempts.map(({ leadId }) => leadId));
  const missing = new Set(attempts.flatMap(({ leadId, acknowledged }) => (acknowledged ? [leadId] : [])));
  const acknowledged = missing.size;
  const invented: LeadId[] = [];
  let stored = 0;
  let page: readonly LeadId[] = [];
  do {
    page = await listLeadIds(db, { after: page.at(-1) ?? null, limit: PAGE_SIZE });
    for (const leadId of page) {
      missing.delete(leadId);
      if (!sent.has(leadId)) invented.push(leadId);
    }
    stored += page.length;
  } while (page.length === PAGE_SIZE);
  return [
    {
      invariant: "I-1",
      name: "acknowledged-lead-is-on-file",
      ok: missing.size === 0,
      checked: acknowledged,
      detail: `${acknowledged} leads that clients were told of looked for; ${missing.size} are not on file.`,
      violations: toViolations([...missing]),
    },
    {
      invariant: "I-2",
      name: "lead-on-file-was-sent",
      ok: invented.length === 0,
      checked: stored,
      detail: `${stored} leads on file; ${invented.length} were sent by nobody.`,
      violations: toViolations(invented),
    },
  ];
}

function toViolations(leadIds: readonly LeadId[]): readonly Violation[] {
  return leadIds.slice(0, MAX_VIOLATIONS).map((leadId) => ({ leadId }));
}

import { ErrorCode } from "@pointsman/contracts/error";
import { type ImportedRow, type ImportKind } from "@pointsman/contracts/imports";
import type { Submission } from "@pointsman/contracts/lead";
import type { Batch } from "@pointsman/csv/import-file";
import type { LeadRow } from "@pointsman/csv/kinds/leads";
import { toSubmission } from "@pointsman/csv/to-submission";

import type { Api } from "../api.ts";

interface LeadDefaults {
  /** Of rows that name none. */
  readonly source: string;
  /** When a lead counts as received where its row does not say. */
  readonly at: string;
  /** Whether reps are told of each. */
  readonly notify: boolean;
}

/** Hands a batch of rows to the service. */
export async function applyBatch(
  api: Api,
  kind: ImportKind,
  batch: Batch,
  defaults: LeadDefaults,
): Promise<readonly ImportedRow[]> {
  if (kind === "leads") return applyLeads(api, batch, defaults);
  const { rows, dryRun, coming } = batch;
  return (await api.router.imports.saveRows.mutate({ kind, rows, dryRun, coming })).rows;
}

/** A lead that is on file stays as it is there; the others are routed. */
async function applyLeads(
  { router }: Api,
  { rows, dryRun }: Batch,
  { notify, ...defaults }: LeadDefaults,
): Promise<readonly ImportedRow[]> {
  // `Kind.join` of leads made the values.
  const leads = rows.map(({ row, values }) => ({
    row,
    submission: toSubmission(values as unknown as LeadRow, defaults),
  }));
  const keys = leads.map(({ submission: { source, idempotencyKey } }) => ({ source, idempotencyKey }));
  const { leads: known } = await router.imports.leadsOnFile.mutate({ keys });
  const idOf = new Map(known.map((lead) => [keyOf(lead), lead.id]));
  const unknown = leads.filter(({ submission }) => !idOf.has(keyOf(submission)));
  const routed = dryRun ? new Map() : await routeLeads(router, unknown, notify);
  return leads.map(({ row, submission }): ImportedRow => {
    const onFile = idOf.get(keyOf(submission));
    if (onFile !== undefined) return { row, outcome: "unchanged", id: onFile, code: null, errors: [] };
    return routed.get(row) ?? { row, outcome: "created", id: submission.leadId, code: null, errors: [] };
  });
}

type Lead = { readonly row: number; readonly submission: Submission };

async function routeLeads(
  router: Api["router"],
  leads: readonly Lead[],
  notify: boolean,
): Promise<ReadonlyMap<number, ImportedRow>> {
  if (leads.length === 0) return new Map();
  const { results } = await router.leads.import.mutate({
    submissions: leads.map(({ submission }) => submission),
    notify,
  });
  return new Map(
    leads.map(({ row }, index): [number, ImportedRow] => {
      const result = results[index];
      if (result === undefined) throw new Error(`The service did not answer for row ${row}`);
      if (result.ok) return [row, { row, outcome: "created", id: result.leadId, code: null, errors: [] }];
      const code = ErrorCode.catch("INTERNAL").parse(result.code);
      return [
        row,
        { row, outcome: "refused", id: result.leadId, code, errors: [{ field: "(row)", problem: result.message }] },
      ];
    }),
  );
}

function keyOf({ source, idempotencyKey }: { readonly source: string; readonly idempotencyKey: string }): string {
  return JSON.stringify([source, idempotencyKey]);
}

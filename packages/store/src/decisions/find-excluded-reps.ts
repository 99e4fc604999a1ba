import type { LeadId, RepId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import type { DecisionKey } from "./find-decisions.ts";

/** Whom these decisions left out from the start; decisions that left out nobody are left out themselves. */
export async function findExcludedReps(
  db: Db,
  keys: readonly DecisionKey[],
): Promise<ReadonlyMap<LeadId, readonly RepId[]>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ readonly leadId: LeadId; readonly repIds: readonly RepId[] }>`
    select lead_id as "leadId", inputs #> '{request,excludedRepIds}' as "repIds"
    from decision
    where (lead_id, epoch) in (
      select "leadId", epoch from json_to_recordset(${toRecordset(keys)}::json) as r ("leadId" text, epoch int))
      and json_array_length(inputs #> '{request,excludedRepIds}') > 0`.execute(db);
  return new Map(rows.map(({ leadId, repIds }) => [leadId, repIds]));
}

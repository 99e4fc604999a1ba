import type { Partner } from "@pointsman/contracts/organisation";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import { assertDistinct, assertReferences, throwIfAny } from "./assert-references.ts";
import { bumpRevision } from "./bump-revision.ts";

/**
 * Adds or replaces partners. Throws `INVALID_INPUT` for an unknown manager (`partners.0.managerRepId`), for a code that
 * another partner has (`partners.0.code`, without regard to case), and for a partner given twice.
 */
export async function upsertPartners(tx: Tx, partners: readonly Partner[]): Promise<void> {
  if (partners.length === 0) return;
  await bumpRevision(tx);
  assertDistinct(partners.map(({ id }, index) => ({ field: `partners.${index}.id`, id })));
  assertDistinct(partners.map(({ code }, index) => ({ field: `partners.${index}.code`, id: code.toLowerCase() })));
  await assertReferences(tx, "rep", {
    list: partners.map(({ managerRepId }, index) => ({ field: `partners.${index}.managerRepId`, id: managerRepId })),
  });
  await assertCodesFree(tx, partners);
  await sql`
    insert into partner (id, name, code, manager_rep_id, policy, attribution_days)
    select id, name, code, "managerRepId", policy, "attributionDays"
    from json_to_recordset(${toRecordset(partners)}::json) as r (
      id text, name text, code text, "managerRepId" text, policy text, "attributionDays" int)
    on conflict (id) do update set
      name = excluded.name, code = excluded.code, manager_rep_id = excluded.manager_rep_id,
      policy = excluded.policy, attribution_days = excluded.attribution_days`.execute(tx);
}

/** A code counts as taken even when the partner who has it gives it up in the same call: say so in two calls. */
async function assertCodesFree(tx: Tx, partners: readonly Partner[]): Promise<void> {
  const { rows } = await sql<{ readonly index: number; readonly holder: string }>`
    select r.index::int - 1 as index, partner.id as holder
    from unnest(${partners.map((partner) => partner.id)}::text[], ${partners.map((partner) => partner.code)}::text[])
      with ordinality as r (id, code, index)
    join partner on lower(partner.code) = lower(r.code) and partner.id <> r.id
    order by r.index`.execute(tx);
  throwIfAny(
    rows.map(({ index, holder }) => ({ field: `partners.${index}.code`, problem: `${holder} has this code` })),
  );
}

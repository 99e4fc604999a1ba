import type { Form, Source } from "@pointsman/contracts/form";
import type { RepId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";
import { parseCursor } from "../cursor.ts";
import { assertDistinct, assertReferences, toReferences } from "../organisation/assert-references.ts";
import { cutPage, type PageOptions } from "../page.ts";
import { toRecordset } from "../recordset.ts";

/** Adds or replaces forms. Throws `INVALID_INPUT` for an unknown owner (`forms.0.ownerRepId`) and for a form given twice. */
export async function upsertForms(tx: Tx, forms: readonly Form[]): Promise<void> {
  if (forms.length === 0) return;
  assertDistinct(forms.map(({ id }, index) => ({ field: `forms.${index}.id`, id })));
  await assertReferences(tx, "rep", {
    list: forms.flatMap((form, index) => toReferences(`forms.${index}.ownerRepId`, form.ownerRepId)),
  });
  const rows = forms.map(({ id, ownerRepId, ...settings }) => ({ id, ownerRepId, settings }));
  await sql`
    insert into form (id, settings, owner_rep_id)
    select id, settings, "ownerRepId"
    from json_to_recordset(${toRecordset(rows)}::json) as r (id text, settings jsonb, "ownerRepId" text)
    order by id
    on conflict (id) do update set settings = excluded.settings, owner_rep_id = excluded.owner_rep_id`.execute(tx);
}

/** The form, or undefined: there is none. */
export async function getForm(db: Db, id: string): Promise<Form | undefined> {
  const row = await selectForms(db).where("id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : toForm(row);
}

/** Forms by id. Throws `INVALID_INPUT` for a cursor of another list. */
export async function listForms(
  db: Db,
  { limit, cursor }: PageOptions,
): Promise<{ readonly forms: readonly Form[]; readonly nextCursor: string | null }> {
  let query = selectForms(db)
    .orderBy("id")
    .limit(limit + 1);
  if (cursor !== undefined) {
    const [id] = parseCursor(cursor, (parts) => parts.length === 1);
    query = query.where(sql<boolean>`id > ${id}::text`);
  }
  const { rows, nextCursor } = cutPage(await query.execute(), limit, ({ id }) => [id]);
  return { forms: rows.map(toForm), nextCursor };
}

/** @returns how many went: 0 where there is none */
export async function removeForm(tx: Tx, id: string): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom("form").where("id", "=", id).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** The forms that a rep answers for, by id. */
export async function listFormsOfRep(db: Db, repId: RepId): Promise<readonly string[]> {
  const rows = await db.selectFrom("form").select("id").where("owner_rep_id", "=", repId).orderBy("id").execute();
  return rows.map(({ id }) => id);
}

/** The forms of one rep become another's, or nobody's. */
export async function replaceFormOwner(
  tx: Tx,
  { from, to }: { readonly from: RepId; readonly to: RepId | null },
): Promise<void> {
  await tx.updateTable("form").set({ owner_rep_id: to }).where("owner_rep_id", "=", from).execute();
}

/** All forms as the edge has them, by id. */
export async function readSources(db: Db): Promise<Readonly<Record<string, Source>>> {
  const rows = await selectForms(db).orderBy("id").execute();
  return Object.fromEntries(rows.map(({ id, settings }) => [id, settings]));
}

function selectForms(db: Db) {
  return db.selectFrom("form").select(["id", "settings", "owner_rep_id as ownerRepId"]);
}

function toForm(row: { readonly id: string; readonly settings: Source; readonly ownerRepId: RepId | null }): Form {
  return { id: row.id, ownerRepId: row.ownerRepId, ...row.settings };
}

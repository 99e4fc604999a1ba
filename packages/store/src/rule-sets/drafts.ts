import type { Draft, DraftInfo } from "@pointsman/contracts/api/rule-sets";
import type { DraftId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";
import { parseCursor } from "../cursor.ts";
import { cutPage, type PageOptions } from "../page.ts";

/** The draft, or undefined: there is none. `lock`: nobody saves it until the end of the transaction. */
export async function getDraft(db: Db, id: DraftId, options: { readonly lock: boolean }): Promise<Draft | undefined> {
  const query = db.selectFrom("rule_set_draft").select(INFO_COLUMNS).select(COUNTS);
  const found = query.select(["body as ruleSet", "diagnostics"]).where("id", "=", id);
  return (options.lock ? found.forUpdate() : found).executeTakeFirst();
}

/** Drafts by id, without their content. Throws `INVALID_INPUT` for a cursor of another list. */
export async function listDrafts(
  db: Db,
  { limit, cursor }: PageOptions,
): Promise<{ readonly drafts: readonly DraftInfo[]; readonly nextCursor: string | null }> {
  let query = db
    .selectFrom("rule_set_draft")
    .select(INFO_COLUMNS)
    .select(COUNTS)
    .orderBy("id")
    .limit(limit + 1);
  if (cursor !== undefined) {
    const [id] = parseCursor(cursor, (parts) => parts.length === 1);
    query = query.where(sql<boolean>`id > ${id}::text`);
  }
  const { rows: drafts, nextCursor } = cutPage(await query.execute(), limit, ({ draftId }) => [draftId]);
  return { drafts, nextCursor };
}

/** Adds the draft with revision 1. False: there is one with this id. */
export async function insertDraft(tx: Tx, draft: Omit<Draft, "errors" | "warnings">): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("rule_set_draft")
    .values({
      id: draft.draftId,
      ...toContent(draft),
      based_on_version: draft.basedOnVersion,
      created_at: draft.createdAt,
      created_by: draft.createdBy,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** Writes the draft as it is given. To be called with it locked. */
export async function updateDraft(tx: Tx, draft: Omit<Draft, "errors" | "warnings">): Promise<void> {
  await tx.updateTable("rule_set_draft").set(toContent(draft)).where("id", "=", draft.draftId).execute();
}

export async function deleteDraft(tx: Tx, id: DraftId): Promise<void> {
  await tx.deleteFrom("rule_set_draft").where("id", "=", id).execute();
}

function toContent(draft: Omit<Draft, "errors" | "warnings">) {
  return {
    revision: draft.revision,
    name: draft.name,
    body: JSON.stringify(draft.ruleSet),
    diagnostics: JSON.stringify(draft.diagnostics),
    updated_at: draft.updatedAt,
    updated_by: draft.updatedBy,
  };
}

const INFO_COLUMNS = [
  "id as draftId",
  "revision",
  "name",
  "based_on_version as basedOnVersion",
  "created_at as createdAt",
  "created_by as createdBy",
  "updated_at as updatedAt",
  "updated_by as updatedBy",
] as const;

const COUNTS = [countOf("error").as("errors"), countOf("warning").as("warnings")] as const;

function countOf(severity: "error" | "warning") {
  return sql<number>`jsonb_array_length(jsonb_path_query_array(diagnostics, ${sql.lit(`$[*] ? (@.severity == "${severity}")`)}))`;
}

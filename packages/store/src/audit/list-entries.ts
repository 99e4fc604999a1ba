import { AuditContent, type AuditEntry, type ListAuditInput } from "@pointsman/contracts/audit";
import { sql, type RawBuilder } from "kysely";

import type { Db } from "../connect.ts";
import { parseCursor } from "../cursor.ts";
import { cutPage } from "../page.ts";
import type { ChainedEntry } from "./chain.ts";

/** Entries of the chain that satisfy all filters, the latest first. @throws AppError `INVALID_INPUT` of a cursor of another list */
export async function listAuditEntries(
  db: Db,
  { limit, cursor, actorId, action, entity, entityId, from, until }: ListAuditInput,
): Promise<{ readonly entries: readonly AuditEntry[]; readonly nextCursor: string | null }> {
  const before = cursor === undefined ? undefined : Number(parseCursor(cursor, isKey)[0]);
  const conditions = [
    before === undefined ? null : sql`seq < ${before}`,
    actorId === undefined ? null : sql`actor_id = ${actorId}`,
    action === undefined ? null : sql`action = ${action}`,
    entity === undefined ? null : sql`entity = ${entity}`,
    entityId === undefined ? null : sql`entity_id = ${entityId}`,
    from === undefined ? null : sql`at >= ${from}`,
    until === undefined ? null : sql`at < ${until}`,
  ].filter((condition): condition is RawBuilder<unknown> => condition !== null);
  const { rows: found } = await sql<ChainedEntry>`
    select seq, content, hash from audit_entry
    where ${sql.join([sql`true`, ...conditions], sql` and `)}
    order by seq desc limit ${limit + 1}`.execute(db);
  const { rows, nextCursor } = cutPage(found, limit, ({ seq }) => [String(seq)]);
  return {
    entries: rows.map(({ hash, content }) => ({ hash, content: AuditContent.parse(JSON.parse(content)) })),
    nextCursor,
  };
}

function isKey([seq, ...rest]: readonly string[]): boolean {
  return rest.length === 0 && seq !== undefined && /^\d{1,15}$/.test(seq);
}

/** Entries behind `after`, in order, as they were hashed. */
export async function readEntries(
  db: Db,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly ChainedEntry[]> {
  const { rows } = await sql<ChainedEntry>`
    select seq, content, hash from audit_entry where seq > ${after} order by seq limit ${limit}`.execute(db);
  return rows;
}

import type { MessageTemplate, NotificationKind } from "@pointsman/contracts/notification";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

export type StoredTemplate = MessageTemplate & { readonly kind: NotificationKind };

/** The wordings that somebody changed. */
export async function listTemplates(db: Db): Promise<readonly StoredTemplate[]> {
  const { rows } = await sql<StoredTemplate>`
    select kind, subject, body from message_template order by kind`.execute(db);
  return rows;
}

export async function saveTemplate(db: Db, { kind, subject, body }: StoredTemplate, now: Timestamp): Promise<void> {
  await sql`
    insert into message_template (kind, subject, body, updated_at)
    values (${kind}, ${subject}, ${body}, ${now}::timestamptz)
    on conflict (kind) do update set subject = excluded.subject, body = excluded.body, updated_at = excluded.updated_at`.execute(
    db,
  );
}

export async function deleteTemplate(db: Db, kind: NotificationKind): Promise<void> {
  await sql`delete from message_template where kind = ${kind}`.execute(db);
}

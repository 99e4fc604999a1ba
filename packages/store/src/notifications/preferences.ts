import type { RepId } from "@pointsman/contracts/id";
import type { NotificationPreferences } from "@pointsman/contracts/notification";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** What these reps chose; nobody who chose nothing. */
export async function findPreferences(db: Db, repIds: readonly RepId[]): Promise<readonly NotificationPreferences[]> {
  const { rows } = await sql<NotificationPreferences>`
    select rep_id as "repId", channels, quiet_hours as "quietHours", slack_endpoint_id as "slackEndpointId"
    from rep_preference where rep_id = any(${repIds}::text[])`.execute(db);
  return rows;
}

/** Saves what a rep chose. An unknown rep or endpoint is a pg error (23503). */
export async function savePreferences(db: Db, preferences: NotificationPreferences): Promise<void> {
  const { repId, channels, quietHours, slackEndpointId } = preferences;
  await sql`
    insert into rep_preference (rep_id, channels, quiet_hours, slack_endpoint_id)
    values (${repId}, ${JSON.stringify(channels)}::jsonb, ${JSON.stringify(quietHours)}::jsonb, ${slackEndpointId})
    on conflict (rep_id) do update set channels = excluded.channels, quiet_hours = excluded.quiet_hours,
      slack_endpoint_id = excluded.slack_endpoint_id`.execute(db);
}

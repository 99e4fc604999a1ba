import type { ClickHouseClient } from "@clickhouse/client";

import { toFoldSettings } from "../settings.ts";
import type { EventRow } from "./event-row.ts";

/** Which view makes the rows of which table; the columns have the same names in both. */
const FOLDS = [
  { table: "lead_row_v1", view: "lead_fold_v1" },
  { table: "assignment_row_v1", view: "assignment_fold_v1" },
] as const;

type LeadKey = Pick<EventRow, "lead_id" | "received_at">;

/**
 * Makes the rows of these leads and of their assignments anew from all events that are stored of them. Doing it again, or
 * twice at once, changes nothing: the row that knew most events is kept.
 */
export async function foldLeads(client: ClickHouseClient, leads: readonly LeadKey[]): Promise<void> {
  if (leads.length === 0) return;
  // In the statement, not in a parameter: parameters go by the URL, which is short.
  const keys = [...new Set(leads.map(toKey))].join(",");
  await fold(client, `(received_at, lead_id) in (${keys})`);
}

/** The same for all leads received in [from, until). */
export async function foldRange(
  client: ClickHouseClient,
  { from, until }: { readonly from: string; readonly until: string },
): Promise<void> {
  await fold(client, `received_at >= ${toTime(from)} and received_at < ${toTime(until)}`);
}

async function fold(client: ClickHouseClient, condition: string): Promise<void> {
  for (const { table, view } of FOLDS) {
    await client.command({
      query: `insert into ${table} select * from ${view} where ${condition}`,
      clickhouse_settings: { ...toFoldSettings(), log_comment: `fold_${table}` },
    });
  }
}

function toKey({ received_at, lead_id }: LeadKey): string {
  return `(${toTime(received_at)},${quote(lead_id)})`;
}

function toTime(timestamp: string): string {
  return quote(timestamp.replace("T", " ").replace("Z", ""));
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
}

import type { ClickHouseClient } from "@clickhouse/client";

import { markBegun, markDone, type DaySelect } from "../cells/mark-days.ts";
import { READ_SETTINGS, toFoldSettings } from "../settings.ts";
import type { EventRow } from "./event-row.ts";

/** Which view makes the rows of which table; the columns have the same names in both. */
const FOLDS = [
  { table: "lead_row_v1", view: "lead_fold_v1" },
  { table: "assignment_row_v1", view: "assignment_fold_v1" },
] as const;

/** Leads that were received further apart are not read as one range: what lies between them is not of the batch. */
const RANGE_GAP_MS = 60_000;
/** With more of them each receipt is looked up by itself. */
const MAX_RANGES = 32;

/** Rows of a batch; fewer leads are looked for one by one. */
const FEW_ROWS = 1_000;

type LeadKey = Pick<EventRow, "lead_id" | "received_at">;

/**
 * Makes the rows of these leads and of their assignments anew from all events that are stored of them. Doing it again, or
 * twice at once, changes nothing: the row that knew most events is kept.
 */
export async function foldLeads(client: ClickHouseClient, leads: readonly LeadKey[]): Promise<void> {
  if (leads.length === 0) return;
  const receipts = toReceipts(leads);
  // No range touches a day on which none of these leads was received.
  const days = [...new Set(leads.map((lead) => quote(lead.received_at.slice(0, 10))))].join(",");
  // A list of ids costs as much as folding what the ranges hold twice over. Of a few leads it costs less than the question.
  const isWhole = leads.length >= FEW_ROWS && (await countStored(client, receipts)) <= 2 * leads.length;
  // In the statement, not in a parameter: parameters go by the URL, which is short.
  const ids = [...new Set(leads.map((lead) => quote(lead.lead_id)))].join(",");
  await fold(client, {
    condition: isWhole ? receipts : `${receipts} and lead_id in (${ids})`,
    days: `select toDate32(arrayJoin([${days}])) as day`,
  });
}

/** Events of leads that were received then, repeats included. */
async function countStored(client: ClickHouseClient, receipts: string): Promise<number> {
  const result = await client.query({
    query: `select toUInt32(count()) as events from lead_event_v2 where ${receipts}`,
    format: "JSONEachRow",
    clickhouse_settings: READ_SETTINGS,
  });
  const [row] = await result.json<{ readonly events: number }>();
  return row?.events ?? 0;
}

/** The same for all leads received in [from, until). */
export async function foldRange(
  client: ClickHouseClient,
  { from, until }: { readonly from: string; readonly until: string },
): Promise<void> {
  const condition = `received_at >= ${toTime(from)} and received_at < ${toTime(until)}`;
  await fold(client, {
    condition,
    days: `select distinct toDate32(received_at) as day from lead_event_v2 where ${condition}`,
  });
}

async function fold(
  client: ClickHouseClient,
  { condition, days }: { readonly condition: string; readonly days: DaySelect },
): Promise<void> {
  await markBegun(client, days);
  for (const { table, view } of FOLDS) {
    await client.command({
      query: `insert into ${table} select * from ${view} where ${condition}`,
      clickhouse_settings: { ...toFoldSettings(), log_comment: `fold_${table}` },
    });
  }
  await markDone(client, days);
}

/**
 * Where in the table these leads lie, for its sort key begins with the receipt. Most of a batch are the latest leads: a range or
 * two, which cost nothing to parse, while the engine takes 10 µs for each pair of receipt and id.
 */
function toReceipts(leads: readonly LeadKey[]): string {
  const times = [...new Set(leads.map((lead) => lead.received_at))].toSorted();
  const ranges: { readonly first: string; last: string }[] = [];
  for (const time of times) {
    const range = ranges.at(-1);
    if (range !== undefined && Date.parse(time) - Date.parse(range.last) <= RANGE_GAP_MS) range.last = time;
    else ranges.push({ first: time, last: time });
  }
  if (ranges.length > MAX_RANGES) return `received_at in (${times.map(toTime).join(",")})`;
  const found = ranges.map(({ first, last }) => `received_at between ${toTime(first)} and ${toTime(last)}`);
  return `(${found.join(" or ")})`;
}

function toTime(timestamp: string): string {
  return quote(timestamp.replace("T", " ").replace("Z", ""));
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
}

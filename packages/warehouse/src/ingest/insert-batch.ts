import { createHash } from "node:crypto";

import type { ClickHouseClient } from "@clickhouse/client";

import { ROWS_IN_STATEMENT, toInsertSettings } from "../settings.ts";
import { toEventRow, toTypedColumn, type EventRow, type OutboxRow } from "./event-row.ts";
import { foldLeads } from "./fold-leads.ts";
import { toTsv } from "./to-tsv.ts";

/** Rows that are not events the warehouse can hold. Nothing of the batch was sent. */
export class RefusedRowsError extends Error {
  override readonly name = "RefusedRowsError";
  /** Places in `rows`, from 0, in order, and what is wrong with each. */
  readonly refused: readonly { readonly index: number; readonly problem: string }[];

  constructor(refused: RefusedRowsError["refused"]) {
    super(`${refused.length} rows cannot be stored; the first, row ${refused[0]?.index}: ${refused[0]?.problem}`);
    this.refused = refused;
  }
}

type Batch = { readonly token: string; readonly rows: readonly OutboxRow[] };

/**
 * Writes one batch of events, at most 50,000 rows, and what they make of their leads, and returns once both are
 * stored. No rows: nothing to do.
 *
 * Sending it again is harmless, twice over: the engine remembers the tokens of the last 1,000 blocks and drops a
 * repeat, and what comes later or was cut into other batches is replaced by event id when read with FINAL.
 *
 * @param batch.token names the batch. The engine gets it together with a hash of the rows: it would silently
 * drop *other* rows under a known token.
 * @throws RefusedRowsError before anything is sent, so that the caller can set those rows aside; else what the client
 * throws, after which the batch may or may not be stored: send it again.
 */
export async function insertBatch(client: ClickHouseClient, batch: Batch): Promise<void> {
  await foldLeads(client, await insertEvents(client, batch));
}

/** The same without the rows of their leads, for whoever makes those of whole days afterwards (`foldRange`). */
export async function insertEvents(client: ClickHouseClient, batch: Batch): Promise<readonly EventRow[]> {
  const values = toEventRows(batch.rows);
  const [first] = values;
  if (first === undefined) return [];
  const text = toTsv(values);
  const hash = createHash("sha256").update(text).digest("hex");
  const columns = Object.keys(first) as (keyof EventRow)[]; // they are its only keys
  // As plain text that is cast: where a field is read straight into a column of few values, each costs half a microsecond.
  const types = columns.map(toTypedColumn).join(", ").replaceAll("'", "''");
  // No text holds its own hash, so that none ends its quotation.
  const quoted = `$rows_${hash}$${text}$rows_${hash}$`;
  await client.command({
    query: `insert into lead_event_v2 (${columns.join(", ")}) select * from format(TabSeparated, '${types}', ${quoted})`,
    clickhouse_settings: {
      ...toInsertSettings(`${batch.token}.${hash}`),
      ...ROWS_IN_STATEMENT,
      log_comment: "insert_batch",
    },
  });
  return values;
}

function toEventRows(rows: readonly OutboxRow[]): readonly EventRow[] {
  const refused: { readonly index: number; readonly problem: string }[] = [];
  const values = rows.flatMap((row, index) => {
    try {
      return [toEventRow(row)];
    } catch (error) {
      refused.push({ index, problem: error instanceof Error ? error.message : String(error) });
      return [];
    }
  });
  if (refused.length > 0) throw new RefusedRowsError(refused);
  return values;
}

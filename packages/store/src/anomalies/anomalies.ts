import type { JsonValue, Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";

/** An anomaly on file; what its body says is the detector's business. */
export interface StoredAnomaly {
  /** Decimal digits. */
  readonly id: string;
  readonly state: "opened" | "acknowledged" | "merged" | "closed";
  readonly body: JsonValue;
  readonly sentence: string;
  readonly openedAt: Timestamp;
  /** The last scan that saw it. */
  readonly seenAt: Timestamp;
  readonly stateAt: Timestamp;
  readonly acknowledgedBy: string | null;
  readonly mergedInto: string | null;
}

const COLUMNS = sql`id::text as id, state, body, sentence, opened_at as "openedAt", seen_at as "seenAt",
  state_at as "stateAt", acknowledged_by as "acknowledgedBy", merged_into::text as "mergedInto"`;

/** One scan at a time: the second waits, and then sees what the first wrote. Held to the end of the transaction. */
export async function lockAnomalies(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('anomaly'))`.execute(tx);
}

/** Those that are neither closed nor merged, the oldest first. */
export async function listOpenAnomalies(db: Db | Tx): Promise<readonly StoredAnomaly[]> {
  const { rows } = await sql<StoredAnomaly>`
    select ${COLUMNS} from anomaly where state in ('opened', 'acknowledged') order by id`.execute(db);
  return rows;
}

/** The latest, open ones first. */
export async function listAnomalies(db: Db, limit: number): Promise<readonly StoredAnomaly[]> {
  const { rows } = await sql<StoredAnomaly>`
    select ${COLUMNS} from anomaly
    order by state in ('opened', 'acknowledged') desc, id desc limit ${limit}`.execute(db);
  return rows;
}

/** Undefined: there is no such anomaly. */
export async function findAnomaly(db: Db, id: string): Promise<StoredAnomaly | undefined> {
  const { rows } = await sql<StoredAnomaly>`select ${COLUMNS} from anomaly where id = ${id}::bigint`.execute(db);
  return rows[0];
}

/** As `findAnomaly`, held to the end of the transaction. */
export async function lockAnomaly(tx: Tx, id: string): Promise<StoredAnomaly | undefined> {
  const { rows } = await sql<StoredAnomaly>`
    select ${COLUMNS} from anomaly where id = ${id}::bigint for update`.execute(tx);
  return rows[0];
}

type Description = Pick<StoredAnomaly, "body" | "sentence">;

/** @returns its id */
export async function insertAnomaly(tx: Tx, { body, sentence }: Description, now: Timestamp): Promise<string> {
  const { rows } = await sql<{ readonly id: string }>`
    insert into anomaly (state, body, sentence, opened_at, seen_at, state_at)
    values ('opened', ${JSON.stringify(body)}::jsonb, ${sentence}, ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz)
    returning id::text as id`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error("insert … returning gave no row");
  return row.id;
}

/** A later scan saw it again, and describes it as it is now. */
export async function updateAnomaly(
  tx: Tx,
  id: string,
  { body, sentence }: Description,
  now: Timestamp,
): Promise<void> {
  await sql`
    update anomaly set body = ${JSON.stringify(body)}::jsonb, sentence = ${sentence}, seen_at = ${now}::timestamptz
    where id = ${id}::bigint`.execute(tx);
}

/** Who acknowledged it is kept. */
export async function moveAnomaly(
  tx: Tx,
  id: string,
  to: Pick<StoredAnomaly, "state" | "stateAt"> & Partial<Pick<StoredAnomaly, "acknowledgedBy" | "mergedInto">>,
): Promise<void> {
  await sql`
    update anomaly set state = ${to.state}, state_at = ${to.stateAt}::timestamptz,
      acknowledged_by = coalesce(${to.acknowledgedBy ?? null}, acknowledged_by),
      merged_into = ${to.mergedInto ?? null}::bigint
    where id = ${id}::bigint`.execute(tx);
}

import type { AccountId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import { contactHistory } from "./contact-history.ts";

/** An address, in lower case as leads have it, and the instant before which its leads count. */
export type ContactQuery = { readonly email: string; readonly receivedAt: Timestamp };

/** What is on file of one address. */
export type StoredContactHistory = {
  /** At most 100. */
  readonly leadCount: number;
  /** Null: no lead on file. */
  readonly lastLeadAt: Timestamp | null;
  /** Who has the latest lead, or had it when it was converted; for one that joined another, who has that one. */
  readonly lastOwnerId: RepId | null;
  /** Accounts of these leads, each once, by id. */
  readonly accountIds: readonly AccountId[];
};

/** The history of each contact, in the order asked for: the leads of the address received before the given instant. */
export async function findContactHistories(
  db: Db,
  contacts: readonly ContactQuery[],
): Promise<readonly StoredContactHistory[]> {
  if (contacts.length === 0) return [];
  const asked = contacts.map(({ email, receivedAt }, position) => ({ position, email, receivedAt }));
  const { rows } = await sql<StoredContactHistory>`
    select past.*
    from json_to_recordset(${toRecordset(asked)}::json) as asked (position int, email text, "receivedAt" timestamptz)
    cross join lateral (${contactHistory()}) as past
    order by asked.position`.execute(db);
  return rows;
}

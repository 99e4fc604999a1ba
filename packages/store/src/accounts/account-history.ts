import type { AccountId, RepId } from "@pointsman/contracts/id";
import type { Account, AccountStatus } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";
import { prepared } from "../prepared.ts";
import { toRecordset } from "../recordset.ts";

/** What the history of an account follows. */
export type AccountState = Pick<Account, "id" | "status" | "ownerRepId" | "formerOwnerRepId" | "closedLostAt">;

/** Locks the accounts on file until the end of the transaction, in id order, and reads their states. */
export async function lockAccountStates(tx: Tx, ids: readonly AccountId[]): Promise<readonly AccountState[]> {
  if (ids.length === 0) return [];
  return tx
    .selectFrom("account")
    .select(["id", "status", "owner_rep_id as ownerRepId", "former_owner_rep_id as formerOwnerRepId"])
    .select("closed_lost_at as closedLostAt")
    .where("id", "=", sql<AccountId>`any(${ids}::text[])`)
    .orderBy("id")
    .forUpdate()
    .execute();
}

export type AccountChange = {
  /** As `lockAccountStates` gave them; accounts that are not among them are new. */
  readonly before: readonly AccountState[];
  readonly after: readonly AccountState[];
  readonly at: Timestamp;
  readonly by: string;
  readonly reason: "changed" | "rep_left";
};

/** Writes what changed of owners and statuses. To be called after the accounts were written, in the same transaction. */
export async function recordAccountChange(tx: Tx, { before, after, at, by, reason }: AccountChange): Promise<void> {
  const known = new Map(before.map((state) => [state.id, state]));
  const changes = after.map(({ id, ownerRepId, status }) => {
    const old = known.get(id);
    return { id, ownerRepId, status, oldOwnerRepId: old?.ownerRepId ?? null, oldStatus: old?.status ?? null };
  });
  const owners = changes.filter(({ ownerRepId, oldOwnerRepId }) => ownerRepId !== oldOwnerRepId);
  if (owners.length > 0) {
    await sql`
      update account_ownership
      set until_at = greatest(${at}::timestamptz, from_at), end_reason = ${reason}, changed_by = ${by}
      where account_id = any(${owners.map(({ id }) => id)}::text[]) and until_at is null`.execute(tx);
    await sql`
      insert into account_ownership (account_id, rep_id, from_at, changed_by)
      select id, "ownerRepId", ${at}::timestamptz, ${by}
      from json_to_recordset(${toRecordset(owners)}::json) as r (id text, "ownerRepId" text)
      where "ownerRepId" is not null`.execute(tx);
  }
  const statuses = changes.filter(({ status, oldStatus }) => status !== oldStatus);
  if (statuses.length === 0) return;
  await sql`
    insert into account_status_change (account_id, from_status, to_status, owner_rep_id, changed_at, changed_by)
    select id, "oldStatus", status, "oldOwnerRepId", ${at}::timestamptz, ${by}
    from json_to_recordset(${toRecordset(statuses)}::json) as r (
      id text, "oldStatus" text, status text, "oldOwnerRepId" text)`.execute(tx);
}

/** What rules may ask of the past of an account. */
export type AccountPast = {
  /** Who owned it before and does not now, the latest first, at most 20. */
  readonly formerOwnerIds: readonly RepId[];
  /** Null: since before the history was kept. */
  readonly statusSince: Timestamp | null;
};

const MAX_FORMER_OWNERS = 20;

/** The past of a row of `account`, as columns. */
export const pastColumns = sql`
      array(
        select rep_id
        from (
          select rep_id, max(until_at) as until_at, max(id) as id
          from account_ownership
          where account_id = account.id and until_at is not null and rep_id is distinct from account.owner_rep_id
          group by rep_id) as former
        order by until_at desc, id desc
        limit ${sql.lit(MAX_FORMER_OWNERS)}) as "formerOwnerIds",
      (
        select changed_at from account_status_change
        where account_id = account.id order by changed_at desc, id desc limit 1) as "statusSince"`;

/** The past of each account. */
export async function findAccountPasts(
  db: Db,
  ids: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, AccountPast>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<AccountPast & { readonly id: AccountId }>`${prepared("find_account_pasts")}
    select account.id, ${pastColumns} from account where account.id = any(${ids}::text[])`.execute(db);
  return new Map(rows.map(({ id, ...past }) => [id, past]));
}

export type AccountHistory = {
  /** Who owned it, the latest first, at most 100. */
  readonly owners: readonly {
    readonly repId: RepId;
    /** Null: since before the history was kept. */
    readonly from: Timestamp | null;
    /** Null: he owns it now. */
    readonly until: Timestamp | null;
    readonly endReason: "changed" | "rep_left" | null;
  }[];
  /** The latest first, at most 100. */
  readonly statuses: readonly {
    /** Null: the account was new. */
    readonly from: AccountStatus | null;
    readonly to: AccountStatus;
    readonly at: Timestamp;
    /** Who owned it up to then. */
    readonly ownerRepId: RepId | null;
  }[];
};

const MAX_ENTRIES = 100;

/** Who owned an account when, and when it changed its status. */
export async function readAccountHistory(db: Db, id: AccountId): Promise<AccountHistory> {
  const owners = await db
    .selectFrom("account_ownership")
    .select(["rep_id as repId", "from_at as from", "until_at as until", "end_reason as endReason"])
    .where("account_id", "=", id)
    .orderBy("id", "desc")
    .limit(MAX_ENTRIES)
    .execute();
  const statuses = await db
    .selectFrom("account_status_change")
    .select(["from_status as from", "to_status as to", "changed_at as at", "owner_rep_id as ownerRepId"])
    .where("account_id", "=", id)
    .orderBy("changed_at", "desc")
    .orderBy("id", "desc")
    .limit(MAX_ENTRIES)
    .execute();
  return { owners, statuses };
}

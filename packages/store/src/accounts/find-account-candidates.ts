import type { AccountId } from "@pointsman/contracts/id";
import type { Account } from "@pointsman/contracts/organisation";
import { sql, type RawBuilder } from "kysely";

import type { Db } from "../connect.ts";
import { prepared } from "../prepared.ts";
import { toRecordset } from "../recordset.ts";
import { runTogether } from "../run-together.ts";
import { pastColumns, type AccountPast } from "./account-history.ts";
import { accountColumns } from "./find-accounts.ts";

/** By what the accounts of one lead are looked for. */
export type CandidateQuery = {
  /** Registrable domains of the lead's address and web site; none for a mail provider's. */
  readonly domains: readonly string[];
  /** As `account_contact.personal_mailbox` has it. */
  readonly mailbox: string;
  /** Accounts known from elsewhere, e.g. those of the person's earlier leads. */
  readonly accountIds: readonly AccountId[];
  /** As `account_key.key` has them. */
  readonly keys: readonly string[];
  /** As `account_name.core` has it; null: the lead gives no name. */
  readonly core: string | null;
};

/** An account with what rules may ask of its past. */
export type CandidateAccount = { readonly account: Account; readonly past: AccountPast };

/** Accounts that may be the lead's. */
export type FoundCandidates = {
  /** Each once, by id. */
  readonly accounts: readonly CandidateAccount[];
  /** Where the person is on file as a contact, by account id. */
  readonly contactOf: readonly { readonly accountId: AccountId; readonly role: string | null }[];
};

/**
 * Most accounts by one domain, by contact, by one exact text, as children of one parent; beyond that by id. Whom such a crowd
 * hides is found by his own name or domain. The worst lead, whose two domains belong to crowds of large families, has some
 * 1,000 candidates; scoring takes 12 µs each.
 */
const MAX_EXACT = 20;

/** Most accounts with a similar name, the most similar first. */
const MAX_SIMILAR = 20;

/**
 * Share of three-letter groups in common from which on a name counts as similar: a wrong letter in a name of eight gives
 * 0.50. With 100,000 accounts whose names are made of 40 words, which is the worst case, 0.30 (the default of Postgres)
 * took 33 ms a name, 0.40 11 ms, 0.50 5 ms.
 */
const SIMILARITY = "0.45";

/** An account found by an exact text, or as a relative of one at a domain. */
export type ExactCandidate = CandidateAccount & {
  /** The person is on file there as a contact, in this role if it is known. */
  readonly contact: { readonly role: string | null } | null;
};

/** A lead's query, and what its exact texts brought. */
export type AskedCandidates = { readonly query: CandidateQuery; readonly exact: readonly ExactCandidate[] };

/**
 * Looks for the accounts of each lead of a batch, in the order asked for: at most four statements however many leads,
 * each part by an index.
 */
export async function findAccountCandidates(
  db: Db,
  queries: readonly CandidateQuery[],
): Promise<readonly FoundCandidates[]> {
  if (queries.length === 0) return [];
  const { rows } = await exactQuery(queries).execute(db);
  const exactOf = toExactCandidates(rows);
  return completeCandidates(
    db,
    queries.map((query, position) => ({ query, exact: exactOf(position) })),
  );
}

/**
 * Adds the accounts that are known from elsewhere, and similar names. These, the dear part, are looked for only where a
 * lead gives a name and nothing else brought anything; for one at a company's own domain only among accounts without a
 * domain. No statement is sent where nothing is to be added, as with most batches.
 */
export async function completeCandidates(
  db: Db,
  asked: readonly AskedCandidates[],
): Promise<readonly FoundCandidates[]> {
  const unknown = asked.flatMap(({ query: { core, domains, accountIds }, exact }, position) =>
    core !== null && exact.length === 0 && accountIds.length === 0
      ? [{ position, core, domainlessOnly: domains.length > 0 }]
      : [],
  );
  const similar = await findSimilar(db, unknown);
  const added = asked.map(({ query }, position) => [
    ...query.accountIds,
    ...(similar.get(position) ?? []).map(({ accountId }) => accountId),
  ]);
  const known = new Map<AccountId, CandidateAccount>(
    asked.flatMap(({ exact }) => exact.map((candidate) => [candidate.account.id, candidate])),
  );
  const unread = new Set(added.flat().filter((id) => !known.has(id)));
  for (const candidate of await readCandidates(db, [...unread])) known.set(candidate.account.id, candidate);
  return asked.map(({ exact }, position) => {
    const others = (added[position] ?? []).flatMap((id) => known.get(id) ?? []);
    return toFound(exact, others);
  });
}

type CandidateRow = Account &
  AccountPast & { readonly position: number; readonly isContact: boolean; readonly role: string | null };

/** The statement that looks for accounts by exact texts. Whatever `accountIds` and `core` say is not part of it. */
export function exactQuery(queries: readonly CandidateQuery[]): RawBuilder<CandidateRow> {
  const asked = queries.map(({ domains, mailbox, keys }, position) => ({ position, domains, mailbox, keys }));
  return sql<CandidateRow>`${prepared("find_account_candidates")}
    with asked as materialized (
      select * from json_to_recordset(${toRecordset(asked)}::json) as r (
        position int, domains text[], mailbox text, keys text[])
    ), at_domain as materialized (
      select asked.position, found.account_id
      from asked
      cross join unnest(asked.domains) as given (domain)
      cross join lateral (
        select account_id from account_domain where domain = given.domain order by account_id limit ${sql.lit(MAX_EXACT)}) as found
    ), found (position, account_id, is_contact, role) as (
      select position, account_id, false, null from at_domain
      union all
      select at_domain.position, parent.id, false, null
      from at_domain
      -- The limit keeps the planner from reading all children there are into a hash table.
      cross join lateral (
        select parent_account_id as id from account
        where account.id = at_domain.account_id and parent_account_id is not null limit 1) as parent
      union all
      select at_domain.position, child.id, false, null
      from at_domain
      cross join lateral (
        select id from account where parent_account_id = at_domain.account_id order by id limit ${sql.lit(MAX_EXACT)}) as child
      union all
      select asked.position, contact.account_id, true, contact.role
      from asked
      cross join lateral (
        select account_id, role from account_contact
        where personal_mailbox = asked.mailbox order by account_id limit ${sql.lit(MAX_EXACT)}) as contact
      union all
      select asked.position, named.account_id, false, null
      from asked
      cross join unnest(asked.keys) as given (key)
      cross join lateral (
        select account_id from account_key where key = given.key order by account_id limit ${sql.lit(MAX_EXACT)}) as named
    )
    select once.position, once."isContact", once.role, candidate.*
    from (
      select position, account_id, bool_or(is_contact) as "isContact", max(role) as role
      from found group by position, account_id) as once
    -- As above: an account at a time.
    cross join lateral (
      select ${accountColumns}, ${pastColumns} from account where account.id = once.account_id limit 1) as candidate`;
}

/** Rows of `exactQuery` by the position of their query. */
export function toExactCandidates(rows: readonly CandidateRow[]): (position: number) => readonly ExactCandidate[] {
  const byPosition = Map.groupBy(rows, ({ position }) => position);
  return (position) =>
    (byPosition.get(position) ?? []).map((row) => ({
      ...toCandidate(row),
      contact: row.isContact ? { role: row.role } : null,
    }));
}

function toCandidate(row: Account & AccountPast): CandidateAccount {
  const { id, name, status, division, ownerRepId, csmRepId, formerOwnerRepId, closedLostAt, parentAccountId } = row;
  const { team, aliases, country, domains, formerOwnerIds, statusSince } = row;
  const owners = { ownerRepId, csmRepId, formerOwnerRepId, team };
  return {
    account: { id, name, status, division, ...owners, closedLostAt, parentAccountId, aliases, country, domains },
    past: { formerOwnerIds, statusSince },
  };
}

async function readCandidates(db: Db, ids: readonly AccountId[]): Promise<readonly CandidateAccount[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Account & AccountPast>`${prepared("read_candidates")}
    select ${accountColumns}, ${pastColumns} from account where id = any(${ids}::text[])`.execute(db);
  return rows.map(toCandidate);
}

type SimilarRow = { readonly position: number; readonly accountId: AccountId };

type Unknown = { readonly position: number; readonly core: string; readonly domainlessOnly: boolean };

async function findSimilar(db: Db, unknown: readonly Unknown[]): Promise<ReadonlyMap<number, readonly SimilarRow[]>> {
  if (unknown.length === 0) return new Map();
  const [, rows] = await runTogether(db, [setSimilarity, similarQuery(unknown)]);
  return Map.groupBy(rows, ({ position }) => position);
}

/** Until the end of the transaction: what the operator % goes by. */
const setSimilarity = sql`${prepared("set_similarity")}
  select set_config('pg_trgm.similarity_threshold', ${sql.lit(SIMILARITY)}, true)`;

/** Exported for the test that looks at its plan. */
export function similarQuery(unknown: readonly Unknown[]): RawBuilder<SimilarRow> {
  return sql<SimilarRow>`${prepared("find_similar_accounts")}
    with asked as materialized (
      select * from json_to_recordset(${toRecordset(unknown)}::json) as r (position int, core text, "domainlessOnly" boolean)
    )
    select asked.position, alike.account_id as "accountId"
    from asked
    cross join lateral (
      select account_id from account_name where core % asked.core
      order by similarity(core, asked.core) desc, account_id limit ${sql.lit(MAX_SIMILAR)}) as alike
    where not asked."domainlessOnly"
    union all
    select asked.position, alike.account_id
    from asked
    cross join lateral (
      select account_id from account_name where core % asked.core and not has_domain
      order by similarity(core, asked.core) desc, account_id limit ${sql.lit(MAX_SIMILAR)}) as alike
    where asked."domainlessOnly"`;
}

function toFound(exact: readonly ExactCandidate[], others: readonly CandidateAccount[]): FoundCandidates {
  const accounts = new Map([...exact, ...others].map(({ account, past }) => [account.id, { account, past }]));
  return {
    accounts: [...accounts.values()].toSorted((a, b) => (a.account.id < b.account.id ? -1 : 1)),
    contactOf: exact.flatMap(({ account, contact }) =>
      contact === null ? [] : [{ accountId: account.id, role: contact.role }],
    ),
  };
}

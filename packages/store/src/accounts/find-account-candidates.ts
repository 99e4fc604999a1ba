import type { AccountId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { prepared } from "../prepared.ts";
import { toRecordset } from "../recordset.ts";

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

/** Accounts that may be the lead's. */
export type FoundCandidates = {
  /** Each once, by id. */
  readonly accountIds: readonly AccountId[];
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

/**
 * Looks for the accounts of each lead of a batch, in the order asked for: at most three statements however many leads,
 * each part by an index. Similar names, the dear part, are looked for only where a lead gives a name and nothing exact
 * brought anything; for one at a company's own domain only among accounts without a domain.
 */
export async function findAccountCandidates(
  db: Db,
  queries: readonly CandidateQuery[],
): Promise<readonly FoundCandidates[]> {
  if (queries.length === 0) return [];
  const exact = await findExact(db, queries);
  const unknown = queries.flatMap(({ core, domains }, position) =>
    core !== null && !exact.has(position) ? [{ position, core, domainlessOnly: domains.length > 0 }] : [],
  );
  const similar = await findSimilar(db, unknown);
  return queries.map((_, position) => toFound([...(exact.get(position) ?? []), ...(similar.get(position) ?? [])]));
}

type Row = {
  readonly position: number;
  readonly accountId: AccountId;
  readonly isContact: boolean;
  readonly role: string | null;
};

type RowsByPosition = ReadonlyMap<number, readonly Row[]>;

async function findExact(db: Db, queries: readonly CandidateQuery[]): Promise<RowsByPosition> {
  const { rows } = await exactQuery(queries).execute(db);
  return Map.groupBy(rows, ({ position }) => position);
}

/** Exported for the test that looks at its plan. */
export function exactQuery(queries: readonly CandidateQuery[]) {
  const asked = queries.map(({ domains, mailbox, accountIds, keys }, position) => ({
    position,
    domains,
    mailbox,
    accountIds,
    keys,
  }));
  return sql<Row>`${prepared("find_account_candidates")}
    with asked as materialized (
      select * from json_to_recordset(${toRecordset(asked)}::json) as r (
        position int, domains text[], mailbox text, "accountIds" text[], keys text[])
    ), at_domain as materialized (
      select asked.position, found.account_id
      from asked
      cross join unnest(asked.domains) as given (domain)
      cross join lateral (
        select account_id from account_domain where domain = given.domain order by account_id limit ${sql.lit(MAX_EXACT)}) as found
    )
    select position, account_id as "accountId", false as "isContact", null as role from at_domain
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
    select asked.position, given.id, false, null
    from asked
    cross join unnest(asked."accountIds") as given (id)
    union all
    select asked.position, named.account_id, false, null
    from asked
    cross join unnest(asked.keys) as given (key)
    cross join lateral (
      select account_id from account_key where key = given.key order by account_id limit ${sql.lit(MAX_EXACT)}) as named`;
}

type Unknown = { readonly position: number; readonly core: string; readonly domainlessOnly: boolean };

async function findSimilar(db: Db, unknown: readonly Unknown[]): Promise<RowsByPosition> {
  if (unknown.length === 0) return new Map();
  // Until the end of the transaction: what the operator % goes by.
  await sql`select set_config('pg_trgm.similarity_threshold', ${SIMILARITY}, true)`.execute(db);
  const { rows } = await similarQuery(unknown).execute(db);
  return Map.groupBy(rows, ({ position }) => position);
}

/** Exported for the test that looks at its plan. */
export function similarQuery(unknown: readonly Unknown[]) {
  return sql<Row>`${prepared("find_similar_accounts")}
    with asked as materialized (
      select * from json_to_recordset(${toRecordset(unknown)}::json) as r (position int, core text, "domainlessOnly" boolean)
    )
    select asked.position, alike.account_id as "accountId", false as "isContact", null as role
    from asked
    cross join lateral (
      select account_id from account_name where core % asked.core
      order by similarity(core, asked.core) desc, account_id limit ${sql.lit(MAX_SIMILAR)}) as alike
    where not asked."domainlessOnly"
    union all
    select asked.position, alike.account_id, false, null
    from asked
    cross join lateral (
      select account_id from account_name where core % asked.core and not has_domain
      order by similarity(core, asked.core) desc, account_id limit ${sql.lit(MAX_SIMILAR)}) as alike
    where asked."domainlessOnly"`;
}

function toFound(rows: readonly Row[]): FoundCandidates {
  const contactOf = rows.filter(({ isContact }) => isContact).map(({ accountId, role }) => ({ accountId, role }));
  return { accountIds: [...new Set(rows.map(({ accountId }) => accountId))].toSorted(), contactOf };
}

import { toId } from "@pointsman/contracts/id";
import { buildAccount } from "@pointsman/testkit/builders";
import { sql, type RawBuilder } from "kysely";
import { describe, expect, test } from "vitest";

import { openTestStore } from "../../test/test-store.ts";
import type { Db } from "../connect.ts";
import { inTransaction } from "../in-transaction.ts";
import { upsertContacts } from "./contacts.ts";
import {
  exactQuery,
  findAccountCandidates,
  similarQuery,
  type CandidateQuery,
  type FoundCandidates,
} from "./find-account-candidates.ts";
import { upsertAccounts } from "./upsert-accounts.ts";
import { writeAccountNames } from "./write-account-names.ts";

const NOTHING: CandidateQuery = { domains: [], mailbox: "ann@none.example", accountIds: [], keys: [], core: null };

const apex = buildAccount("apex", { domains: ["apex.example", "apex-emea.example"] });
const child = buildAccount("child", { domains: ["apex.example"], parentAccountId: apex.id });
const labs = buildAccount("labs", { domains: [], parentAccountId: child.id });
const stranger = buildAccount("stranger", { domains: [] });
const other = buildAccount("other");

async function openWithAccounts() {
  const store = await openTestStore();
  await inTransaction(store.db, async (tx) => {
    await upsertAccounts(tx, [apex, child, labs, stranger, other]);
    await upsertContacts(tx, [
      { accountId: other.id, email: "ann+x@apex.example", mailbox: "ann@apex.example", role: "champion" },
    ]);
    await writeAccountNames(
      tx,
      [
        { accountId: stranger.id, cores: ["brindlemont robotics"], keys: ["brindlemontrobotics", "~br"] },
        { accountId: other.id, cores: ["tallowby robotics"], keys: ["tallowbyrobotics"] },
      ],
      1,
    );
  });
  return store;
}

async function find(db: Db, query: Partial<CandidateQuery>) {
  const [found] = await inTransaction(db, async (tx) => findAccountCandidates(tx, [{ ...NOTHING, ...query }]));
  return found === undefined ? undefined : { accountIds: idsOf(found), contactOf: found.contactOf };
}

function idsOf({ accounts }: FoundCandidates): readonly string[] {
  return accounts.map(({ account }) => account.id);
}

describe("candidates of a lead", () => {
  test.each<[string, Partial<CandidateQuery>, readonly string[]]>([
    ["a domain, with parents and children", { domains: ["apex.example"] }, ["acct_apex", "acct_child", "acct_labs"]],
    ["earlier leads", { accountIds: [stranger.id] }, ["acct_stranger"]],
    ["a name", { keys: ["tallowbyrobotics"] }, ["acct_other"]],
    ["initials", { keys: ["~br"] }, ["acct_stranger"]],
    ["a similar name", { core: "tallowbi robotics" }, ["acct_other"]],
    [
      "a similar name only where nothing exact is found",
      { core: "tallowbi robotics", keys: ["~br"] },
      ["acct_stranger"],
    ],
    ["nothing", { core: "velmora group" }, []],
    ["a similar name at another domain: not", { core: "tallowbi robotics", domains: ["x.example"] }, []],
    [
      "a similar name of an account without a domain",
      { core: "brindlemond robotics", domains: ["x.example"] },
      ["acct_stranger"],
    ],
  ])("by %s", async (_, query, accountIds) => {
    await using store = await openWithAccounts();
    expect(await find(store.db, query)).toEqual({ accountIds, contactOf: [] });
  });

  test("where the person is a contact, with his role there", async () => {
    await using store = await openWithAccounts();
    expect(await find(store.db, { mailbox: "ann@apex.example" })).toEqual({
      accountIds: ["acct_other"],
      contactOf: [{ accountId: "acct_other", role: "champion" }],
    });
  });

  test("come back in the order of the leads", async () => {
    await using store = await openWithAccounts();
    const queries = [NOTHING, { ...NOTHING, keys: ["~br"] }, { ...NOTHING, core: "tallowbi robotics" }];
    const found = await inTransaction(store.db, async (tx) => findAccountCandidates(tx, queries));
    expect(found.map(idsOf)).toEqual([[], ["acct_stranger"], ["acct_other"]]);
    expect(await findAccountCandidates(store.db, [])).toEqual([]);
  });

  test("a crowd is cut: 20 at one domain, 20 with a similar name", async () => {
    await using store = await openTestStore();
    const many = Array.from({ length: 60 }, (_, index) => buildAccount(`a${index}`, { domains: ["crowd.example"] }));
    await inTransaction(store.db, async (tx) => {
      await upsertAccounts(tx, many);
      await writeAccountNames(
        tx,
        many.map(({ id }, index) => ({ accountId: id, cores: [`crowd number ${index}`], keys: [] })),
        1,
      );
    });
    expect((await find(store.db, { domains: ["crowd.example"] }))?.accountIds).toHaveLength(20);
    expect((await find(store.db, { core: "crowd number" }))?.accountIds).toHaveLength(20);
  });
});

/** 100,000 accounts: two domains to three of them, names made of 2,000 words and a number, every fifth with a parent. */
async function fill(db: Db): Promise<void> {
  // Without a look at each foreign key it takes a third of the time.
  await sql`set session_replication_role = replica`.execute(db);
  await sql`
    insert into account (id, name, status, aliases, parent_account_id, name_reading)
    select 'acct_' || i, 'Account ' || i, 'prospect', '{}', case when i % 5 = 0 then 'acct_' || (i - 1) end, 1
    from generate_series(1, 100000) as i`.execute(db);
  await sql`
    insert into account_domain (domain, account_id, position)
    select 'company' || i || '.example', 'acct_' || i, 0 from generate_series(1, 100000) as i where i % 3 > 0`.execute(
    db,
  );
  await sql`
    insert into account_name (account_id, position, core, has_domain)
    select 'acct_' || i, 0, substr(md5((i % 2000)::text), 1, 6) || ' ' || substr(md5((i % 1999 + 7000)::text), 1, 8), i % 3 > 0
    from generate_series(1, 100000) as i`.execute(db);
  await sql`
    insert into account_key (key, account_id)
    select replace(core, ' ', ''), account_id from account_name`.execute(db);
  await sql`
    insert into account_contact (personal_mailbox, account_id, personal_email)
    select 'p' || i || '@company' || i || '.example', 'acct_' || i, 'p' || i || '@company' || i || '.example'
    from generate_series(1, 100000) as i`.execute(db);
  await sql`analyze account, account_domain, account_name, account_key, account_contact`.execute(db);
}

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Every node of the plan that reads a table: how, and by which index. */
async function listReads(db: Db, query: RawBuilder<unknown>): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly "QUERY PLAN": readonly [{ readonly Plan: PlanNode }] }>`
    explain (format json) ${query}`.execute(db);
  const root = rows[0]?.["QUERY PLAN"][0].Plan;
  if (root === undefined) throw new Error("explain gave no plan");
  return listNodes(root).flatMap((node) =>
    node["Relation Name"] === undefined && node["Index Name"] === undefined
      ? []
      : [`${node["Node Type"]} ${node["Index Name"] ?? node["Relation Name"] ?? ""}`],
  );
}

function listNodes(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(listNodes)];
}

test("with 100,000 accounts every table is read by an index", { timeout: 120_000 }, async () => {
  await using store = await openTestStore(1);
  await fill(store.db);
  const queries = Array.from({ length: 100 }, (_, index) => ({
    domains: [`company${index * 7}.example`, `no-company${index}.example`],
    mailbox: `p${index * 11}@company${index * 11}.example`,
    accountIds: [toId("account", String(index + 1))],
    keys: [`key${index}`, "1c383c1c383c"],
    core: "1c383x fd2d53ae",
  }));
  const exact = await listReads(store.db, exactQuery(queries));
  expect(exact.filter((read) => read.startsWith("Seq Scan"))).toEqual([]);
  expect(new Set(exact.map((read) => read.split(" ").at(-1)))).toEqual(
    new Set([
      "account_domain_pkey",
      "account_pkey",
      "account_parent_account_id_idx",
      "account_contact_pkey",
      "account_key_pkey",
      // The past and the domains of each account found.
      "account_domain_account_id_idx",
      "account_ownership",
      "account_ownership_past_idx",
      "account_status_change_account_id_idx",
    ]),
  );
  const unknown = queries.map(({ core }, position) => ({ position, core, domainlessOnly: position % 2 === 0 }));
  const similar = await listReads(store.db, similarQuery(unknown));
  expect(similar).toEqual([
    "Bitmap Heap Scan account_name",
    "Bitmap Index Scan account_name_core_idx",
    "Bitmap Heap Scan account_name",
    "Bitmap Index Scan account_name_domainless_idx",
  ]);
  const found = await inTransaction(store.db, async (tx) => findAccountCandidates(tx, queries));
  expect(found.every(({ accounts }) => accounts.length > 0)).toBe(true);
});

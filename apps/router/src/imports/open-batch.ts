import type { SavedKind, ImportRow } from "@pointsman/contracts/imports";
import { Account, Partner, Rep, Territory } from "@pointsman/contracts/organisation";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { toRegistrableDomain } from "@pointsman/router-core/matching/registrable-domain";
import type { Caller } from "@pointsman/rpc/authenticate";
import { lockAccountStates } from "@pointsman/store/accounts/account-history";
import { findAccountsByIds } from "@pointsman/store/accounts/find-accounts";
import { findIdsByDomain } from "@pointsman/store/accounts/find-ids-by-domain";
import type { Tx } from "@pointsman/store/connect";
import type { Organisation } from "@pointsman/store/organisation/load-organisation";
import { upsertPartners } from "@pointsman/store/organisation/upsert-partners";
import { upsertTerritories } from "@pointsman/store/organisation/upsert-territories";

import type { ServiceContext } from "../context.ts";
import { saveAccounts, toStoredAccount } from "../verbs/save-accounts.ts";
import { saveItems } from "../verbs/save-items.ts";
import { saveReps } from "../verbs/save-reps.ts";
import { createBatch, type ImportBatch } from "./batch.ts";
import { identifyBy, textKey, toOwnId } from "./identify.ts";
import { openTimeOff } from "./time-off-batch.ts";

/** The service as the verbs that save see it, inside the transaction of the import. */
export type ImportContext = Pick<ServiceContext, "clock" | "directories"> & {
  readonly db: Tx;
  readonly caller: Caller;
};

type Open = (context: ImportContext, rows: readonly ImportRow[]) => Promise<ImportBatch>;

/** Makes ready for the rows of a kind; what they may change is locked from then on. */
export const OPEN_BATCH: Readonly<Record<SavedKind, Open>> = {
  reps: async (context) => {
    const { reps } = await lockOrganisation(context);
    return createBatch<Rep>({
      ...inOrganisation(reps, { prefix: "rep", field: "email", keyOf: ({ email }) => email }),
      schema: Rep,
      fields: Object.keys(Rep.unwrap().shape),
      save: async (changed) => saveReps(context, context.caller, changed),
    });
  },
  territories: async (context) => {
    const { territories } = await lockOrganisation(context);
    return createBatch<Territory>({
      ...inOrganisation(territories, { prefix: "terr", field: "name", keyOf: ({ name }) => name }),
      schema: Territory,
      fields: Object.keys(Territory.unwrap().shape),
      save: async (changed) => saveItems(context, changed, upsertTerritories),
    });
  },
  partners: async (context) => {
    const { partners } = await lockOrganisation(context);
    return createBatch<Partner>({
      ...inOrganisation(partners, { prefix: "part", field: "code", keyOf: ({ code }) => code }),
      schema: Partner,
      fields: Object.keys(Partner.unwrap().shape),
      save: async (changed) => saveItems(context, changed, upsertPartners),
    });
  },
  accounts: openAccounts,
  "time-off": openTimeOff,
};

/** Batches wait, so that what is read here is what is written over. */
async function lockOrganisation({ db, directories }: ImportContext): Promise<Organisation> {
  return (await directories.read(db, "update")).organisation;
}

interface OwnKey<E> {
  readonly prefix: string;
  readonly field: string;
  readonly keyOf: (entity: E) => string;
}

function inOrganisation<E extends { readonly id: string }>(
  entities: readonly E[],
  { prefix, field, keyOf }: OwnKey<E>,
) {
  const byId = new Map<string, E>(entities.map((entity) => [entity.id, entity]));
  const byKey = Map.groupBy(entities, (entity) => keyOf(entity).toLowerCase());
  return {
    find: (id: string) => byId.get(id),
    identify: identifyBy({
      prefix,
      field,
      keyOf: textKey,
      findByKey: (key) => (byKey.get(key.toLowerCase()) ?? []).map(({ id }) => id),
      isOnFile: (id) => byId.has(id),
    }),
  };
}

/** Accounts are looked up as they are asked for: there are too many to know them all. */
async function openAccounts(context: ImportContext, rows: readonly ImportRow[]): Promise<ImportBatch> {
  const { db, caller, clock } = context;
  const domains = rows.flatMap(({ values }) =>
    values["id"] === undefined ? (firstDomain(values["domains"]) ?? []) : [],
  );
  const idsByDomain = await findIdsByDomain(db, domains);
  const ids = [
    ...rows.flatMap(({ values }) => (typeof values["id"] === "string" ? values["id"] : [])),
    ...domains.flatMap((domain) => [...(idsByDomain.get(domain) ?? []), toOwnId("acct", domain) ?? []]),
  ] as Account["id"][];
  await lockAccountStates(db, ids);
  const onFile = new Map<string, Account>((await findAccountsByIds(db, ids)).map((account) => [account.id, account]));
  const at = toTimestamp(clock.nowMs());
  return createBatch<Account>({
    schema: Account,
    fields: Object.keys(Account.unwrap().shape),
    identify: identifyBy({
      prefix: "acct",
      field: "domains",
      keyOf: firstDomain,
      findByKey: (domain) => idsByDomain.get(domain) ?? [],
      isOnFile: (id) => onFile.has(id),
    }),
    find: (id) => onFile.get(id),
    // Many systems know a company by its name alone.
    initial: { domains: [] },
    toStored: (account, before) => toStoredAccount(account, before, at),
    save: async (changed) => saveAccounts(context, caller, changed),
  });
}

function firstDomain(domains: unknown): string | undefined {
  const first = Array.isArray(domains) ? textKey(domains[0]) : undefined;
  return first === undefined ? undefined : (toRegistrableDomain(first) ?? first);
}

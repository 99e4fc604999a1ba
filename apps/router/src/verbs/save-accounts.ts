import type { Account } from "@pointsman/contracts/organisation";
import { toRegistrableDomain } from "@pointsman/router-core/matching/registrable-domain";
import { upsertAccounts } from "@pointsman/store/accounts/upsert-accounts";

import type { ServiceContext } from "../context.ts";
import { saveItems } from "./save-items.ts";

/** Saves accounts with their domains as leads have them: `www.müller.example` → `xn--mller-kva.example`. */
export async function saveAccounts(context: ServiceContext, accounts: readonly Account[]) {
  return saveItems(context, accounts.map(withRegistrableDomains), upsertAccounts);
}

function withRegistrableDomains(account: Account): Account {
  const domains = account.domains.map((domain) => toRegistrableDomain(domain) ?? domain);
  return { ...account, domains: [...new Set(domains)] };
}

import { AccountId } from "@pointsman/contracts/id";
import { Account, Contact } from "@pointsman/contracts/organisation";
import { listAccounts } from "@pointsman/store/accounts/find-accounts";
import { z } from "zod";

import { procedure, router } from "../trpc.ts";
import { readAccount } from "../verbs/read-account.ts";
import { saveAccounts } from "../verbs/save-accounts.ts";
import { forgetContact, readContact, readContacts, saveContacts } from "../verbs/save-contacts.ts";
import { listOf, MAX_ITEMS } from "./list-of.ts";

const limit = z.number().int().min(1).max(MAX_ITEMS).default(100);

export const accountProcedures = router({
  /** Accounts by id, page by page. */
  list: procedure("config:read", "common")
    .input(z.object({ limit, cursor: z.string().max(200).optional() }))
    .query(async ({ ctx, input }) => listAccounts(ctx.service.db, input)),
  /** One account with who owned it when, and when its status changed. */
  get: procedure("config:read", "common")
    .input(z.object({ accountId: AccountId }))
    .query(async ({ ctx, input }) => readAccount(ctx.service, input.accountId)),
  upsert: procedure("config:write")
    .input(z.object({ accounts: listOf(Account) }))
    .mutation(async ({ ctx, input }) => saveAccounts(ctx.service, ctx.caller, input.accounts)),
});

const email = z.email().max(254);

export const contactProcedures = router({
  /** People known at an account, page by page. */
  list: procedure("config:read", "common")
    .input(z.object({ accountId: AccountId, limit, after: z.string().max(254).optional() }))
    .query(async ({ ctx, input }) => readContacts(ctx.service, input)),
  /** Where somebody is a contact. A mutation only so that the address travels in the body and not in a log of URLs. */
  get: procedure("config:read", "common")
    .input(z.object({ email }))
    .mutation(async ({ ctx, input }) => readContact(ctx.service, input.email)),
  upsert: procedure("config:write")
    .input(z.object({ contacts: listOf(Contact) }))
    .mutation(async ({ ctx, input }) => saveContacts(ctx.service, input.contacts)),
  /** Forgets a person at one account, or, without one, at all. */
  remove: procedure("config:write")
    .input(z.object({ email, accountId: AccountId.optional() }))
    .mutation(async ({ ctx, input }) => forgetContact(ctx.service, input)),
});

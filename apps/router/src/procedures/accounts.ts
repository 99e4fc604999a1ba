import {
  AccountInput,
  AccountsPage,
  AccountWithHistory,
  ContactInput,
  ContactList,
  ContactsPage,
  ListAccountsInput,
  ListContactsInput,
  RemoveContactInput,
  SaveAccountsInput,
  SaveContactsInput,
} from "@pointsman/contracts/api/organisation";
import { Removed, Saved } from "@pointsman/contracts/api/paging";
import { listContacts } from "@pointsman/store/accounts/contacts";
import { listAccounts } from "@pointsman/store/accounts/find-accounts";

import { procedure, router } from "../trpc.ts";
import { readAccount } from "../verbs/read-account.ts";
import { saveAccounts } from "../verbs/save-accounts.ts";
import { forgetContact, readContact, saveContacts } from "../verbs/save-contacts.ts";

export const accountProcedures = router({
  list: procedure("config:read", "common")
    .meta({ description: "Accounts that satisfy all filters, by id." })
    .input(ListAccountsInput)
    .output(AccountsPage)
    .query(async ({ ctx, input }) => listAccounts(ctx.service.db, input)),
  get: procedure("config:read", "common")
    .meta({
      description: "One account with who owned it when, and when its status changed.",
      errors: ["NOT_FOUND"],
    })
    .input(AccountInput)
    .output(AccountWithHistory)
    .query(async ({ ctx, input }) => readAccount(ctx.service, input.accountId)),
  upsert: procedure("config:write")
    .meta({
      description:
        "Adds or replaces accounts, all of them or none. They stay on file, for what happened with them does.",
    })
    .input(SaveAccountsInput)
    .output(Saved)
    .mutation(async ({ ctx, input }) => saveAccounts(ctx.service, ctx.caller, input.accounts)),
});

export const contactProcedures = router({
  list: procedure("config:read", "common")
    .meta({ description: "People known at an account, in the order in which they came on file." })
    .input(ListContactsInput)
    .output(ContactsPage)
    .query(async ({ ctx, input }) => listContacts(ctx.service.db, input)),
  get: procedure("config:read", "common")
    .meta({
      description:
        "Where somebody is a contact. A mutation only so that the address travels in the body and not in a log of URLs.",
    })
    .input(ContactInput)
    .output(ContactList)
    .mutation(async ({ ctx, input }) => readContact(ctx.service, input.email)),
  upsert: procedure("config:write")
    .meta({ description: "Adds or replaces contacts, all of them or none." })
    .input(SaveContactsInput)
    .output(Saved)
    .mutation(async ({ ctx, input }) => saveContacts(ctx.service, input.contacts)),
  remove: procedure("config:write")
    .meta({ description: "Forgets a person at one account, or, without one, at all." })
    .input(RemoveContactInput)
    .output(Removed)
    .mutation(async ({ ctx, input }) => forgetContact(ctx.service, input)),
});

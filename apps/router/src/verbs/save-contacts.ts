import type { AccountId } from "@pointsman/contracts/id";
import type { Contact } from "@pointsman/contracts/organisation";
import { foldEmail } from "@pointsman/router-core/matching/fold-email";
import { findContactsByMailbox, listContacts, removeContact, upsertContacts } from "@pointsman/store/accounts/contacts";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";
import { saveItems } from "./save-items.ts";

type Context = Pick<ServiceContext, "db">;

/** Adds or replaces people known at accounts; leads find them by mailbox, as duplicates do. */
export async function saveContacts(context: Context, contacts: readonly Contact[]) {
  const stored = contacts.map((contact) => ({ ...contact, mailbox: foldEmail(contact.email) }));
  return saveItems(context, stored, upsertContacts);
}

/** The accounts where somebody is a contact. */
export async function readContact({ db }: Context, email: string): Promise<readonly Contact[]> {
  return findContactsByMailbox(db, foldEmail(email));
}

/** Contacts of an account, page by page. */
export async function readContacts(
  { db }: Context,
  page: { readonly accountId: AccountId; readonly limit: number; readonly after?: string | undefined },
) {
  const found = await listContacts(db, { ...page, limit: page.limit + 1 });
  const shown = found.slice(0, page.limit);
  return {
    contacts: shown.map(({ accountId, email, role }): Contact => ({ accountId, email, role })),
    /** Null on the last page. */
    nextAfter: found.length > page.limit ? (shown.at(-1)?.mailbox ?? null) : null,
  };
}

/** Forgets a person at an account, or at all. */
export async function forgetContact(
  { db }: Context,
  { email, accountId }: { readonly email: string; readonly accountId?: AccountId | undefined },
): Promise<{ readonly removed: number }> {
  const removed = await inTransaction(db, async (tx) => removeContact(tx, { mailbox: foldEmail(email), accountId }));
  return { removed };
}

import type { AccountId } from "@pointsman/contracts/id";
import type { Contact } from "@pointsman/contracts/organisation";
import { foldEmail } from "@pointsman/router-core/matching/fold-email";
import { findContactsByMailbox, removeContact, upsertContacts } from "@pointsman/store/accounts/contacts";
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

/** Forgets a person at an account, or at all. */
export async function forgetContact(
  { db }: Context,
  { email, accountId }: { readonly email: string; readonly accountId?: AccountId | undefined },
): Promise<{ readonly removed: number }> {
  const removed = await inTransaction(db, async (tx) => removeContact(tx, { mailbox: foldEmail(email), accountId }));
  return { removed };
}

import type { AccountId } from "@pointsman/contracts/id";
import type { Contact } from "@pointsman/contracts/organisation";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";
import { parseCursor } from "../cursor.ts";
import { assertDistinct, assertReferences } from "../organisation/assert-references.ts";
import { cutPage, type PageOptions } from "../page.ts";
import { toRecordset } from "../recordset.ts";

/** A contact with the key under which leads find him. */
export type StoredContact = Contact & { readonly mailbox: string };

/**
 * Adds contacts, or replaces those of the same account and mailbox. Throws `INVALID_INPUT` for an unknown account
 * (`contacts.0.accountId`) and for one person given twice for one account (`contacts.1.email`).
 */
export async function upsertContacts(tx: Tx, contacts: readonly StoredContact[]): Promise<void> {
  if (contacts.length === 0) return;
  assertDistinct(
    contacts.map(({ accountId, mailbox }, index) => ({
      field: `contacts.${index}.email`,
      id: `${mailbox} at ${accountId}`,
    })),
  );
  await assertReferences(tx, "account", {
    list: contacts.map(({ accountId }, index) => ({ field: `contacts.${index}.accountId`, id: accountId })),
  });
  await sql`
    insert into account_contact (personal_mailbox, account_id, personal_email, role)
    select mailbox, "accountId", email, role
    from json_to_recordset(${toRecordset(contacts)}::json) as r (mailbox text, "accountId" text, email text, role text)
    -- In one order everywhere: two imports of the same contacts wait for each other and do not deadlock.
    order by mailbox, "accountId"
    on conflict (personal_mailbox, account_id) do update set
      personal_email = excluded.personal_email, role = excluded.role`.execute(tx);
}

/** Removes a person from an account, or, without one, from all. @returns how many entries went */
export async function removeContact(
  tx: Tx,
  { mailbox, accountId }: { readonly mailbox: string; readonly accountId?: AccountId | undefined },
): Promise<number> {
  let query = tx.deleteFrom("account_contact").where("personal_mailbox", "=", mailbox);
  if (accountId !== undefined) query = query.where("account_id", "=", accountId);
  const { numDeletedRows } = await query.executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Where the person is a contact, by account id. */
export async function findContactsByMailbox(db: Db, mailbox: string): Promise<readonly Contact[]> {
  return selectContacts(db).where("personal_mailbox", "=", mailbox).orderBy("account_id").execute();
}

/**
 * Contacts of an account, in the order in which they came on file. The cursor says nothing of who they are: it travels in
 * URLs. Throws `INVALID_INPUT` for a cursor of another list.
 */
export async function listContacts(
  db: Db,
  { accountId, limit, cursor }: PageOptions & { readonly accountId: AccountId },
): Promise<{ readonly contacts: readonly Contact[]; readonly nextCursor: string | null }> {
  let query = selectContacts(db)
    .select("id")
    .where("account_id", "=", accountId)
    .orderBy("id")
    .limit(limit + 1);
  if (cursor !== undefined) {
    const [id] = parseCursor(cursor, (parts) => parts.length === 1 && /^\d{1,15}$/.test(parts[0] ?? ""));
    query = query.where("id", ">", Number(id));
  }
  const { rows, nextCursor } = cutPage(await query.execute(), limit, ({ id }) => [String(id)]);
  return { contacts: rows.map(({ accountId, email, role }) => ({ accountId, email, role })), nextCursor };
}

function selectContacts(db: Db) {
  return db.selectFrom("account_contact").select(["account_id as accountId", "personal_email as email", "role"]);
}

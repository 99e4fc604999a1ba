import type { Erasure } from "@pointsman/contracts/audit";
import type { LeadId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";

/**
 * Takes away what is personal of one address: of its leads, archived or not, of contacts, and of the chain's values (migration
 * 0031). Leads stay, under a name that says nothing; decisions stay as they are: of a person they hold no more than
 * facts that rules ask for, e.g. the job title.
 *
 * @param person.mailbox the address as contacts are looked up by
 * @param options.dryRun only says what would go
 */
export async function erasePerson(
  tx: Tx,
  person: { readonly email: string; readonly mailbox: string },
  { dryRun }: { readonly dryRun: boolean },
): Promise<Erasure> {
  const { rows } = await sql<{ readonly counted: Omit<Erasure, "dryRun"> }>`
    select erase_person(${person.email}, ${person.mailbox}, ${dryRun}) as counted`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error("A select without a from gives a row");
  return { ...row.counted, dryRun };
}

/** The address of a lead, archived or not; undefined: there is no such lead. */
export async function findLeadEmail(tx: Tx, leadId: LeadId): Promise<string | undefined> {
  const row = await tx.selectFrom("all_lead").select("personal_email").where("id", "=", leadId).executeTakeFirst();
  return row?.personal_email;
}

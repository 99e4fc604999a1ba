import type { Erasure, ErasePersonInput } from "@pointsman/contracts/audit";
import { AppError } from "@pointsman/contracts/error";
import type { LeadId } from "@pointsman/contracts/id";
import { foldEmail } from "@pointsman/router-core/matching/fold-email";
import { erasePerson as erase, findLeadEmail } from "@pointsman/store/audit/erase-person";
import type { Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";

/**
 * Takes away what is personal of one address, or says what would go. A lead that comes of it later is a new one.
 *
 * @throws AppError `NOT_FOUND` of an unknown lead
 */
export async function erasePerson({ db }: Pick<ServiceContext, "db">, input: ErasePersonInput): Promise<Erasure> {
  return inTransaction(db, async (tx) => {
    const email = "email" in input ? input.email.toLowerCase() : await requireEmail(tx, input.leadId);
    return erase(tx, { email, mailbox: foldEmail(email) }, input);
  });
}

async function requireEmail(tx: Tx, leadId: LeadId): Promise<string> {
  const email = await findLeadEmail(tx, leadId);
  if (email === undefined) throw new AppError("NOT_FOUND", `There is no lead ${leadId}.`);
  return email;
}

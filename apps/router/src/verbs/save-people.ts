import { ROLE_SCOPES, type Person } from "@pointsman/contracts/access";
import type { Caller } from "@pointsman/rpc/authenticate";
import { inTransaction } from "@pointsman/store/in-transaction";
import { findPerson, upsertPeople } from "@pointsman/store/people/people";

import type { ServiceContext } from "../context.ts";
import { requireMayGive } from "./may-give.ts";

/**
 * Adds or replaces people: all of them or none. Their keys follow: a role, a team, a deactivation counts for the next call.
 *
 * @throws AppError `INVALID_INPUT`; `FORBIDDEN` for a role, given or had before, that may do more than the caller
 */
export async function savePeople(
  { db }: Pick<ServiceContext, "db">,
  caller: Caller,
  people: readonly Person[],
): Promise<{ readonly saved: number }> {
  await inTransaction(db, async (tx) => {
    for (const { id, role } of people) {
      const before = await findPerson(tx, id);
      requireMayGive(caller, [...ROLE_SCOPES[role], ...(before === undefined ? [] : ROLE_SCOPES[before.role])]);
    }
    await upsertPeople(tx, people);
  });
  return { saved: people.length };
}

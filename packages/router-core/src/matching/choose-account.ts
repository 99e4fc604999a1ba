import type { Account, AccountStatus } from "@pointsman/contracts/organisation";

/** The closer the business, the earlier: who buys from us now must not be treated as a stranger. */
const PRECEDENCE: readonly AccountStatus[] = ["customer", "open", "closed_lost", "prospect"];

/** The account that a lead belongs to, of those that share its domain: by status, then the lower id; null for none. */
export function chooseAccount(candidates: readonly Account[]): Account | null {
  const [best] = candidates.toSorted(
    (a, b) => PRECEDENCE.indexOf(a.status) - PRECEDENCE.indexOf(b.status) || (a.id < b.id ? -1 : 1),
  );
  return best ?? null;
}

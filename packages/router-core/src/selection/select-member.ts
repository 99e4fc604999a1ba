import type { RepId } from "@pointsman/contracts/id";
import type { SelectionPolicy } from "@pointsman/contracts/organisation";

import type { PoolState } from "../snapshot.ts";
import { balanceValue } from "./balance-value.ts";
import { drawByWeight } from "./draw-by-weight.ts";
import { byWait, firstBy } from "./fair-share.ts";
import { shareFairly } from "./share-fairly.ts";
import { shareOf, type EligibleMember, type SelectionContext, type Strategy } from "./strategy.ts";

export interface Selection {
  readonly winner: RepId;
  /** The pool after the choice: `seq` one higher, credits moved. */
  readonly pool: PoolState;
}

/** Who had the account's last lead. Outside the ledger: nobody owes his colleagues for the accounts he keeps. */
const keepAccount: Strategy = (members, offer) => {
  const keeper = members.find(({ member }) => member.repId === offer.accountRepId);
  return keeper === undefined ? shareFairly(members, offer) : { winner: keeper.member.repId };
};

const takeLeastLoaded: Strategy = (members) => ({
  winner: firstBy(members, (a, b) => loadOf(a) - loadOf(b) || byWait(a.member, b.member)).member.repId,
});

const takeFirst: Strategy = (members) => ({ winner: firstBy(members, () => 0).member.repId });

const STRATEGIES: { readonly [Policy in SelectionPolicy]: Strategy } = {
  fair_share: shareFairly,
  weighted: drawByWeight,
  least_loaded: takeLeastLoaded,
  balanced_value: balanceValue,
  account_sticky: keepAccount,
  fixed: takeFirst,
};

/**
 * Chooses one of `members` by the pool's policy and moves the ledger. Only they are credited: who cannot take the
 * lead gains and owes nothing. Whoever has no share takes nothing, by any policy.
 *
 * @param members all eligible, in the order of the pool, which is the precedence of a `fixed` one
 * @throws RangeError where none of them has a share
 */
export function selectMember(
  pool: PoolState,
  members: readonly EligibleMember[],
  context: SelectionContext,
): Selection {
  const seq = pool.seq + 1;
  const sharing = members.filter((entry) => shareOf(entry) > 0);
  const { winner, credits } = STRATEGIES[pool.selection](sharing, { ...context, pool, seq });
  const moved = pool.members.map((member) => ({
    ...member,
    creditMicro: credits?.get(member.repId) ?? member.creditMicro,
    lastAssignedSeq: member.repId === winner ? seq : member.lastAssignedSeq,
  }));
  return { winner, pool: { ...pool, seq, members: moved } };
}

function loadOf({ rep }: EligibleMember): number {
  return rep.openLeads / rep.capacity;
}

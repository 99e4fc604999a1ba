import type { RepId } from "@pointsman/contracts/id";
import type { SelectionPolicy } from "@pointsman/contracts/organisation";

import type { PoolMemberState, PoolState } from "../snapshot.ts";
import { balanceValue } from "./balance-value.ts";
import { drawByWeight } from "./draw-by-weight.ts";
import { byWait, firstPlace, memberAt, shareLead } from "./fair-share.ts";
import {
  shareOf,
  type Choice,
  type Contender,
  type EligibleMember,
  type SelectionContext,
  type Strategy,
} from "./strategy.ts";

export interface Selection {
  readonly winner: RepId;
  /** The pool after the choice: `seq` one higher, credits moved. */
  readonly pool: PoolState;
}

const shareFairly: Strategy = (contenders, { seq }) => shareLead(contenders, seq);

/** Who had the account's last lead. Outside the ledger: nobody owes his colleagues for the accounts he keeps. */
const keepAccount: Strategy = (contenders, offer) => {
  const keeper = contenders.findIndex(({ repId }) => repId === offer.accountRepId);
  return keeper === -1 ? shareFairly(contenders, offer) : { winner: keeper, credits: null };
};

const takeLeastLoaded: Strategy = (contenders) => {
  const byLoad = (a: Contender, b: Contender) => loadOf(a) - loadOf(b) || byWait(a, b);
  const winner = firstPlace(contenders.length, (a, b) => byLoad(memberAt(contenders, a), memberAt(contenders, b)));
  return { winner, credits: null };
};

const takeFirst: Strategy = (contenders) => ({ winner: firstPlace(contenders.length, () => 0), credits: null });

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
  { leadId, facts, accountRepId }: SelectionContext,
): Selection {
  const seq = pool.seq + 1;
  const contenders = listContenders(members);
  const choice = STRATEGIES[pool.selection](contenders, { leadId, facts, accountRepId, pool, seq });
  const winner = memberAt(contenders, choice.winner).repId;
  return { winner, pool: { ...pool, seq, members: moveLedger(pool, contenders, { ...choice, seq }) } };
}

function listContenders(members: readonly EligibleMember[]): readonly Contender[] {
  const contenders = members.map((entry): Contender => {
    const { repId, creditMicro, lastAssignedSeq } = entry.member;
    return { repId, share: shareOf(entry), creditMicro, lastAssignedSeq, rep: entry.rep };
  });
  return contenders.every(hasShare) ? contenders : contenders.filter(hasShare);
}

function hasShare({ share }: Contender): boolean {
  return share > 0;
}

/** Contenders stand in the order of the pool, so that both lists are gone through at once. */
function moveLedger(
  { members }: PoolState,
  contenders: readonly Contender[],
  { winner, credits, seq }: Choice & { readonly seq: number },
): readonly PoolMemberState[] {
  let place = 0;
  return members.map((member) => {
    if (contenders[place]?.repId !== member.repId) return member;
    const creditMicro = credits?.[place] ?? member.creditMicro;
    const lastAssignedSeq = place === winner ? seq : member.lastAssignedSeq;
    place++;
    return { repId: member.repId, weight: member.weight, creditMicro, lastAssignedSeq };
  });
}

function loadOf({ rep }: Contender): number {
  return rep.openLeads / rep.capacity;
}

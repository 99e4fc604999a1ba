import type { RepId } from "@pointsman/contracts/id";
import type { SelectionPolicy } from "@pointsman/contracts/organisation";

import type { PoolMemberState, PoolState, RepState } from "../snapshot.ts";
import { capacityFactor } from "./capacity-factor.ts";
import { byWait, chooseFairShare } from "./fair-share.ts";

/** A member who can take the lead, with his state. */
export interface EligibleMember {
  readonly member: PoolMemberState;
  readonly rep: RepState;
}

export interface Selection {
  readonly winner: RepId;
  /** The pool after the choice: `seq` one higher, credits moved. */
  readonly pool: PoolState;
}

type Strategy = (
  members: readonly EligibleMember[],
  seq: number,
) => { readonly winner: RepId; readonly credits?: ReadonlyMap<RepId, number> };

const STRATEGIES: { readonly [Policy in SelectionPolicy]: Strategy } = {
  fair_share: (members, seq) => {
    const claimants = members.flatMap(({ member, rep }) => {
      const share = member.weight * rep.rampPct * capacityFactor(rep);
      return share > 0 ? [{ ...member, share }] : [];
    });
    return chooseFairShare(claimants, seq);
  },
  least_loaded: (members) => ({
    winner: firstOf(members.toSorted((a, b) => loadOf(a) - loadOf(b) || byWait(a.member, b.member))),
  }),
  fixed: (members) => ({ winner: firstOf(members) }),
};

/** Whether the rep has a share at all: a new hire at 0 % ramp takes nothing from a fair-share pool. */
export function hasShare(policy: SelectionPolicy, rep: RepState): boolean {
  return policy !== "fair_share" || rep.rampPct > 0;
}

/**
 * Chooses one of `members` by the pool's policy and moves the ledger. Only they are credited: who cannot take the
 * lead gains and owes nothing.
 *
 * @param members at least one, all eligible and with a share; for `fixed` in order of precedence
 */
export function selectMember(pool: PoolState, members: readonly EligibleMember[]): Selection {
  const seq = pool.seq + 1;
  const { winner, credits } = STRATEGIES[pool.selection](members, seq);
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

function firstOf(members: readonly EligibleMember[]): RepId {
  const [first] = members;
  if (first === undefined) throw new RangeError("a selection needs at least one member");
  return first.rep.id;
}

import type { RepId } from "@pointsman/contracts/id";

/**
 * Credits of a pool after its members changed: who stays keeps his, who joins starts at zero, and what leavers held is
 * shared equally among the rest, so that the sum stays exactly zero and nobody is flooded or starved by a change. The
 * micro-units that cannot be shared go to the lower ids, whatever the order of the list.
 */
export function rebalanceCredits(
  before: readonly { readonly repId: RepId; readonly creditMicro: number }[],
  members: readonly RepId[],
): ReadonlyMap<RepId, number> {
  const held = new Map(before.map(({ repId, creditMicro }) => [repId, creditMicro]));
  const kept = members.map((repId) => held.get(repId) ?? 0);
  const left = -kept.reduce((sum, credit) => sum + credit, 0);
  const parts = spreadEvenly(left, members.length);
  const partOf = new Map(members.toSorted().map((repId, rank) => [repId, parts[rank] ?? 0]));
  return new Map(members.map((repId, index) => [repId, (kept[index] ?? 0) + (partOf.get(repId) ?? 0)]));
}

/** Integers that differ by one at most and sum to `amount`. */
function spreadEvenly(amount: number, count: number): readonly number[] {
  if (count === 0) return [];
  const base = Math.floor(amount / count);
  const extra = amount - base * count;
  return Array.from({ length: count }, (_, index) => base + (index < extra ? 1 : 0));
}

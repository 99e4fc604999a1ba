import type { RepState } from "../snapshot.ts";

/** A full share, in per mille. */
export const FULL_FACTOR = 1_000;

/**
 * How much of his share a rep gets at his present load, in per mille: all of it up to the soft limit, then falling
 * linearly to nothing at the hard limit. Load is open leads ÷ capacity. Rounded up, so that only the hard limit
 * itself is worth nothing. With limits of 100 % and 200 %, a rep at 80 % counts 1,000 and one at 150 % counts 500.
 */
export function capacityFactor(
  rep: Pick<RepState, "openLeads" | "capacity" | "softLimitPct" | "hardLimitPct">,
): number {
  return factorAt(rep.openLeads, rep.softLimitPct * rep.capacity, rep.hardLimitPct * rep.capacity);
}

/** The same with the limits as percent × capacity. */
export function factorAt(openLeads: number, soft: number, hard: number): number {
  const load = openLeads * 100;
  if (load <= soft && load < hard) return FULL_FACTOR;
  if (load >= hard) return 0;
  return Math.ceil((FULL_FACTOR * (hard - load)) / (hard - soft));
}

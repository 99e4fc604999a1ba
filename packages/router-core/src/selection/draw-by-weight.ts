import { memberAt } from "./fair-share.ts";
import { hashText } from "./hash-text.ts";
import type { Strategy } from "./strategy.ts";

/**
 * `weighted`: the hash of pool and lead id points at a place on a line on which each member has a stretch as long as
 * his share, in the order of their ids. There is no chance in it, so that it replays; and no memory, so that what
 * happened before, absences and corrections too, has no bearing on it. The price: after n leads a count may be off by
 * some √n, where `fair_share` is off by less than one.
 */
export const drawByWeight: Strategy = (contenders, { pool, leadId }) => {
  const byId = [...contenders.keys()].sort((a, b) =>
    memberAt(contenders, a).repId < memberAt(contenders, b).repId ? -1 : 1,
  );
  const total = contenders.reduce((sum, { share }) => sum + share, 0);
  // At most 5,000 × 10⁹ against 2⁵³ hashes: nobody's chance is off by more than 0.06 %.
  let point = hashText(`${pool.id}/${leadId}`) % total;
  for (const winner of byId) {
    const { share } = memberAt(contenders, winner);
    if (point < share) return { winner, credits: null };
    point -= share;
  }
  throw new RangeError("a selection needs at least one member with a share");
};

import { toId, type RepId } from "@pointsman/contracts/id";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { MICRO_LEAD } from "../snapshot.ts";
import { chooseFairShare, type Claimant } from "./fair-share.ts";
import { splitLead } from "./split-lead.ts";

const weight = fc.integer({ min: 1, max: 10_000 });
const roster = fc.array(weight, { minLength: 1, maxLength: 20 });

function toClaimants(shares: readonly number[]): readonly Claimant[] {
  return shares.map((share, index) => ({
    repId: toId("rep", `r${String(index).padStart(2, "0")}`),
    share,
    creditMicro: 0,
    lastAssignedSeq: null,
  }));
}

interface History {
  readonly winners: readonly RepId[];
  readonly worstDebt: number;
  readonly claimants: readonly Claimant[];
}

function giveLeads(start: readonly Claimant[], leads: number): History {
  let claimants = start;
  let worstDebt = 0;
  const winners: RepId[] = [];
  for (let seq = 1; seq <= leads; seq++) {
    const { winner, credits } = chooseFairShare(claimants, seq);
    winners.push(winner);
    claimants = claimants.map((claimant) => ({
      ...claimant,
      creditMicro: credits.get(claimant.repId) ?? 0,
      lastAssignedSeq: claimant.repId === winner ? seq : claimant.lastAssignedSeq,
    }));
    worstDebt = Math.max(worstDebt, ...claimants.map(({ creditMicro }) => creditMicro));
  }
  return { winners, worstDebt, claimants };
}

describe("splitting a lead", () => {
  test("gives integers that sum to exactly one lead, each within one micro-unit of its proportion", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000_000_000 }), { minLength: 1, maxLength: 50 }),
        fc.nat(),
        (shares, seq) => {
          const parts = splitLead(toClaimants(shares), seq);
          const total = shares.reduce((sum, share) => sum + share, 0);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(MICRO_LEAD);
          for (const [index, part] of parts.entries()) {
            expect(Number.isInteger(part)).toBe(true);
            expect(Math.abs(part - (shares[index]! * MICRO_LEAD) / total)).toBeLessThan(1 + 1e-6);
          }
        },
      ),
    );
  });

  test("gives what is left over to the largest remainders, equal ones in turn by id, as a full sort would", () => {
    const shares = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(shares, fc.nat(), fc.boolean(), (shares, seq, isBackward) => {
        const sharers = isBackward ? toClaimants(shares).toReversed() : toClaimants(shares);
        expect(splitLead(sharers, seq)).toEqual(splitBySorting(sharers, seq));
      }),
    );
  });

  test("passes the micro-units left over round in turn", () => {
    const thirds = [1, 2, 3].map((seq) => splitLead(toClaimants([1, 1, 1]), seq));
    const sums = [0, 1, 2].map((index) => thirds.reduce((sum, parts) => sum + parts[index]!, 0));
    expect(sums).toEqual([MICRO_LEAD, MICRO_LEAD, MICRO_LEAD]);
  });
});

describe("fair share", () => {
  test("credits sum to exactly zero and nobody of a fixed roster is ever owed a whole lead", () => {
    fc.assert(
      fc.property(roster, (shares) => {
        const { worstDebt, claimants } = giveLeads(toClaimants(shares), 400);
        expect(claimants.reduce((sum, { creditMicro }) => sum + creditMicro, 0)).toBe(0);
        expect(worstDebt).toBeLessThan(MICRO_LEAD);
      }),
      { numRuns: 200 },
    );
  });

  test("the weights that leave a rep owed 1.20 leads when the most-owed wins stay below one lead", () => {
    const { worstDebt } = giveLeads(toClaimants([67, 8, 268, 1, 1, 11, 9, 270, 6, 7]), 6_000);
    expect(worstDebt).toBeLessThan(MICRO_LEAD);
  });

  test("the order in which the reps are listed moves no count by more than one", () => {
    fc.assert(
      fc.property(fc.array(weight, { minLength: 2, maxLength: 8 }), (shares) => {
        const forward = giveLeads(toClaimants(shares), 60);
        const backward = giveLeads(toClaimants(shares).toReversed(), 60);
        const count = ({ winners }: History, repId: RepId) => winners.filter((winner) => winner === repId).length;
        for (const { repId } of toClaimants(shares)) {
          expect(Math.abs(count(forward, repId) - count(backward, repId))).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("equal shares go strictly round robin", () => {
    const { winners } = giveLeads(toClaimants([1, 1, 1]), 9);
    expect(winners).toEqual([...winners.slice(0, 3), ...winners.slice(0, 3), ...winners.slice(0, 3)]);
    expect(new Set(winners).size).toBe(3);
  });

  test("refuses to choose among nobody", () => {
    expect(() => chooseFairShare([], 1)).toThrow(RangeError);
  });
});

/** The definition of `splitLead`, spelt out. */
function splitBySorting(claimants: readonly Claimant[], seq: number): readonly number[] {
  const total = claimants.reduce((sum, { share }) => sum + share, 0);
  const parts = claimants.map(({ share }) => Math.floor((share * MICRO_LEAD) / total));
  const leftover = MICRO_LEAD - parts.reduce((sum, part) => sum + part, 0);
  const ids = claimants.map(({ repId }) => repId).toSorted();
  const ranked = claimants
    .map(({ repId, share }, index) => ({
      index,
      remainder: (share * MICRO_LEAD) % total,
      turn: (ids.indexOf(repId) + seq) % claimants.length,
    }))
    .toSorted((a, b) => b.remainder - a.remainder || a.turn - b.turn);
  for (const { index } of ranked.slice(0, leftover)) parts[index]! += 1;
  return parts;
}

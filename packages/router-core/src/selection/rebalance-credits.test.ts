import { toId } from "@pointsman/contracts/id";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { rebalanceCredits } from "./rebalance-credits.ts";

const rep = (index: number) => toId("rep", `r${index}`);

test("who stays keeps his credit, who joins starts at zero, and the sum stays zero when the leaver owed nothing", () => {
  const before = [
    { repId: rep(1), creditMicro: 400 },
    { repId: rep(2), creditMicro: -400 },
    { repId: rep(3), creditMicro: 0 },
  ];
  const after = rebalanceCredits(before, [rep(1), rep(2), rep(4)]);
  expect(Object.fromEntries(after)).toEqual({ rep_r1: 400, rep_r2: -400, rep_r4: 0 });
});

test("whatever the ledger and the change, the new credits are integers that sum to exactly zero and move evenly", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -999_999, max: 999_999 }), { minLength: 1, maxLength: 20 }),
      fc.uniqueArray(fc.nat(30), { minLength: 1 }),
      (credits, members) => {
        const total = credits.reduce((sum, credit) => sum + credit, 0);
        const before = [...credits, -total].map((creditMicro, index) => ({ repId: rep(index), creditMicro }));
        const after = rebalanceCredits(before, members.map(rep));
        const moves = [...after].map(
          ([repId, credit]) => credit - (before.find((entry) => entry.repId === repId)?.creditMicro ?? 0),
        );
        expect([...after.values()].reduce((sum, credit) => sum + credit, 0)).toBe(0);
        expect(Math.max(...moves) - Math.min(...moves)).toBeLessThanOrEqual(1);
      },
    ),
  );
});

import { toId } from "@pointsman/contracts/id";
import { expect, test } from "vitest";

import { findBreak, type LedgerAt } from "./pool-chain.ts";

const [ANN, BOB, CARL] = [toId("rep", "ann"), toId("rep", "bob"), toId("rep", "carl")];

const LEFT: LedgerAt = {
  seq: 7,
  members: [
    { repId: ANN, creditMicro: 500_000, lastAssignedSeq: 6 },
    { repId: BOB, creditMicro: -500_000, lastAssignedSeq: 7 },
  ],
};

const withCredits = (ann: number, bob: number): LedgerAt => ({
  seq: 7,
  members: [
    { repId: ANN, creditMicro: ann, lastAssignedSeq: 6 },
    { repId: BOB, creditMicro: bob, lastAssignedSeq: 7 },
  ],
});

test.each<[string, LedgerAt, string | null]>([
  ["the same ledger", LEFT, null],
  ["the same members in another order", { ...LEFT, members: LEFT.members.toReversed() }, null],
  ["a number that was skipped", { ...LEFT, seq: 8 }, "its number was 7 and then 8"],
  ["credits out of nothing", withCredits(500_001, -500_000), "its credits sum to 1"],
  ["credits moved", withCredits(500_001, -500_001), "the credit of rep_ann was 500000 and then 500001"],
  [
    "another last lead",
    { ...LEFT, members: [{ ...LEFT.members[0]!, lastAssignedSeq: 5 }, LEFT.members[1]!] },
    "the last lead of rep_ann was 6 and then 5",
  ],
  [
    "somebody who joined, at zero",
    { ...LEFT, members: [...LEFT.members, { repId: CARL, creditMicro: 0, lastAssignedSeq: null }] },
    null,
  ],
  [
    "somebody who left, with what he was owed shared",
    { seq: 7, members: [{ repId: ANN, creditMicro: 0, lastAssignedSeq: 6 }] },
    null,
  ],
  [
    "somebody who left and took what he owed with him",
    { seq: 7, members: [{ repId: ANN, creditMicro: 500_000, lastAssignedSeq: 6 }] },
    "its credits sum to 500000",
  ],
])("after a ledger comes %s", (_, found, problem) => {
  expect(findBreak(LEFT, found)).toBe(problem);
});

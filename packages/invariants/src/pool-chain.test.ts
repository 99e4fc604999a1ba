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

const members = (...rows: LedgerAt["members"]): LedgerAt => ({ seq: 7, members: rows });

test.each<[string, LedgerAt, string | null]>([
  ["the same ledger", LEFT, null],
  ["the same members in another order", { ...LEFT, members: LEFT.members.toReversed() }, null],
  ["a number that was skipped", { ...LEFT, seq: 8 }, "its number was 7 and then 8"],
  ["credits moved", withCredits(500_001, -500_001), "the credit of rep_ann was 500000 and then 500001"],
  [
    "another last lead",
    members({ ...LEFT.members[0]!, lastAssignedSeq: 5 }, LEFT.members[1]!),
    "the last lead of rep_ann was 6 and then 5",
  ],
  ["somebody who joined", members(...LEFT.members, { repId: CARL, creditMicro: 0, lastAssignedSeq: null }), null],
  [
    "somebody who joined with a credit",
    members(...LEFT.members, { repId: CARL, creditMicro: 1, lastAssignedSeq: null }),
    "the credit of rep_carl was 0 and then 1",
  ],
  [
    "somebody who left and took his debt with him",
    members({ repId: ANN, creditMicro: 500_000, lastAssignedSeq: 6 }),
    "rep_bob left with a credit of -500000",
  ],
])("after a ledger comes %s", (_, found, problem) => {
  expect(findBreak(LEFT, [], found)).toBe(problem);
});

const MOVES = [
  { repId: ANN, deltaMicro: -500_000 },
  { repId: BOB, deltaMicro: 500_000 },
];

test.each<[string, LedgerAt, string | null]>([
  ["that is what came of them", withCredits(0, 0), null],
  ["as if nothing was moved", LEFT, "the credit of rep_ann was 0 and then 500000"],
  ["without him who left", members({ repId: ANN, creditMicro: 0, lastAssignedSeq: 6 }), null],
])("after moved credits comes a ledger %s", (_, found, problem) => {
  expect(findBreak(LEFT, MOVES, found)).toBe(problem);
});

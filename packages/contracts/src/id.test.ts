import { describe, expect, expectTypeOf, test } from "vitest";

import { toEventId } from "./event.ts";
import { AccountId, EventId, LeadId, RepId, toId, type Id } from "./id.ts";

describe("an id", () => {
  test("says what it is", () => {
    expect(toId("lead", "4k2p")).toBe("lead_4k2p");
    expect(LeadId.parse("lead_4k2p")).toBe("lead_4k2p");
  });

  test.each(["rep_4k2p", "lead_", "lead", "lead_-x", "lead_a b", `lead_${"x".repeat(92)}`, "", 7, null])(
    "of a lead is not %j",
    (value) => {
      expect(LeadId.safeParse(value).success).toBe(false);
    },
  );

  test("that is wrong is told what would be right, with the right article", () => {
    expect(RepId.safeParse("x").error?.issues[0]?.message).toBe('expected a rep id such as "rep_example"');
    expect(AccountId.safeParse("x").error?.issues[0]?.message).toBe('expected an account id such as "acct_example"');
  });

  test("of one kind is no id of another to the compiler", () => {
    expectTypeOf<Id<"rep">>().not.toExtend<Id<"lead">>();
    expectTypeOf(toId("rep", "x")).toEqualTypeOf<RepId>();
  });
});

test("the event id of a change is made of lead, epoch and kind: the same change never has two", () => {
  const id = toEventId("lead_4k2p", 2, "lead.assigned");
  expect(id).toBe("evt_4k2p.2.assigned");
  expect(EventId.parse(id)).toBe(id);
});

import type { Condition, Facts } from "@pointsman/contracts/rule-set";
import { describe, expect, test } from "vitest";

import { listUnmet } from "./list-unmet.ts";

const SCORE: Condition = { fact: "lead.score", op: "gte", value: 50 };
const SIZE: Condition = { fact: "lead.employees", op: "between", value: [200, 500] };
const FREE_MAIL: Condition = { fact: "lead.isFreeMail", op: "eq", value: true };
const COMPANY: Condition = { fact: "lead.company", op: "exists" };

const needsScore = { fact: "lead.score", is: 30, needs: "gte 50" };
const needsSize = { fact: "lead.employees", is: null, needs: "between [200,500]" };
const needsOtherMail = { fact: "lead.isFreeMail", is: true, needs: "not eq true" };

describe("what a lead lacks", () => {
  test.each<[string, Condition, Facts, ReturnType<typeof listUnmet>]>([
    ["nothing", { all: [SCORE, COMPANY] }, { "lead.score": 50, "lead.company": "Acme" }, null],
    ["one test", SCORE, { "lead.score": 30 }, [needsScore]],
    ["of all only what fails", { all: [COMPANY, SCORE] }, { "lead.score": 30, "lead.company": "Acme" }, [needsScore]],
    ["of any each part", { any: [SCORE, SIZE] }, { "lead.score": 30 }, [needsScore, needsSize]],
    ["what must not be", { not: FREE_MAIL }, { "lead.isFreeMail": true }, [needsOtherMail]],
    [
      "under a not, of any what holds",
      { not: { any: [FREE_MAIL, COMPANY] } },
      { "lead.isFreeMail": true },
      [needsOtherMail],
    ],
    ["twice not", { not: { not: SCORE } }, { "lead.score": 30 }, [needsScore]],
    ["a condition without a way to satisfy it", { any: [] }, {}, []],
  ])("%s", (_, condition, facts, unmet) => {
    expect(listUnmet(condition, facts)).toEqual(unmet);
  });

  test("is cut at twenty", () => {
    expect(listUnmet({ any: Array.from({ length: 200 }, () => SCORE) }, { "lead.score": 30 })).toHaveLength(20);
  });
});

import type { LeadEvent } from "@pointsman/contracts/event";

import { toEvents, type Change } from "./lead-history.ts";

const HOUR = 3_600_000;
const SECOND = 1_000;
const FROM_MS = Date.UTC(2026, 9, 1);
const UNTIL_MS = Date.UTC(2026, 10, 1);

/** The period of the planted history: October 2026. */
export const PLANTED_PERIOD = { from: "2026-10-01T00:00:00.000Z", until: "2026-11-01T00:00:00.000Z" } as const;

const WEST_A = { tier: "A", territory: "west", ruleId: "west-a" } as const;
const EAST_A = { tier: "A", territory: "east", ruleId: "east-all" } as const;
const EAST_B = { tier: "B", territory: "east", ruleId: "east-all" } as const;

/** Eleven leads inside the period and two at its edges, small enough to work every figure out by hand. */
export const PLANTED_HISTORY: readonly LeadEvent[] = [
  // Received in the first millisecond of the period; routed in 1 s; converts.
  toEvents({ lead: "converts", receivedMs: FROM_MS }, [
    assigned(1, 1 * SECOND, { ...WEST_A, rep: "kim" }),
    { kind: "lead.converted", epoch: 1, afterMs: 50 * HOUR, ...WEST_A, rep: "kim" },
  ]),
  // In the wrong territory; converts with the second rep.
  toEvents({ lead: "wrong-territory", receivedMs: FROM_MS + HOUR, qualifyMs: 30 * SECOND }, [
    assigned(1, 2 * SECOND, { ...WEST_A, rep: "kim" }),
    rerouted(2, 5 * HOUR, { ...WEST_A, rep: "kim", reason: "wrong_territory" }),
    assigned(2, 5 * HOUR, { ...EAST_A, rep: "lee" }),
    { kind: "lead.converted", epoch: 2, afterMs: 60 * HOUR, ...EAST_A, rep: "lee" },
  ]),
  // Routed too late, then lost by the rep: a re-route, but no fault of the routing.
  toEvents({ lead: "sla-breach", receivedMs: FROM_MS + 2 * HOUR }, [
    assigned(1, 61 * SECOND, { ...WEST_A, rep: "kim" }),
    rerouted(2, 9 * HOUR, { ...WEST_A, rep: "kim", reason: "sla_breach" }),
    assigned(2, 9 * HOUR, { ...WEST_A, rep: "lee" }),
  ]),
  // Clocks disagree: assigned before it qualified.
  toEvents({ lead: "negative", receivedMs: FROM_MS + 3 * HOUR, qualifyMs: 2 * SECOND }, [
    assigned(1, -500, { ...WEST_A, rep: "lee" }),
  ]),
  toEvents({ lead: "other-source", receivedMs: FROM_MS + 4 * HOUR, source: "partner-form" }, [
    assigned(1, 3 * SECOND, { ...WEST_A, rep: "kim" }),
  ]),
  // Taken away twice and back with the first rep: only the first reason judges the routing.
  toEvents({ lead: "back-again", receivedMs: FROM_MS + 5 * HOUR }, [
    assigned(1, 4 * SECOND, { ...EAST_B, rep: "lee" }),
    rerouted(2, 1 * HOUR, { ...EAST_B, rep: "lee", reason: "wrong_owner" }),
    assigned(2, 1 * HOUR, { ...EAST_B, rep: "kim" }),
    rerouted(3, 2 * HOUR, { ...EAST_B, rep: "kim", reason: "rep_request" }),
    assigned(3, 2 * HOUR, { ...EAST_B, ruleId: null, rep: "lee" }),
  ]),
  toEvents({ lead: "held", receivedMs: FROM_MS + 6 * HOUR }, [
    { kind: "lead.held", epoch: 1, afterMs: 1 * SECOND, ...EAST_B, rep: "kim", reason: "out_of_office" },
    assigned(2, 20 * HOUR, { ...EAST_B, rep: "kim" }),
    { kind: "lead.converted", epoch: 2, afterMs: 90 * HOUR, ...EAST_B, rep: "kim" },
  ]),
  // Fetched from the queue by hand: a re-route from nobody, which is none for the report.
  toEvents({ lead: "rescued", receivedMs: FROM_MS + 7 * HOUR }, [
    { kind: "lead.parked", epoch: 1, afterMs: 1 * SECOND, reason: "no_coverage" },
    rerouted(2, 3 * HOUR, { rep: null, reason: "other" }),
    assigned(2, 3 * HOUR, { rep: "kim" }),
  ]),
  toEvents({ lead: "parked", receivedMs: FROM_MS + 8 * HOUR }, [
    { kind: "lead.parked", epoch: 1, afterMs: 1 * SECOND, ...EAST_B, reason: "nobody_available" },
  ]),
  toEvents({ lead: "attached", receivedMs: FROM_MS + 9 * HOUR }, [
    { kind: "lead.attached", epoch: 1, afterMs: 1 * SECOND, ...WEST_A, rep: "kim" },
  ]),
  // Received in the last millisecond; no decision yet.
  toEvents({ lead: "undecided", receivedMs: UNTIL_MS - 1 }, []),
  // Just outside: the period ends before `until`, and begins at `from`.
  toEvents({ lead: "too-early", receivedMs: FROM_MS - 1 }, [assigned(1, 1 * SECOND, { ...WEST_A, rep: "kim" })]),
  toEvents({ lead: "too-late", receivedMs: UNTIL_MS }, [assigned(1, 1 * SECOND, { ...WEST_A, rep: "kim" })]),
].flat();

function assigned(epoch: number, afterMs: number, rest: Omit<Change, "kind" | "epoch" | "afterMs">): Change {
  return { kind: "lead.assigned", epoch, afterMs, ...rest };
}

function rerouted(epoch: number, afterMs: number, rest: Omit<Change, "kind" | "epoch" | "afterMs">): Change {
  return { kind: "lead.rerouted", epoch, afterMs, ...rest };
}

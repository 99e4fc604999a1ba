import { startTestClickHouse, type TestClickHouse } from "@pointsman/testkit/clickhouse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { insertBatch } from "../ingest/insert-batch.ts";
import { migrate } from "../migrate.ts";
import { toEvents, toOutboxRow } from "../testing/lead-history.ts";
import { PLANTED_HISTORY } from "../testing/planted-history.ts";

let engine: TestClickHouse;

/** Its first decision knew neither tier nor rule, its second assignment did. */
const UNKNOWN_FIRST = toEvents({ lead: "unknown-first", receivedMs: Date.UTC(2026, 9, 2) }, [
  { kind: "lead.assigned", epoch: 1, afterMs: 1_000, rep: "kim" },
  { kind: "lead.rerouted", epoch: 2, afterMs: 2_000, rep: "kim", reason: "wrong_segment" },
  { kind: "lead.assigned", epoch: 2, afterMs: 2_000, rep: "lee", tier: "A", territory: "west", ruleId: "west-a" },
]);

/** Received below the line, qualified an hour later, refused by the first rep, worked and given up by the second. */
const WHOLE_LIFE = toEvents({ lead: "whole-life", receivedMs: Date.UTC(2026, 9, 4), qualifyMs: 3_600_000 }, [
  { kind: "lead.unqualified", epoch: 1, afterMs: -3_600_000, isEarly: true, reason: "lead.score", tier: "B" },
  { kind: "lead.assigned", epoch: 2, afterMs: 40, rep: "kim", tier: "A", ruleId: "west-a" },
  { kind: "lead.rejected", epoch: 3, afterMs: 1_000, rep: "kim", tier: "A", ruleId: "west-a", reason: "wrong_owner" },
  { kind: "lead.assigned", epoch: 3, afterMs: 1_000, rep: "lee", tier: "A" },
  { kind: "lead.accepted", epoch: 3, afterMs: 2_000, rep: "lee", tier: "A" },
  { kind: "lead.touched", epoch: 3, afterMs: 3_000, rep: "lee", tier: "A" },
  { kind: "lead.disqualified", epoch: 3, afterMs: 4_000, rep: "lee", tier: "A", reason: "no_budget" },
]);

/** The decisions are here, the receipt is late. */
const WITHOUT_RECEIPT = toEvents({ lead: "no-receipt", receivedMs: Date.UTC(2026, 9, 3), qualifyMs: 500 }, [
  { kind: "lead.assigned", epoch: 1, afterMs: 1_000, rep: "kim", tier: "A", territory: "west", ruleId: "west-a" },
]).slice(1);

beforeAll(async () => {
  engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  // Latest first, so that the order of arrival is never that of the events.
  const rows = [...PLANTED_HISTORY, ...UNKNOWN_FIRST, ...WHOLE_LIFE, ...WITHOUT_RECEIPT].map(toOutboxRow).toReversed();
  // Every event lies in the table twice: without FINAL, assignments and re-routes would count double.
  await engine.client.command({ query: "system stop merges lead_event_v2" });
  await insertBatch(engine.client, { token: "1", rows });
  await insertBatch(engine.client, { token: "2", rows: rows.toReversed() });
});

afterAll(async () => {
  await engine[Symbol.asyncDispose]();
});

async function select(query: string): Promise<readonly unknown[]> {
  const settings = { date_time_output_format: "iso" } as const;
  const result = await engine.client.query({ query, format: "JSONEachRow", clickhouse_settings: settings });
  return result.json();
}

describe("lead_v1", () => {
  test("has one row a lead, those too of which only some events are in", async () => {
    expect(await select("select count() as n, uniqExact(lead_id) as leads from lead_v1")).toEqual([
      { n: 16, leads: 16 },
    ]);
    expect(
      await select("select received_at, qualified_at, state from lead_v1 where lead_id = 'lead_no-receipt'"),
    ).toEqual([
      { received_at: "2026-10-03T00:00:00.000Z", qualified_at: "2026-10-03T00:00:00.500Z", state: "assigned" },
    ]);
  });

  test("tells the whole story of a lead", async () => {
    expect(await select("select * from lead_v1 where lead_id = 'lead_wrong-territory'")).toEqual([
      {
        lead_id: "lead_wrong-territory",
        source: "demo-form",
        received_at: "2026-10-01T01:00:00.000Z",
        qualified_at: "2026-10-01T01:00:30.000Z",
        country: "US",
        utm_source: null,
        tier: "A",
        segment: null,
        territory: "west",
        vertical: null,
        account_status: null,
        partner_id: null,
        attributed_by: null,
        first_outcome: "assigned",
        first_outcome_at: "2026-10-01T01:00:32.000Z",
        first_outcome_reason: null,
        state: "converted",
        routed_at: "2026-10-01T01:00:32.000Z",
        first_epoch: 1,
        first_rep_id: "rep_kim",
        first_rule_id: "west-a",
        first_stage_id: "territory",
        first_rule_set_version: 1,
        is_rerouted: true,
        reroute_count: 1,
        reroute_reason: "wrong_territory",
        rerouted_at: "2026-10-01T06:00:30.000Z",
        converted_at: "2026-10-03T13:00:30.000Z",
        converted_rep_id: "rep_lee",
        converted_rule_id: "east-all",
        first_accepted_at: null,
        first_touched_at: null,
        disqualified_at: null,
        disqualified_reason: null,
      },
    ]);
  });

  test("follows a lead that qualifies late, is refused, worked and given up", async () => {
    const columns = `qualified_at, tier, first_outcome, state, routed_at, first_epoch, is_rerouted, reroute_reason,
      first_accepted_at, first_touched_at, disqualified_at, disqualified_reason`;
    expect(await select(`select ${columns} from lead_v1 where lead_id = 'lead_whole-life'`)).toEqual([
      {
        qualified_at: "2026-10-04T01:00:00.000Z",
        tier: "A",
        first_outcome: "assigned",
        state: "disqualified",
        routed_at: "2026-10-04T01:00:00.040Z",
        first_epoch: 2,
        is_rerouted: true,
        reroute_reason: "wrong_owner",
        first_accepted_at: "2026-10-04T01:00:02.000Z",
        first_touched_at: "2026-10-04T01:00:03.000Z",
        disqualified_at: "2026-10-04T01:00:04.000Z",
        disqualified_reason: "no_budget",
      },
    ]);
    const life = `select epoch, ended_by, reroute_reason, accepted_at, first_touched_at, converted_at from assignment_v1
      where lead_id = 'lead_whole-life' order by epoch`;
    const never = { accepted_at: null, first_touched_at: null, converted_at: null };
    expect(await select(life)).toEqual([
      { ...never, epoch: 2, ended_by: "rejected", reroute_reason: "wrong_owner" },
      {
        ...never,
        epoch: 3,
        ended_by: "disqualified",
        reroute_reason: null,
        accepted_at: "2026-10-04T01:00:02.000Z",
        first_touched_at: "2026-10-04T01:00:03.000Z",
      },
    ]);
  });

  test("a first assignment that knew no rule and no tier keeps its nulls", async () => {
    expect(
      await select(
        `select tier, territory, first_rule_id, first_rep_id from lead_v1 where lead_id = 'lead_unknown-first'`,
      ),
    ).toEqual([{ tier: null, territory: null, first_rule_id: null, first_rep_id: "rep_kim" }]);
  });

  test("states, and re-routes counted only where a rep lost the lead", async () => {
    const query = `select substring(lead_id, 6) as lead, first_outcome, state, first_epoch, reroute_count, reroute_reason
      from lead_v1 where lead in ('back-again', 'held', 'rescued', 'parked', 'attached', 'undecided') order by lead`;
    const none = { reroute_count: 0, reroute_reason: null };
    expect(await select(query)).toEqual([
      { lead: "attached", first_outcome: "attached", state: "attached", first_epoch: null, ...none },
      {
        lead: "back-again",
        first_outcome: "assigned",
        state: "assigned",
        first_epoch: 1,
        reroute_count: 2,
        reroute_reason: "wrong_owner",
      },
      { lead: "held", first_outcome: "held", state: "converted", first_epoch: 2, ...none },
      { lead: "parked", first_outcome: "parked", state: "parked", first_epoch: null, ...none },
      { lead: "rescued", first_outcome: "parked", state: "assigned", first_epoch: 2, ...none },
      { lead: "undecided", first_outcome: null, state: "received", first_epoch: null, ...none },
    ]);
  });
});

describe("assignment_v1", () => {
  test("has one row an assignment, each ended by the nearest re-route after it", async () => {
    const query = `select epoch, rep_id, ended_by, reroute_reason, rerouted_at from assignment_v1
      where lead_id = 'lead_back-again' order by epoch`;
    expect(await select(query)).toEqual([
      {
        epoch: 1,
        rep_id: "rep_lee",
        ended_by: "rerouted",
        reroute_reason: "wrong_owner",
        rerouted_at: "2026-10-01T06:00:00.000Z",
      },
      {
        epoch: 2,
        rep_id: "rep_kim",
        ended_by: "rerouted",
        reroute_reason: "rep_request",
        rerouted_at: "2026-10-01T07:00:00.000Z",
      },
      { epoch: 3, rep_id: "rep_lee", ended_by: "open", reroute_reason: null, rerouted_at: null },
    ]);
    const [{ n }] = (await select("select count() as n from assignment_v1")) as [{ n: number }];
    const sent = [...PLANTED_HISTORY, ...UNKNOWN_FIRST, ...WHOLE_LIFE, ...WITHOUT_RECEIPT];
    expect(n).toBe(sent.filter((event) => event.kind === "lead.assigned").length);
  });

  test("gives a conversion to the assignment of its epoch only", async () => {
    const query = `select epoch, rep_id, ended_by, converted_at from assignment_v1
      where lead_id = 'lead_wrong-territory' order by epoch`;
    expect(await select(query)).toEqual([
      { epoch: 1, rep_id: "rep_kim", ended_by: "rerouted", converted_at: null },
      { epoch: 2, rep_id: "rep_lee", ended_by: "converted", converted_at: "2026-10-03T13:00:30.000Z" },
    ]);
  });

  test("does not depend on how the session fills joins", async () => {
    const figures = "select ended_by, reroute_reason, count() as n from assignment_v1 group by all order by all";
    expect(await select(`${figures} settings join_use_nulls = 1`)).toEqual(
      await select(`${figures} settings join_use_nulls = 0`),
    );
  });
});

import { Scope } from "@pointsman/contracts/api";
import { AuditContent } from "@pointsman/contracts/audit";
import { demoRuleSet } from "@pointsman/demo/rule-set";
import { listProcedures } from "@pointsman/rpc/openapi/list-procedures";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import { openWorld, type World } from "../../test/access/world.ts";
import { CHANGES } from "../../test/audit/changes.ts";
import { toSubmission } from "../../test/submission.ts";
import { appRouter } from "../app-router.ts";
import { chainAll } from "./run-chainer.ts";

let world: World;
let secret: string;

beforeAll(async () => {
  world = await openWorld();
  secret = await world.machine(Scope.options);
});

afterAll(async () => world[Symbol.asyncDispose]());

test("every mutation has a row, and every row a mutation", () => {
  // One missing here? Add its row to test/audit/changes.ts: a call of it that changes something.
  const mutations = listProcedures(appRouter).filter(({ type }) => type === "mutation");
  expect(Object.keys(CHANGES).toSorted()).toEqual(mutations.map(({ path }) => path).toSorted());
});

const rows = Object.entries(CHANGES).flatMap(([path, change]) => ("entity" in change ? [{ path, ...change }] : []));

test.each(rows)(
  "$path leaves an entry of who did it, with what was and what is",
  async ({ path, entity, behind, input }) => {
    const { service, api } = world.router;
    if (path === "leads.qualify") {
      await api.ruleSets.publish({
        ruleSet: { ...demoRuleSet, qualification: { fact: "lead.score", op: "gte", value: 50 } },
      });
      await api.leads.submit({ submissions: [toSubmission("unqualified", { score: 10 })] });
    }
    const things = await world.things();
    if (behind !== undefined) await world.call(behind, input(things), secret);
    await chainAll(service);
    const last = await countEntries();
    expect(await world.call(path, input(things), secret)).toMatchObject({ code: null });
    // The first look at events only sees where they end.
    await chainAll(service);
    await chainAll(service);
    const made = (await listEntries(last)).filter((entry) => entry.entity === entity);
    expect(made).not.toEqual([]);
    const ofChanges = made.filter(({ events }) => events === undefined);
    const machine = { kind: "key", id: expect.stringMatching(/^key_machine/), name: "machine" };
    const who = ofChanges.map(({ actor, action }) => ({ actor, action }));
    expect(who).toEqual(who.map(() => ({ actor: machine, action: path })));
    for (const { before, after } of ofChanges) expect(before).not.toEqual(after);
    const events = made.flatMap((entry) => entry.events?.list ?? []);
    expect(events.length > 0).toBe(entity === "outbox");
  },
);

test("the columns to find entries by say what their contents say, of bunches of events too", async () => {
  const { rows: found } = await sql<{ readonly ofEvents: boolean; readonly agree: boolean }>`
    select action = 'lead.events' as "ofEvents", bool_and(
      (at, actor_id, action, entity, coalesce(entity_id, '')) is not distinct from
      (whole ->> 'at', whole -> 'actor' ->> 'id', whole ->> 'action', whole ->> 'entity', coalesce(whole ->> 'entityId', ''))) as agree
    from audit_entry cross join lateral (select content::jsonb as whole) as read group by 1 order by 1`.execute(
    world.router.service.db,
  );
  expect(found).toEqual([
    { ofEvents: false, agree: true },
    { ofEvents: true, agree: true },
  ]);
});

async function countEntries(): Promise<number> {
  const { rows: found } = await sql<{ readonly last: number }>`
    select coalesce(max(seq), 0) as last from audit_entry`.execute(world.router.service.db);
  return found[0]?.last ?? 0;
}

async function listEntries(after: number): Promise<readonly AuditContent[]> {
  const { rows: found } = await sql<{ readonly content: string }>`
    select content from audit_entry where seq > ${after} order by seq`.execute(world.router.service.db);
  return found.map(({ content }) => AuditContent.parse(JSON.parse(content)));
}

import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { NotificationKind } from "@pointsman/contracts/notification";
import type { Rep } from "@pointsman/contracts/organisation";
import { buildOrganisation } from "@pointsman/demo/organisation";
import { sql } from "kysely";

import { openTestService, START_MS, type TestService } from "./test-service.ts";
import { seedOrganisation } from "./test-service.ts";

export const HOUR_MS = 3_600_000;

/** A service on the demo organisation, in which some reps are other than there. */
export async function openDemoService(
  changes: Partial<Record<RepId, Partial<Rep>>> = {},
  options: Parameters<typeof openTestService>[0] = {},
): Promise<TestService> {
  const router = await openTestService(options);
  const organisation = buildOrganisation(START_MS);
  const reps = organisation.reps.map((rep) => ({ ...rep, ...changes[rep.id] }));
  await seedOrganisation(router, { ...organisation, reps });
  return router;
}

/** Saves a rep with these changes. */
export async function changeRep({ api }: Pick<TestService, "api">, repId: RepId, changes: Partial<Rep>): Promise<void> {
  const rep = (await api.reps.list()).reps.find(({ id }) => id === repId);
  if (rep === undefined) throw new Error(`${repId} is not on file`);
  await api.reps.upsert({ reps: [{ ...rep, ...changes }] });
}

/** Moves the clock to an instant, which must not lie behind it. */
export function moveTo(router: Pick<TestService, "service" | "advance">, instant: string): void {
  const ms = Date.parse(instant) - router.service.clock.nowMs();
  if (ms < 0) throw new Error(`${instant} is over`);
  router.advance(ms);
}

/** Where a lead stands. */
export async function placeOf({ api }: Pick<TestService, "api">, leadId: LeadId) {
  const { state, repId, epoch, heldUntil } = (await api.leads.get({ leadId })).lead;
  return { state, repId, epoch, heldUntil };
}

/** Who was told what, of which lead, in order. */
export async function listTold({ service }: Pick<TestService, "service">, kinds: readonly NotificationKind[]) {
  return service.db
    .selectFrom("notification")
    .select(["kind", "rep_id as repId", "lead_id as leadId", "payload"])
    .where("kind", "in", kinds)
    .orderBy("id")
    .execute();
}

/** From now on Postgres refuses whatever gives somebody one of the leads whose names begin with "poison". */
export async function plantPoison({ service }: Pick<TestService, "service">): Promise<void> {
  const { db } = service;
  await sql`
    create function poison() returns trigger language plpgsql as $$
    begin
      raise exception 'lead % is poison', new.lead_id using errcode = '22012';
    end $$`.execute(db);
  await sql`
    create trigger poison before insert on assignment
      for each row when (new.lead_id like 'lead_poison%') execute function poison()`.execute(db);
}

/** Leads that were parked because they cannot be routed. */
export async function listFailures({ service }: Pick<TestService, "service">) {
  return service.db
    .selectFrom("lead_failure")
    .select(["lead_id as leadId", "epoch", "code"])
    .orderBy("lead_id")
    .execute();
}

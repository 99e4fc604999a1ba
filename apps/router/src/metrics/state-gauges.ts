import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import { countStaleCalendars } from "@pointsman/store/availability/calendars";
import { readDepths } from "@pointsman/store/check/read-depths";
import { Gauge, type Registry } from "prom-client";

import type { ServiceContext } from "../context.ts";

/**
 * Gauges of what stands in the database. Each router shows the same: take the highest, never the sum.
 *
 * @returns reads the database and sets them
 */
export function createStateGauges(
  { db, clock }: Pick<ServiceContext, "db" | "clock">,
  registry: Registry,
): () => Promise<void> {
  const registers = [registry];
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const leads = new Gauge({
    name: "pointsman_open_leads",
    help: "Leads that nobody works on yet: parked, held, and of the parked those waiting for room; counted to 100000",
    labelNames: ["state"],
    registers,
  });
  const jobs = new Gauge({
    name: "pointsman_timer_jobs",
    help: "Jobs of timers: due and not begun, for later, given up after the last try; counted to 100000 together",
    labelNames: ["state"],
    registers,
  });
  const outbox = gauge("pointsman_outbox_events", "Events that the warehouse is not known to have");
  const outboxAge = gauge(
    "pointsman_outbox_oldest_age_seconds",
    "How long ago the oldest of those happened; 0: none waits",
  );
  const deliveries = gauge(
    "pointsman_deliveries",
    "Messages that are to be delivered or being delivered; counted to 100000",
  );
  const stale = gauge("pointsman_stale_calendars", "Calendars of reps who are here that were read too long ago");
  return async () => {
    const nowMs = clock.nowMs();
    const [depths, staleCalendars] = await Promise.all([readDepths(db), countStaleCalendars(db, toTimestamp(nowMs))]);
    leads.set({ state: "parked" }, depths.parkedLeads);
    leads.set({ state: "held" }, depths.heldLeads);
    leads.set({ state: "waiting" }, depths.waitingLeads);
    jobs.set({ state: "due" }, depths.dueJobs);
    jobs.set({ state: "later" }, depths.laterJobs);
    jobs.set({ state: "failed" }, depths.failedJobs);
    outbox.set(depths.outboxEvents);
    outboxAge.set(ageSeconds(depths.outboxOldestAt, nowMs));
    deliveries.set(depths.deliveries);
    stale.set(staleCalendars);
  };
}

function ageSeconds(at: Timestamp | null, nowMs: number): number {
  return at === null ? 0 : Math.max(0, (nowMs - Date.parse(at)) / 1_000);
}

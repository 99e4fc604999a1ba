import { enforceSla } from "./enforce-sla.ts";
import { LeadJob, RepJob, WaitingJob } from "./jobs.ts";
import { releaseAlone, releaseHolds } from "./release-holds.ts";
import { remindRep } from "./remind-rep.ts";
import { replanSlas } from "./replan-slas.ts";
import { routeWaiting } from "./route-waiting.ts";
import { tellDigest } from "./tell-digest.ts";
import type { TimerContext } from "./timer-context.ts";

/** What a job of each name does. A job that is no longer current does nothing; one that throws is tried again later. */
export const TASKS = {
  release_holds: async (context, payload) => releaseHolds(context, LeadJob.parse(payload)),
  release_early: async (context, payload) => releaseAlone(context, LeadJob.parse(payload)),
  route_waiting: async (context, payload) => routeWaiting(context, WaitingJob.parse(payload)),
  remind: async (context, payload) => remindRep(context, LeadJob.parse(payload)),
  sla_breach: async (context, payload) => enforceSla(context, LeadJob.parse(payload)),
  replan_slas: async (context, payload) => replanSlas(context, RepJob.parse(payload)),
  digest: async (context, payload) => tellDigest(context, RepJob.parse(payload)),
} as const satisfies Record<string, (context: TimerContext, payload: unknown) => Promise<void>>;

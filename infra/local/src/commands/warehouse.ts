import { setTimeout } from "node:timers/promises";

import type { Api } from "../api.ts";
import { out } from "../print/out.ts";
import { startProgress } from "../print/progress.ts";
import { withStack } from "./with-stack.ts";

type Analytics = Api["analytics"];

const POLL_MS = 200;

const ACTIONS = { status, reconcile, rebuild, refused, redeliver } as const satisfies Record<
  string,
  (analytics: Analytics) => Promise<void>
>;
type Action = keyof typeof ACTIONS;

export const WAREHOUSE_ACTIONS: readonly Action[] = ["status", "reconcile", "rebuild", "refused", "redeliver"];

/** Looks after the warehouse of the stack that runs on this data, or of one that is started for it. */
export async function runWarehouse(action: Action, dataDir: string): Promise<void> {
  await withStack(dataDir, async ({ analytics }) => ACTIONS[action](analytics));
}

async function status(analytics: Analytics): Promise<void> {
  const { state, delivered, waiting, refused, oldestWaitingMs } = await analytics.relay.status.query();
  const behind = oldestWaitingMs === null ? "" : `, the oldest for ${(oldestWaitingMs / 1_000).toFixed(1)} s`;
  out.line(`The relay is ${state.kind}: ${delivered} events delivered, ${waiting} wait${behind}, ${refused} refused.`);
}

async function reconcile(analytics: Analytics): Promise<void> {
  const { checked, repaired, refolded, differing, completeUntil } = await analytics.warehouse.reconcile.mutate({});
  for (const { hour, kind, shipped, extra } of repaired) {
    out.line(
      `${hour} ${kind}: ${shipped} events shipped again${extra.length === 0 ? "" : `; not in Postgres: ${extra.join(", ")}`}`,
    );
  }
  out.line(`${checked} groups of hour and kind compared, ${repaired.length} differed, ${differing} still do.`);
  if (refolded > 0) out.line(`Rows of leads and assignments made anew: ${refolded} days of receipt.`);
  out.line(`Complete up to ${completeUntil}.`);
  if (differing > 0) process.exitCode = 1;
}

async function rebuild(analytics: Analytics): Promise<void> {
  await analytics.warehouse.rebuild.mutate();
  let state = await analytics.warehouse.rebuildStatus.query();
  // The tables are emptied first; then it is known how many events there are.
  while (state.kind === "running" && state.total === 0) {
    await setTimeout(POLL_MS);
    state = await analytics.warehouse.rebuildStatus.query();
  }
  const progress = startProgress("events", state.kind === "none" ? 0 : state.total);
  let shown = 0;
  while (state.kind === "running") {
    progress.advance(state.done - shown);
    shown = state.done;
    await setTimeout(POLL_MS);
    state = await analytics.warehouse.rebuildStatus.query();
  }
  progress.done();
  if (state.kind !== "done")
    throw new Error(state.kind === "failed" ? state.problem : "The rebuild was lost: start it again.");
  out.line(`The warehouse was rebuilt from Postgres: ${state.done} events.`);
  if (!state.emptied) out.line("It could not be emptied first: what only it had is still there; reconcile names it.");
}

async function refused(analytics: Analytics): Promise<void> {
  const events = await analytics.relay.listRefused.query();
  for (const { eventId, refusedAt, problem } of events) out.line(`${eventId}  ${refusedAt}  ${problem}`);
  if (events.length === 0) out.line("The warehouse has refused nothing.");
}

async function redeliver(analytics: Analytics): Promise<void> {
  const result = await analytics.relay.redeliver.mutate();
  out.line(`${result.delivered} events delivered, ${result.refused} refused again.`);
}

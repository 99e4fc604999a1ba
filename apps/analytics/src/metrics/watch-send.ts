import { LeadId } from "@pointsman/contracts/id";
import type { Tracing } from "@pointsman/telemetry/tracing";
import { z } from "zod";

import type { RelayDeps } from "../relay/relay-once.ts";
import type { AnalyticsMetrics } from "./analytics-metrics.ts";

const OfLead = z.object({ leadId: LeadId });

/** Measures what the relay sends, and traces it: a span of the batch, tied to the traces of the leads that it tells of. */
export function watchSend(
  send: RelayDeps["send"],
  { relayedEvents, insertSeconds }: Pick<AnalyticsMetrics, "relayedEvents" | "insertSeconds">,
  tracing: Tracing | null,
): RelayDeps["send"] {
  return async (batch) => {
    const sent = insertSeconds.startTimer();
    if (tracing === null) await send(batch);
    else
      await tracing.batch({ name: "relay.batch", leadSpan: "lead.relay", leadIds: listLeads(batch) }, async () =>
        send(batch),
      );
    sent();
    relayedEvents.inc(batch.rows.length);
  };
}

function listLeads({ rows }: Parameters<RelayDeps["send"]>[0]): readonly LeadId[] {
  return [...new Set(rows.map(({ payload }) => OfLead.parse(JSON.parse(payload)).leadId))];
}

import { listAnomalies } from "@pointsman/store/anomalies/anomalies";
import { z } from "zod";

import { acknowledgeAnomaly } from "../anomalies/acknowledge-anomaly.ts";
import { scanAnomalies } from "../anomalies/scan-anomalies.ts";
import { procedure, router } from "../trpc.ts";

/** Fewer days are no baseline; more than two years tell nothing of today. */
const ScanInput = z.object({ days: z.number().int().min(36).max(730).default(112) }).readonly();
const ListInput = z.object({ limit: z.number().int().min(1).max(500).default(50) }).readonly();
const AcknowledgeInput = z.object({ id: z.string().regex(/^\d{1,18}$/, "expected an anomaly's number") }).readonly();

export const anomalyProcedures = router({
  /** Looks for what moved, up to now. */
  scan: procedure("reports:read")
    .input(ScanInput.default({ days: 112 }))
    .mutation(async ({ ctx, input }) => scanAnomalies(ctx.service, input.days)),
  /** What scans found: open ones first, the latest first. */
  list: procedure("reports:read")
    .input(ListInput.default({ limit: 50 }))
    .query(async ({ ctx, input }) => listAnomalies(ctx.service.db, input.limit)),
  /** Says that the caller knows of one. */
  acknowledge: procedure("config:write")
    .input(AcknowledgeInput)
    .mutation(async ({ ctx, input }) => acknowledgeAnomaly(ctx.service, { id: input.id, by: ctx.caller.id })),
});

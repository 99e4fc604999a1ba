import { z } from "zod";

import { procedure, router } from "../trpc.ts";
import { catchUp } from "../verbs/catch-up.ts";
import { readRelayStatus } from "../verbs/read-relay-status.ts";

/** Proxies cut calls that are silent for longer. */
const MAX_TIMEOUT_MS = 60_000;

const CatchUpInput = z.object({ timeoutMs: z.number().int().min(0).max(MAX_TIMEOUT_MS).default(10_000) }).readonly();

export const relayProcedures = router({
  /** How far the warehouse is behind. */
  status: procedure("reports:read").query(async ({ ctx }) => readRelayStatus(ctx.service)),
  /** Waits until what has happened so far is in the warehouse. A time-out is an answer, not an error. */
  catchUp: procedure("reports:read")
    .input(CatchUpInput.default({ timeoutMs: 10_000 }))
    .mutation(async ({ ctx, input }) => catchUp(ctx.service, input)),
});

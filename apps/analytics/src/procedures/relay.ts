import { listRefused } from "@pointsman/store/outbox/refused-events";
import { z } from "zod";

import { procedure, router } from "../trpc.ts";
import { catchUp } from "../verbs/catch-up.ts";
import { readRelayStatus } from "../verbs/read-relay-status.ts";
import { redeliver } from "../verbs/redeliver.ts";

/** Proxies cut calls that are silent for longer. */
const MAX_TIMEOUT_MS = 60_000;

const CatchUpInput = z.object({ timeoutMs: z.number().int().min(0).max(MAX_TIMEOUT_MS).default(10_000) }).readonly();

export const relayProcedures = router({
  /** How far the warehouse is behind. */
  status: procedure("reports:read").query(async ({ ctx }) => readRelayStatus(ctx.service)),
  /** Events that the warehouse would not take, the oldest first, a hundred at most. */
  listRefused: procedure("reports:read").query(async ({ ctx }) => listRefused(ctx.service.db, { limit: 100 })),
  /** Delivers what is set aside again; what is refused again stays aside. */
  redeliver: procedure("config:write").mutation(async ({ ctx }) => redeliver(ctx.service)),
  /** Waits until what has happened so far is in the warehouse. A time-out is an answer, not an error. */
  catchUp: procedure("reports:read")
    .input(CatchUpInput.default({ timeoutMs: 10_000 }))
    .mutation(async ({ ctx, input }) => catchUp(ctx.service, input)),
});

import { Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import { rebuildWarehouse } from "../rebuild/rebuild-warehouse.ts";
import { reconcile } from "../reconcile/reconcile.ts";
import { procedure, router } from "../trpc.ts";

const ReconcileInput = z.object({ since: Timestamp.optional() }).readonly();

export const warehouseProcedures = router({
  /** Compares both stores, from the hour `since` on or in full, and ships again what differs. */
  reconcile: procedure("config:write")
    .input(ReconcileInput.default({}))
    .mutation(async ({ ctx, input: { since } }) => reconcile(ctx.service, since === undefined ? {} : { since })),
  /** Starts filling the emptied warehouse again from Postgres, unless that is under way. Reports lack what is not there yet. */
  rebuild: procedure("config:write").mutation(({ ctx: { service } }) => {
    void service.rebuild.run(async (onProgress) => rebuildWarehouse(service, onProgress));
    return service.rebuild.state;
  }),
  rebuildStatus: procedure("reports:read").query(({ ctx }) => ctx.service.rebuild.state),
});

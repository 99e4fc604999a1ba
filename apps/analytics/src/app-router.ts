import { anomalyProcedures } from "./procedures/anomalies.ts";
import { checkProcedures } from "./procedures/check.ts";
import { healthProcedures } from "./procedures/health.ts";
import { relayProcedures } from "./procedures/relay.ts";
import { reportProcedures } from "./procedures/report.ts";
import { warehouseProcedures } from "./procedures/warehouse.ts";
import { router } from "./trpc.ts";

/** Everything that the analytics service does for others. */
export const appRouter = router({
  health: healthProcedures,
  report: reportProcedures,
  relay: relayProcedures,
  warehouse: warehouseProcedures,
  check: checkProcedures,
  anomalies: anomalyProcedures,
});

/** What other apps import, as a type: `createTRPCClient<AppRouter>(…)`. */
export type AppRouter = typeof appRouter;

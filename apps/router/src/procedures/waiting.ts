import {
  HoldsPage,
  ListHoldsInput,
  ListNotificationsInput,
  ListSlasInput,
  NotificationsPage,
  SlasPage,
} from "@pointsman/contracts/api/waiting";
import { listHolds } from "@pointsman/store/leads/list-holds";
import { pageNotifications } from "@pointsman/store/notifications/list-notifications";

import { procedure, router } from "../trpc.ts";
import { listSlas } from "../verbs/list-slas.ts";

export const holdProcedures = router({
  list: procedure("leads:read")
    .meta({ description: "Leads that wait for a rep, the next to be released first." })
    .input(ListHoldsInput)
    .output(HoldsPage)
    .query(async ({ ctx, input }) => listHolds(ctx.service.db, input)),
});

export const slaProcedures = router({
  list: procedure("leads:read")
    .meta({ description: "Leads that their rep has not touched yet and must by an instant, the most urgent first." })
    .input(ListSlasInput)
    .output(SlasPage)
    .query(async ({ ctx, input }) => listSlas(ctx.service, input)),
});

export const listNotificationsProcedure = procedure("notifications:read")
  .meta({ description: "What people are told, the latest first." })
  .input(ListNotificationsInput)
  .output(NotificationsPage)
  .query(async ({ ctx, input }) => pageNotifications(ctx.service.db, input));

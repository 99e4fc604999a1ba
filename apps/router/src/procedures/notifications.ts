import {
  ListNotificationsInput,
  NotificationPreferences,
  PreviewTemplateInput,
  ReadPreferencesInput,
  SetTemplateInput,
} from "@pointsman/contracts/notification";

import { procedure, router } from "../trpc.ts";
import { listTold } from "../verbs/notifications/list-told.ts";
import { readPreferences } from "../verbs/notifications/read-preferences.ts";
import { setPreferences } from "../verbs/notifications/set-preferences.ts";
import { previewTemplate, readTemplates, setTemplate } from "../verbs/notifications/templates.ts";

export const notificationProcedures = router({
  /** What a rep was told, the latest first, page by page. */
  list: procedure("notifications:read")
    .input(ListNotificationsInput)
    .query(async ({ ctx, input }) => listTold(ctx.service, input)),
  /** How and when a rep is told. */
  preferences: procedure("notifications:read")
    .input(ReadPreferencesInput)
    .query(async ({ ctx, input }) => readPreferences(ctx.service, input.repId)),
  setPreferences: procedure("notifications:write")
    .input(NotificationPreferences)
    .mutation(async ({ ctx, input }) => setPreferences(ctx.service, input)),
  /** The wording of every kind, and the facts that one may ask for. */
  templates: procedure("notifications:read").query(async ({ ctx }) => readTemplates(ctx.service)),
  setTemplate: procedure("notifications:write")
    .input(SetTemplateInput)
    .mutation(async ({ ctx, input }) => setTemplate(ctx.service, input)),
  /** A template filled with an example. */
  previewTemplate: procedure("notifications:read")
    .input(PreviewTemplateInput)
    .query(async ({ ctx, input }) => previewTemplate(ctx.service, input)),
});

import { ListNotificationsInput, NotificationsPage } from "@pointsman/contracts/api/waiting";
import {
  MessageTemplate,
  NotificationPreferences,
  PreviewedMessage,
  PreviewTemplateInput,
  ReadPreferencesInput,
  SetTemplateInput,
  TemplateList,
} from "@pointsman/contracts/notification";
import { requireReach } from "@pointsman/rpc/reach";

import { procedure, router } from "../trpc.ts";
import { listNotifications } from "../verbs/list-waiting.ts";
import { readPreferences } from "../verbs/notifications/read-preferences.ts";
import { setPreferences } from "../verbs/notifications/set-preferences.ts";
import { previewTemplate, readTemplates, setTemplate } from "../verbs/notifications/templates.ts";

export const notificationProcedures = router({
  list: procedure("notifications:read", "checked")
    .meta({ description: "What people are told, the latest first." })
    .input(ListNotificationsInput)
    .output(NotificationsPage)
    .query(async ({ ctx, input }) => listNotifications(ctx.service, ctx.caller, input)),
  preferences: procedure("notifications:read", "checked")
    .meta({ description: "How and when a rep is told.", errors: ["NOT_FOUND"] })
    .input(ReadPreferencesInput)
    .output(NotificationPreferences)
    .query(async ({ ctx, input }) => {
      requireReach(ctx.caller, input.repId);
      return readPreferences(ctx.service, input.repId);
    }),
  setPreferences: procedure("notifications:write", "checked")
    .meta({ description: "Sets how and when a rep is told.", errors: ["NOT_FOUND"] })
    .input(NotificationPreferences)
    .output(NotificationPreferences)
    .mutation(async ({ ctx, input }) => {
      requireReach(ctx.caller, input.repId);
      return setPreferences(ctx.service, input);
    }),
  templates: procedure("notifications:read", "common")
    .meta({ description: "The wording of every kind of message, and the facts that one may ask for." })
    .output(TemplateList)
    .query(async ({ ctx }) => readTemplates(ctx.service)),
  setTemplate: procedure("notifications:write")
    .meta({ description: "Words a kind of message anew, or as it came with the product." })
    .input(SetTemplateInput)
    .output(MessageTemplate)
    .mutation(async ({ ctx, input }) => setTemplate(ctx.service, input)),
  previewTemplate: procedure("notifications:read", "common")
    .meta({ description: "A template filled with an example." })
    .input(PreviewTemplateInput)
    .output(PreviewedMessage)
    .query(async ({ ctx, input }) => previewTemplate(ctx.service, input)),
});

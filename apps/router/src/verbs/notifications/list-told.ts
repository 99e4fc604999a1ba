import type { ListNotificationsInput, ToldNotification } from "@pointsman/contracts/notification";
import { pageNotifications } from "@pointsman/store/notifications/find-notification";

import type { ServiceContext } from "../../context.ts";
import { requireRep } from "./read-preferences.ts";

/** @throws AppError `NOT_FOUND` */
export async function listTold(
  context: ServiceContext,
  input: ListNotificationsInput,
): Promise<{ readonly notifications: readonly ToldNotification[] }> {
  await requireRep(context, input.repId);
  return { notifications: await pageNotifications(context.db, input) };
}

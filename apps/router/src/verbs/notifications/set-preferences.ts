import { AppError } from "@pointsman/contracts/error";
import type { NotificationPreferences } from "@pointsman/contracts/notification";
import { findEndpoint } from "@pointsman/store/endpoints/find-endpoints";
import { inTransaction } from "@pointsman/store/in-transaction";
import { savePreferences } from "@pointsman/store/notifications/preferences";

import type { ServiceContext } from "../../context.ts";
import { requireRep } from "./read-preferences.ts";

/** @throws AppError `NOT_FOUND`; `INVALID_INPUT` where the endpoint is none of Slack */
export async function setPreferences(
  context: ServiceContext,
  preferences: NotificationPreferences,
): Promise<NotificationPreferences> {
  const { repId, slackEndpointId } = preferences;
  await requireRep(context, repId);
  if (slackEndpointId !== null && (await findEndpoint(context.db, slackEndpointId))?.kind !== "slack")
    throw new AppError("INVALID_INPUT", `There is no Slack endpoint ${slackEndpointId}.`, [
      { field: "slackEndpointId", problem: "names no Slack endpoint" },
    ]);
  await inTransaction(context.db, async (tx) => savePreferences(tx, preferences));
  return preferences;
}

import { AppError } from "@pointsman/contracts/error";
import type { RepId } from "@pointsman/contracts/id";
import type { NotificationPreferences } from "@pointsman/contracts/notification";
import { findPreferences } from "@pointsman/store/notifications/preferences";

import type { ServiceContext } from "../../context.ts";
import { readOrganisation } from "../read-organisation.ts";

/** What a rep chose, or what is usual. @throws AppError `NOT_FOUND` */
export async function readPreferences(context: ServiceContext, repId: RepId): Promise<NotificationPreferences> {
  await requireRep(context, repId);
  const [chosen] = await findPreferences(context.db, [repId]);
  return chosen ?? { repId, channels: {}, quietHours: [], slackEndpointId: null };
}

/** @throws AppError `NOT_FOUND` */
export async function requireRep(context: ServiceContext, repId: RepId): Promise<void> {
  const { reps } = await readOrganisation(context);
  if (reps.every(({ id }) => id !== repId)) throw new AppError("NOT_FOUND", `There is no rep ${repId}.`);
}

import { z } from "zod";

/**
 * What a rep is told.
 *
 * - `parked`: a lead waits in a queue of his
 * - `co_owner`, `copied`: a lead went to somebody else, with him
 * - `attached`: another lead of the same person joined one of his
 * - `held_for`: a lead waits until he is back from time off
 * - `backed_up`: his backup got a lead while he is on time off
 * - `reminder`: a lead of his is to be touched soon
 * - `escalation`: somebody's lead was not touched in time
 * - `digest`: he is back; what was held for him and what his backup got
 */
export const NotificationKind = z.enum([
  "parked",
  "co_owner",
  "copied",
  "attached",
  "held_for",
  "backed_up",
  "reminder",
  "escalation",
  "digest",
]);
export type NotificationKind = z.infer<typeof NotificationKind>;

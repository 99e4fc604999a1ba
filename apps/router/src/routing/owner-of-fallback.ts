import type { RepId } from "@pointsman/contracts/id";

import { requireRuleSet, type RoutingDirectory } from "./directory-cache.ts";

/** Who is told where nobody else can be: the owner of the queue of last resort. */
export function ownerOfFallback(directory: RoutingDirectory): RepId {
  const { fallbackQueueId } = requireRuleSet(directory).body;
  const queue = directory.queues.get(fallbackQueueId);
  if (queue === undefined) throw new Error(`The fallback queue ${fallbackQueueId} is not on file`);
  return queue.ownerRepId;
}

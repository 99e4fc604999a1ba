import type { QueueWithLeads } from "@pointsman/contracts/api/organisation";
import { AppError } from "@pointsman/contracts/error";
import type { QueueId } from "@pointsman/contracts/id";
import type { Queue } from "@pointsman/contracts/organisation";
import type { Caller } from "@pointsman/rpc/authenticate";
import { requireAny } from "@pointsman/rpc/reach";
import { countParked, listParked } from "@pointsman/store/leads/list-parked";
import type { PageOptions } from "@pointsman/store/page";

import type { ServiceContext } from "../context.ts";
import { pageById } from "./page-by-id.ts";
import { readOrganisation } from "./read-organisation.ts";

type Context = Pick<ServiceContext, "db" | "directories">;

/** Queues, by id, with how much waits in each. */
export async function listQueues(context: Context, page: PageOptions) {
  const { queues } = await readOrganisation(context);
  const { items, nextCursor } = pageById(queues, page);
  return { queues: await withLeads(context, items), nextCursor };
}

/** @throws AppError `NOT_FOUND` */
export async function readQueue(context: Context, queueId: QueueId): Promise<QueueWithLeads> {
  const { queues } = await readOrganisation(context);
  const [queue] = await withLeads(
    context,
    queues.filter(({ id }) => id === queueId),
  );
  if (queue === undefined) throw new AppError("NOT_FOUND", `There is no queue ${queueId}.`);
  return queue;
}

/** What waits in a queue of somebody within reach, the longest waiting first. @throws AppError `NOT_FOUND`; `OUT_OF_REACH` */
export async function listQueueLeads(
  context: Context,
  caller: Caller,
  page: PageOptions & { readonly queueId: QueueId },
) {
  const { ownerRepId } = await readQueue(context, page.queueId);
  requireAny(caller, [ownerRepId], `Queue ${page.queueId}`);
  return listParked(context.db, page);
}

async function withLeads({ db }: Context, queues: readonly Queue[]): Promise<readonly QueueWithLeads[]> {
  const depths = new Map((await countParked(db)).map((depth) => [depth.queueId, depth]));
  return queues.map((queue) => ({
    ...queue,
    parkedLeads: depths.get(queue.id)?.parkedLeads ?? 0,
    oldestQualifiedAt: depths.get(queue.id)?.oldestQualifiedAt ?? null,
  }));
}

import { replayBatch } from "./replay-batch.ts";

/** `replayBatch` as a Worker: the batch is the body. */
// oxlint-disable-next-line import/no-default-export -- a Worker is its module's default export
export default {
  fetch: async (request: Request): Promise<Response> => Response.json(await replayBatch(await request.text())),
};

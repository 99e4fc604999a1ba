import type { Endpoint } from "@pointsman/contracts/endpoint";
import type { EndpointId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { disableEndpoint } from "@pointsman/store/endpoints/endpoint-health";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../../context.ts";
import { requireEndpoint } from "./require-endpoint.ts";
import { toEndpoint } from "./to-endpoint.ts";

/** No more calls until it is enabled again. Again changes nothing. @throws AppError `NOT_FOUND` */
export async function disableByRequest(
  { db, clock }: ServiceContext,
  endpointId: EndpointId,
): Promise<{ readonly endpoint: Endpoint }> {
  const now = toTimestamp(clock.nowMs());
  return inTransaction(db, async (tx) => {
    await disableEndpoint(tx, endpointId, { now, reason: "by_request" });
    return { endpoint: toEndpoint(await requireEndpoint(tx, endpointId)) };
  });
}

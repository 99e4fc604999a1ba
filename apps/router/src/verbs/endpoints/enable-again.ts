import type { Endpoint } from "@pointsman/contracts/endpoint";
import type { EndpointId } from "@pointsman/contracts/id";
import { enableEndpoint } from "@pointsman/store/endpoints/endpoint-health";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../../context.ts";
import { requireEndpoint } from "./require-endpoint.ts";
import { toEndpoint } from "./to-endpoint.ts";

/** Calls it again from now on; what failed until then can be redelivered. @throws AppError `NOT_FOUND` */
export async function enableAgain(
  { db }: ServiceContext,
  endpointId: EndpointId,
): Promise<{ readonly endpoint: Endpoint }> {
  await inTransaction(db, async (tx) => enableEndpoint(tx, endpointId));
  return { endpoint: toEndpoint(await requireEndpoint(db, endpointId)) };
}

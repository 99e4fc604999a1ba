import type { Endpoint } from "@pointsman/contracts/endpoint";
import type { EndpointId } from "@pointsman/contracts/id";
import { enableEndpoint } from "@pointsman/store/endpoints/endpoint-health";

import type { ServiceContext } from "../../context.ts";
import { requireEndpoint } from "./require-endpoint.ts";
import { toEndpoint } from "./to-endpoint.ts";

/** Calls it again from now on; what failed until then can be redelivered. @throws AppError `NOT_FOUND` */
export async function enableAgain(
  { db }: ServiceContext,
  endpointId: EndpointId,
): Promise<{ readonly endpoint: Endpoint }> {
  await enableEndpoint(db, endpointId);
  return { endpoint: toEndpoint(await requireEndpoint(db, endpointId)) };
}

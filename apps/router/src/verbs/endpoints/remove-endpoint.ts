import type { EndpointId } from "@pointsman/contracts/id";
import { deleteEndpoint } from "@pointsman/store/endpoints/write-endpoints";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../../context.ts";
import { requireEndpoint } from "./require-endpoint.ts";

/** @throws AppError `NOT_FOUND` */
export async function removeEndpoint(
  { db }: ServiceContext,
  endpointId: EndpointId,
): Promise<{ readonly removed: EndpointId }> {
  await requireEndpoint(db, endpointId);
  await inTransaction(db, async (tx) => deleteEndpoint(tx, endpointId));
  return { removed: endpointId };
}

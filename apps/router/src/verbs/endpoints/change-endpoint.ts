import type { Endpoint, UpdateEndpointInput } from "@pointsman/contracts/endpoint";
import { updateEndpoint } from "@pointsman/store/endpoints/write-endpoints";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../../context.ts";
import { checkSettings } from "./check-settings.ts";
import { requireEndpoint } from "./require-endpoint.ts";
import { toEndpoint } from "./to-endpoint.ts";

/** @throws AppError `NOT_FOUND`, `ADDRESS_REFUSED`, `INVALID_INPUT` for an unknown owner */
export async function changeEndpoint(
  context: ServiceContext,
  { endpointId, ...change }: UpdateEndpointInput,
): Promise<{ readonly endpoint: Endpoint }> {
  await requireEndpoint(context.db, endpointId);
  await checkSettings(context, change);
  await inTransaction(context.db, async (tx) => updateEndpoint(tx, endpointId, change));
  return { endpoint: toEndpoint(await requireEndpoint(context.db, endpointId)) };
}

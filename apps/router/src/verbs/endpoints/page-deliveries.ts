import type { Delivery, ListDeliveriesInput } from "@pointsman/contracts/endpoint";
import { listDeliveries } from "@pointsman/store/deliveries/list-deliveries";

import type { ServiceContext } from "../../context.ts";
import { requireEndpoint } from "./require-endpoint.ts";

/** @throws AppError `NOT_FOUND` */
export async function pageDeliveries(
  { db }: ServiceContext,
  input: ListDeliveriesInput,
): Promise<{ readonly deliveries: readonly Delivery[] }> {
  await requireEndpoint(db, input.endpointId);
  return { deliveries: await listDeliveries(db, input) };
}

import { randomUUID } from "node:crypto";

import { AppError } from "@pointsman/contracts/error";
import type { EndpointId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { insertDeliveries } from "@pointsman/store/deliveries/insert-deliveries";

import type { ServiceContext } from "../../context.ts";
import { requireEndpoint } from "./require-endpoint.ts";

/** Puts a test on its way, as any other message. @throws AppError `NOT_FOUND`; `CONFLICT` where it is disabled */
export async function testEndpoint(
  { db, clock }: ServiceContext,
  endpointId: EndpointId,
): Promise<{ readonly deliveryId: number }> {
  const { disabledAt } = await requireEndpoint(db, endpointId);
  if (disabledAt !== null) throw new AppError("CONFLICT", `${endpointId} is disabled: enable it first.`);
  const now = toTimestamp(clock.nowMs());
  const [deliveryId] = await insertDeliveries(db, [
    {
      messageId: `msg_test~${randomUUID()}`,
      endpointId,
      repId: null,
      type: "endpoint.test",
      notificationId: null,
      eventId: null,
      nextAt: now,
      createdAt: now,
    },
  ]);
  if (deliveryId === undefined) throw new Error("A test was not put on its way");
  return { deliveryId };
}

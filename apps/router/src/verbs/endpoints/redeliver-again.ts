import type { RedeliverInput } from "@pointsman/contracts/endpoint";
import { AppError } from "@pointsman/contracts/error";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { redeliver } from "@pointsman/store/deliveries/redeliver";

import type { ServiceContext } from "../../context.ts";
import { requireEndpoint } from "./require-endpoint.ts";

/** @throws AppError `NOT_FOUND`; `CONFLICT` where the endpoint is disabled */
export async function redeliverAgain(
  { db, clock }: ServiceContext,
  input: RedeliverInput,
): Promise<{ readonly redelivered: number }> {
  const { disabledAt } = await requireEndpoint(db, input.endpointId);
  if (disabledAt !== null) throw new AppError("CONFLICT", `${input.endpointId} is disabled: enable it first.`);
  return { redelivered: await redeliver(db, input, toTimestamp(clock.nowMs())) };
}

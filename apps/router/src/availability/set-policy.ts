import type { AvailabilityPolicy } from "@pointsman/contracts/availability";
import { readAvailabilityPolicy, writeAvailabilityPolicy } from "@pointsman/store/availability/calendars";

import type { ServiceContext } from "../context.ts";
import { changeAvailability } from "./change-availability.ts";

/** Sets what holds for all reps. What counts as long may free or take any of them. */
export async function setPolicy(
  context: Pick<ServiceContext, "db" | "clock" | "directories">,
  policy: AvailabilityPolicy,
): Promise<AvailabilityPolicy> {
  return changeAvailability(context, async (tx, { organisation }) => {
    const before = await readAvailabilityPolicy(tx);
    await writeAvailabilityPolicy(tx, policy);
    const isSame = before.longBusyMinutes === policy.longBusyMinutes;
    return { result: policy, changed: isSame ? [] : organisation.reps.map(({ id }) => id) };
  });
}

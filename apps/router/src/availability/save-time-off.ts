import { randomUUID } from "node:crypto";

import type { AddTimeOffInput, ChangeTimeOffInput, RemoveTimeOffInput } from "@pointsman/contracts/availability";
import { AppError } from "@pointsman/contracts/error";
import { toId, type TimeOffId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Caller } from "@pointsman/rpc/authenticate";
import { requireReach } from "@pointsman/rpc/reach";
import {
  deleteTimeOff,
  insertTimeOff,
  isTimeOffTaken,
  listOwners,
  updateTimeOff,
} from "@pointsman/store/availability/time-off";
import { assertReferences } from "@pointsman/store/organisation/assert-references";

import type { ServiceContext } from "../context.ts";
import { changeAvailability } from "./change-availability.ts";

type Context = Pick<ServiceContext, "db" | "clock" | "directories">;

/**
 * Adds time off: all of it or none. Returns the ids in the order of the entries; what was on file already keeps its own.
 *
 * @throws AppError `INVALID_INPUT` for an unknown rep (`entries.0.repId`)
 */
export async function addTimeOff(
  context: Context,
  caller: Caller,
  { entries, source }: AddTimeOffInput,
): Promise<{ readonly ids: readonly TimeOffId[] }> {
  const change = { source, changedAt: toTimestamp(context.clock.nowMs()), changedBy: caller.id };
  return changeAvailability(context, async (tx) => {
    await assertReferences(tx, "rep", {
      list: entries.map(({ repId }, index) => ({ field: `entries.${index}.repId`, id: repId })),
    });
    const { ids, changed } = await insertTimeOff(
      tx,
      entries.map((entry) => ({ ...entry, ...change, id: toId("timeOff", randomUUID()) })),
    );
    return { result: { ids }, changed };
  });
}

/** @throws AppError `NOT_FOUND`; `OUT_OF_REACH`; `CONFLICT` where another entry of the rep says that already */
export async function changeTimeOff(
  context: Context,
  caller: Caller,
  { id, timeOff }: ChangeTimeOffInput,
): Promise<{ readonly id: TimeOffId }> {
  const entry = { id, timeOff, changedAt: toTimestamp(context.clock.nowMs()), changedBy: caller.id };
  return changeAvailability(context, async (tx) => {
    const [repId] = await listOwners(tx, [id]);
    if (repId === undefined) throw new AppError("NOT_FOUND", `There is no time off ${id}.`);
    requireReach(caller, repId);
    if (await isTimeOffTaken(tx, entry))
      throw new AppError("CONFLICT", "Another entry of this rep says the same: remove one of the two.");
    await updateTimeOff(tx, entry);
    return { result: { id }, changed: [repId] };
  });
}

/** Removes entries; those that are not there are none. @throws AppError `OUT_OF_REACH`: then none is removed */
export async function removeTimeOff(
  context: Context,
  caller: Caller,
  { ids }: RemoveTimeOffInput,
): Promise<{ readonly removed: number }> {
  return changeAvailability(context, async (tx) => {
    const owners = await deleteTimeOff(tx, ids);
    for (const repId of owners) requireReach(caller, repId);
    return { result: { removed: owners.length }, changed: [...new Set(owners)] };
  });
}

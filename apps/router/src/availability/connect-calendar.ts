import { randomUUID } from "node:crypto";

import type { ConnectCalendarInput } from "@pointsman/contracts/availability";
import { AppError } from "@pointsman/contracts/error";
import { toId, type CalendarId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { readUrl } from "@pointsman/outbound/read-url";
import type { Caller } from "@pointsman/rpc/authenticate";
import { requireReach } from "@pointsman/rpc/reach";
import { deleteCalendar, hastenCalendar, upsertCalendar } from "@pointsman/store/availability/calendars";
import { inTransaction } from "@pointsman/store/in-transaction";
import { assertReferences } from "@pointsman/store/organisation/assert-references";
import { addJobs } from "@pointsman/store/timers/add-jobs";
import { z } from "zod";

import type { ServiceContext } from "../context.ts";
import { changeAvailability } from "./change-availability.ts";
import { toSyncJob } from "./sync/sync-job.ts";

/**
 * Connects a calendar with a rep; it is read at once, by the timers. The one that is connected already is read again.
 *
 * @throws AppError `INVALID_INPUT` for an unknown rep and for an address that is none; `ADDRESS_REFUSED` for a feed that
 *   may not be called
 */
export async function connectCalendar(
  { db, clock, addresses }: Pick<ServiceContext, "db" | "clock" | "addresses">,
  caller: Caller,
  input: ConnectCalendarInput,
): Promise<{ readonly calendarId: CalendarId }> {
  const address = toAddress(input, addresses);
  const calendarId = await inTransaction(db, async (tx) => {
    await assertReferences(tx, "rep", { list: [{ field: "repId", id: input.repId }] });
    const id = await upsertCalendar(tx, {
      ...input,
      address,
      id: toId("calendar", randomUUID()),
      createdAt: toTimestamp(clock.nowMs()),
      createdBy: caller.id,
    });
    await addJobs(tx, [toSyncJob(null)]);
    return id;
  });
  return { calendarId };
}

/** Feeds as they are called, so that the same one twice is one; the other calendars' addresses in small letters. */
function toAddress({ kind, address }: ConnectCalendarInput, addresses: ServiceContext["addresses"]): string {
  if (kind === "ics") return readUrl(address.replace(/^webcals?:/i, "https:"), addresses).href;
  const email = z.email().safeParse(address.toLowerCase());
  if (email.success) return email.data;
  const problem = "expected the calendar's address, such as ann@company.example";
  throw new AppError("INVALID_INPUT", `address: ${problem}`, [{ field: "address", problem }]);
}

/** Removes a calendar with what is known of it. @throws AppError `NOT_FOUND`; `OUT_OF_REACH` */
export async function disconnectCalendar(
  context: Pick<ServiceContext, "db" | "clock" | "directories">,
  caller: Caller,
  calendarId: CalendarId,
): Promise<{ readonly calendarId: CalendarId }> {
  return changeAvailability(context, async (tx) => {
    const repId = await deleteCalendar(tx, calendarId);
    if (repId === undefined) throw noCalendar(calendarId);
    requireReach(caller, repId);
    return { result: { calendarId }, changed: [repId] };
  });
}

/** Has a calendar read at once. @throws AppError `NOT_FOUND`; `OUT_OF_REACH` */
export async function syncCalendar(
  { db, clock }: Pick<ServiceContext, "db" | "clock">,
  caller: Caller,
  calendarId: CalendarId,
): Promise<{ readonly calendarId: CalendarId }> {
  await inTransaction(db, async (tx) => {
    const repId = await hastenCalendar(tx, calendarId, toTimestamp(clock.nowMs()));
    if (repId === undefined) throw noCalendar(calendarId);
    requireReach(caller, repId);
    await addJobs(tx, [toSyncJob(null)]);
  });
  return { calendarId };
}

function noCalendar(calendarId: CalendarId): AppError {
  return new AppError("NOT_FOUND", `There is no calendar ${calendarId}.`);
}

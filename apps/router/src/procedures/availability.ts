import {
  AddTimeOffInput,
  AvailabilityPolicy,
  CalendarInput,
  ChangeTimeOffInput,
  ConnectCalendarInput,
  GetAvailabilityInput,
  ListCalendarsInput,
  ListTimeOffInput,
  RemoveTimeOffInput,
} from "@pointsman/contracts/availability";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { listCalendars, readAvailabilityPolicy } from "@pointsman/store/availability/calendars";
import { listTimeOff } from "@pointsman/store/availability/time-off";

import { connectCalendar, disconnectCalendar, syncCalendar } from "../availability/connect-calendar.ts";
import { readAvailability } from "../availability/read-availability.ts";
import { addTimeOff, changeTimeOff, removeTimeOff } from "../availability/save-time-off.ts";
import { setPolicy } from "../availability/set-policy.ts";
import { toConnectedCalendar } from "../availability/to-connected-calendar.ts";
import { procedure, router } from "../trpc.ts";

export const availabilityProcedures = router({
  /** A rep now and over a range, and all that is known of it: from where, of what kind, how fresh. */
  get: procedure("availability:read")
    .input(GetAvailabilityInput)
    .query(async ({ ctx, input }) => readAvailability(ctx.service, input)),
  /** Time off by id, page by page; what stands with the reps themselves is in `reps.list`. */
  listTimeOff: procedure("availability:read")
    .input(ListTimeOffInput)
    .query(async ({ ctx, input }) => listTimeOff(ctx.service.db, input)),
  /** Adds time off: all of it or none. The same again is answered with the id that it has. */
  addTimeOff: procedure("availability:write")
    .input(AddTimeOffInput)
    .mutation(async ({ ctx, input }) => addTimeOff(ctx.service, ctx.caller, input)),
  changeTimeOff: procedure("availability:write")
    .input(ChangeTimeOffInput)
    .mutation(async ({ ctx, input }) => changeTimeOff(ctx.service, ctx.caller, input)),
  removeTimeOff: procedure("availability:write")
    .input(RemoveTimeOffInput)
    .mutation(async ({ ctx, input }) => removeTimeOff(ctx.service, input)),
  /** Calendars, and how reading each of them goes. */
  listCalendars: procedure("availability:read")
    .input(ListCalendarsInput)
    .query(async ({ ctx: { service }, input }) => {
      const now = toTimestamp(service.clock.nowMs());
      return { calendars: (await listCalendars(service.db, input)).map((found) => toConnectedCalendar(found, now)) };
    }),
  /** Has a rep's calendar read from now on, and at once. */
  connectCalendar: procedure("availability:write")
    .input(ConnectCalendarInput)
    .mutation(async ({ ctx, input }) => connectCalendar(ctx.service, ctx.caller, input)),
  /** Reads a calendar at once instead of when it is due. */
  syncCalendar: procedure("availability:write")
    .input(CalendarInput)
    .mutation(async ({ ctx, input }) => syncCalendar(ctx.service, input.calendarId)),
  /** Forgets a calendar with what it said. */
  disconnectCalendar: procedure("availability:write")
    .input(CalendarInput)
    .mutation(async ({ ctx, input }) => disconnectCalendar(ctx.service, input.calendarId)),
  getPolicy: procedure("availability:read").query(async ({ ctx }) => readAvailabilityPolicy(ctx.service.db)),
  setPolicy: procedure("availability:write")
    .input(AvailabilityPolicy)
    .mutation(async ({ ctx, input }) => setPolicy(ctx.service, input)),
});

import { Removed } from "@pointsman/contracts/api/paging";
import {
  AddedTimeOff,
  AddTimeOffInput,
  AvailabilityPolicy,
  CalendarInput,
  CalendarList,
  ChangedTimeOff,
  ChangeTimeOffInput,
  ConnectCalendarInput,
  GetAvailabilityInput,
  ListCalendarsInput,
  ListTimeOffInput,
  RemoveTimeOffInput,
  RepAvailability,
  TimeOffPage,
} from "@pointsman/contracts/availability";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { requireAll, requireReach } from "@pointsman/rpc/reach";
import { listCalendars, readAvailabilityPolicy } from "@pointsman/store/availability/calendars";
import { listTimeOff } from "@pointsman/store/availability/time-off";

import { connectCalendar, disconnectCalendar, syncCalendar } from "../availability/connect-calendar.ts";
import { readAvailability } from "../availability/read-availability.ts";
import { addTimeOff, changeTimeOff, removeTimeOff } from "../availability/save-time-off.ts";
import { setPolicy } from "../availability/set-policy.ts";
import { toConnectedCalendar } from "../availability/to-connected-calendar.ts";
import { procedure, router } from "../trpc.ts";

/** What a call without a rep asks for. */
const ALL_REPS = "The list of all reps";

export const availabilityProcedures = router({
  get: procedure("availability:read", "checked")
    .meta({
      description: "A rep now and over a range, and all that is known of it: from where, of what kind, how fresh.",
      errors: ["NOT_FOUND"],
    })
    .input(GetAvailabilityInput)
    .output(RepAvailability)
    .query(async ({ ctx, input }) => {
      requireReach(ctx.caller, input.repId);
      return readAvailability(ctx.service, input);
    }),
  listTimeOff: procedure("availability:read", "checked")
    .meta({
      description:
        "Time off by id; what stands with the reps themselves is in `reps.list`. A manager or a rep names the rep.",
    })
    .input(ListTimeOffInput)
    .output(TimeOffPage)
    .query(async ({ ctx, input }) => {
      requireAll(ctx.caller, input.repId === undefined ? [] : [input.repId], ALL_REPS);
      return listTimeOff(ctx.service.db, input);
    }),
  addTimeOff: procedure("availability:write", "checked")
    .meta({ description: "Adds time off: all of it or none. The same again is answered with the id that it has." })
    .input(AddTimeOffInput)
    .output(AddedTimeOff)
    .mutation(async ({ ctx, input }) => {
      for (const { repId } of input.entries) requireReach(ctx.caller, repId);
      return addTimeOff(ctx.service, ctx.caller, input);
    }),
  changeTimeOff: procedure("availability:write", "checked")
    .meta({ description: "Says another time off in place of one on file.", errors: ["NOT_FOUND"] })
    .input(ChangeTimeOffInput)
    .output(ChangedTimeOff)
    .mutation(async ({ ctx, input }) => changeTimeOff(ctx.service, ctx.caller, input)),
  removeTimeOff: procedure("availability:write", "checked")
    .meta({ description: "Takes time off away; what is not on file is no error." })
    .input(RemoveTimeOffInput)
    .output(Removed)
    .mutation(async ({ ctx, input }) => removeTimeOff(ctx.service, ctx.caller, input)),
  listCalendars: procedure("availability:read", "checked")
    .meta({ description: "Calendars, and how reading each of them goes. A manager or a rep names the rep." })
    .input(ListCalendarsInput)
    .output(CalendarList)
    .query(async ({ ctx: { service, caller }, input }) => {
      requireAll(caller, input.repId === undefined ? [] : [input.repId], ALL_REPS);
      const now = toTimestamp(service.clock.nowMs());
      return { calendars: (await listCalendars(service.db, input)).map((found) => toConnectedCalendar(found, now)) };
    }),
  connectCalendar: procedure("availability:write", "checked")
    .meta({
      description: "Has a rep's calendar read from now on, and at once.",
      errors: ["NOT_FOUND", "ADDRESS_REFUSED"],
    })
    .input(ConnectCalendarInput)
    .output(CalendarInput)
    .mutation(async ({ ctx, input }) => {
      requireReach(ctx.caller, input.repId);
      return connectCalendar(ctx.service, ctx.caller, input);
    }),
  syncCalendar: procedure("availability:write", "checked")
    .meta({ description: "Reads a calendar at once instead of when it is due.", errors: ["NOT_FOUND"] })
    .input(CalendarInput)
    .output(CalendarInput)
    .mutation(async ({ ctx, input }) => syncCalendar(ctx.service, ctx.caller, input.calendarId)),
  disconnectCalendar: procedure("availability:write", "checked")
    .meta({ description: "Forgets a calendar with what it said.", errors: ["NOT_FOUND"] })
    .input(CalendarInput)
    .output(CalendarInput)
    .mutation(async ({ ctx, input }) => disconnectCalendar(ctx.service, ctx.caller, input.calendarId)),
  getPolicy: procedure("availability:read", "common")
    .meta({ description: "What holds for the calendars of all reps." })
    .output(AvailabilityPolicy)
    .query(async ({ ctx }) => readAvailabilityPolicy(ctx.service.db)),
  setPolicy: procedure("availability:write")
    .meta({ description: "Sets what holds for the calendars of all reps." })
    .input(AvailabilityPolicy)
    .output(AvailabilityPolicy)
    .mutation(async ({ ctx, input }) => setPolicy(ctx.service, input)),
});

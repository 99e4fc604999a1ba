import type { CalendarSource } from "@pointsman/calendars/calendar-source";
import type { CalendarKind } from "@pointsman/contracts/availability";

import type { ServiceContext } from "../../context.ts";

/** Where calendars are read; null: there are no credentials for it. */
export type CalendarSources = Readonly<Record<CalendarKind, CalendarSource | null>>;

/** What reading calendars works with. */
export interface SyncContext extends Pick<ServiceContext, "db" | "clock" | "directories" | "log"> {
  /** From 0 to 1. */
  readonly chance: () => number;
  readonly sources: CalendarSources;
  /** How often a calendar is read. */
  readonly everyMs: number;
}

import type { ConnectedCalendar } from "@pointsman/contracts/availability";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { StoredCalendar } from "@pointsman/store/availability/calendars";

/** A calendar as callers see it: of a feed's URL only the host, because whoever has the rest can read it. */
export function toConnectedCalendar(calendar: StoredCalendar, now: Timestamp): ConnectedCalendar {
  const { kind, address, freshUntil, createdAt: _, ...rest } = calendar;
  return {
    ...rest,
    kind,
    freshUntil,
    address: kind === "ics" ? `${new URL(address).host}/…` : address,
    state: freshUntil === null ? "new" : freshUntil < now ? "stale" : "fresh",
  };
}

import type { CalendarRequest, CalendarSource } from "../src/calendar-source.ts";
import type { Reply } from "./serve.ts";

/** How an event is shown in somebody's calendar. */
export interface VendorEvent {
  readonly showsAs: "out_of_office" | "busy" | "tentative" | "free" | "elsewhere";
  readonly from: string;
  readonly until: string;
  readonly title: string;
}

/** What a vendor's server has, and what is wrong with it; tests change it as they go. */
export interface VendorState {
  /** By the name before the `@` of an address. An owner who is not in it has no calendar. */
  readonly calendars: Record<string, readonly VendorEvent[]>;
  /** Sent in place of every answer but tokens. */
  trouble: Reply | null;
}

/** A source whose calendars a server of the test keeps. */
export interface Vendor extends AsyncDisposable {
  readonly source: CalendarSource;
  readonly state: VendorState;
  readonly request: (owner: string, overrides?: Partial<CalendarRequest>) => CalendarRequest;
}

export const NOW_MS = Date.parse("2026-11-20T12:00:00.000Z");

/** Of everybody's events: it must never come out. */
export const CANARY = "Project Nightingale: dismissal of Mr Canary";

export const TIMEOUT_MS = 400;

export function buildRequest(address: string, overrides: Partial<CalendarRequest> = {}): CalendarRequest {
  return { address, timeZone: "America/New_York", allIsTimeOff: false, validators: null, ...overrides };
}

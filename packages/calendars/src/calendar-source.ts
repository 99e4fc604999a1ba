import type { Timestamp } from "@pointsman/contracts/primitive";

/** What of a calendar can keep leads from its owner. Whatever shows him as free, tentative or elsewhere is left out. */
export type BlockKind = "out_of_office" | "busy";

/** A stretch of a calendar; `until` is exclusive. Nothing else of an event ever leaves this package. */
export interface CalendarBlock {
  readonly kind: BlockKind;
  readonly from: Timestamp;
  readonly until: Timestamp;
}

export interface CalendarWindow {
  readonly from: Timestamp;
  readonly until: Timestamp;
}

/** What an answer was marked with, to ask next time whether anything changed. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface CalendarRequest {
  /** The URL of a feed, or the address by which the vendor knows a calendar: nearly always an e-mail address. */
  readonly address: string;
  /** Of its owner: where days and times without a zone lie. */
  readonly timeZone: string;
  /** Every event of it is time off: a feed of holidays or of an HR system, which says so by no property. */
  readonly allIsTimeOff: boolean;
  /** Null: read it whatever it is marked with. */
  readonly validators: Validators | null;
}

/**
 * Why a calendar could not be read.
 *
 * - `unreachable`: no answer, or one that says that the fault is theirs
 * - `throttled`: too many calls; come back after `retryAfterMs`
 * - `denied`: the credentials or the sharing do not let us; somebody has to do something
 * - `not_found`: there is no such calendar, or no longer
 * - `address_refused`: an address that may not be called
 * - `malformed`: it answered with something that is no whole calendar
 * - `too_large`: more than is read, in bytes, events or time
 */
export type CalendarFailure =
  | "unreachable"
  | "throttled"
  | "denied"
  | "not_found"
  | "address_refused"
  | "malformed"
  | "too_large";

export type CalendarReading =
  | {
      readonly kind: "read";
      /** Disjoint within a kind, in order, within the window. */
      readonly blocks: readonly CalendarBlock[];
      readonly validators: Validators | null;
      /** Events that could not be read, or not to their end; the others count. */
      readonly skipped: number;
    }
  | { readonly kind: "unchanged" }
  | {
      readonly kind: "failed";
      readonly failure: CalendarFailure;
      /** What they ask for; null: they do not say. */
      readonly retryAfterMs: number | null;
      /** For the log of whoever runs this: a status or a code, and nothing of the calendar. */
      readonly detail: string;
    };

/** Where calendars are read, whichever vendor keeps them. */
export interface CalendarSource {
  /** How many calendars one `read` takes. */
  readonly maxCalendars: number;
  /** One reading for each request, in order. Never rejects for what a vendor or a feed does. */
  readonly read: (requests: readonly CalendarRequest[], window: CalendarWindow) => Promise<readonly CalendarReading[]>;
}

/** What the sources need of HTTP: `GuardedFetch` of `@pointsman/outbound`, or anything like it. */
export type HttpFetch = (
  url: string,
  init?: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  },
) => Promise<HttpAnswer>;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: { readonly get: (name: string) => string | null };
  readonly body: Uint8Array;
}

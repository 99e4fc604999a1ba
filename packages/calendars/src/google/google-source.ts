import { z } from "zod";

import { callWithToken, parseJson, tryJson, type AccessToken } from "../access-token.ts";
import type {
  CalendarReading,
  CalendarRequest,
  CalendarSource,
  CalendarWindow,
  HttpAnswer,
  HttpFetch,
} from "../calendar-source.ts";
import { settled, SourceError, toSourceError } from "../failures.ts";
import { mergeBlocks, type Span } from "../merge-blocks.ts";
import { sliceWindow } from "../slice-window.ts";
import { ianaClock } from "../zone.ts";

export interface GoogleSourceOptions {
  readonly fetch: HttpFetch;
  readonly token: AccessToken;
  readonly nowMs: () => number;
  /** `https://www.googleapis.com/calendar/v3` */
  readonly apiUrl: string;
}

/** `calendarExpansionMax` of a free/busy query. */
const MAX_CALENDARS = 50;

/** At 250 events a page: more out-of-office events in two months has nobody. */
const MAX_PAGES = 8;

const Instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const FreeBusyAnswer = z.object({
  calendars: z.record(
    z.string(),
    z.object({
      errors: z.array(z.object({ reason: z.string().max(100) })).optional(),
      busy: z.array(z.object({ start: Instant, end: Instant })).default([]),
    }),
  ),
});

const EventTime = z.union([z.object({ dateTime: Instant }), z.object({ date: z.iso.date() })]);

const EventsAnswer = z.object({
  nextPageToken: z.string().optional(),
  items: z
    .array(z.object({ status: z.string().optional(), start: EventTime.optional(), end: EventTime.optional() }))
    .default([]),
});

const ErrorAnswer = z.object({ error: z.object({ errors: z.array(z.object({ reason: z.string() })).min(1) }) });

/**
 * Google Calendar: who is busy by one free/busy query for many calendars, and of these the out-of-office events by a list
 * for each, which names its fields, so that no title is ever sent. Who shares his free/busy times alone is known as busy.
 */
export function createGoogleSource(options: GoogleSourceOptions): CalendarSource {
  return {
    maxCalendars: MAX_CALENDARS,
    read: async (requests, window) => {
      const busy = await settled(async () => queryFreeBusy(requests, window, options));
      if ("kind" in busy) return requests.map(() => busy);
      const readings: CalendarReading[] = [];
      for (const request of requests) {
        readings.push(
          await settled(async () => readOne(request, window, { ...options, busy: busy.get(request.address) })),
        );
      }
      return readings;
    },
  };
}

type Busy = readonly Span[] | SourceError;

async function queryFreeBusy(
  requests: readonly CalendarRequest[],
  window: CalendarWindow,
  { apiUrl, fetch, token, nowMs }: GoogleSourceOptions,
): Promise<ReadonlyMap<string, Busy>> {
  const found = new Map<string, Busy>();
  for (const { from: timeMin, until: timeMax } of sliceWindow(window)) {
    const items = requests.map(({ address }) => ({ id: address }));
    const answer = await callWithToken(token, async (headers) =>
      fetch(`${apiUrl}/freeBusy`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ timeMin, timeMax, calendarExpansionMax: MAX_CALENDARS, items }),
      }),
    );
    if (answer.status !== 200) throw toGoogleError(answer, nowMs());
    const { calendars } = parseJson(FreeBusyAnswer, answer);
    for (const { address } of requests) found.set(address, join(found.get(address), calendars[address]));
  }
  return found;
}

/** An error stands within the answer, beside the calendars that could be read. */
function join(before: Busy | undefined, entry: z.infer<typeof FreeBusyAnswer>["calendars"][string] | undefined): Busy {
  if (before instanceof SourceError) return before;
  if (entry === undefined) return new SourceError("malformed", "The calendar is missing in the answer.");
  const [error] = entry.errors ?? [];
  if (error !== undefined) return new SourceError(failureOf(error.reason), error.reason);
  const spans = entry.busy.map(({ start, end }): Span => ({ kind: "busy", fromMs: start, untilMs: end }));
  return [...(before ?? []), ...spans];
}

async function readOne(
  request: CalendarRequest,
  window: CalendarWindow,
  options: GoogleSourceOptions & { readonly busy: Busy | undefined },
): Promise<CalendarReading> {
  const { busy = new SourceError("malformed", "The calendar is missing in the answer.") } = options;
  if (busy instanceof SourceError) throw busy;
  const spans = request.allIsTimeOff
    ? busy.map((span) => ({ ...span, kind: "out_of_office" as const }))
    : [...busy, ...(await listOutOfOffice(request, window, options))];
  return { kind: "read", blocks: mergeBlocks(spans, window), validators: null, skipped: 0 };
}

async function listOutOfOffice(
  { address, timeZone }: CalendarRequest,
  window: CalendarWindow,
  { apiUrl, fetch, token, nowMs }: GoogleSourceOptions,
): Promise<readonly Span[]> {
  const spans: Span[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = new URLSearchParams({
      eventTypes: "outOfOffice",
      singleEvents: "true",
      timeMin: window.from,
      timeMax: window.until,
      maxResults: "250",
      fields: "nextPageToken,items(status,start,end)",
      ...(pageToken !== undefined && { pageToken }),
    });
    const answer = await callWithToken(token, async (headers) =>
      fetch(`${apiUrl}/calendars/${encodeURIComponent(address)}/events?${query.toString()}`, { headers }),
    );
    if (answer.status !== 200) {
      const error = toGoogleError(answer, nowMs());
      // Shared as free/busy alone: his events are none of ours.
      if (error.reading.failure === "denied" || error.reading.failure === "not_found") return [];
      throw error;
    }
    const { items, nextPageToken } = parseJson(EventsAnswer, answer);
    spans.push(...items.flatMap((item) => toSpans(item, ianaClock(timeZone))));
    if (nextPageToken === undefined) return spans;
    pageToken = nextPageToken;
  }
  throw new SourceError("too_large", `More than ${MAX_PAGES} pages of out-of-office events.`);
}

type EventItem = z.infer<typeof EventsAnswer>["items"][number];

function toSpans({ status, start, end }: EventItem, clock: (wallMs: number) => number): readonly Span[] {
  if (status === "cancelled" || start === undefined || end === undefined) return [];
  const toMs = (time: z.infer<typeof EventTime>) =>
    "dateTime" in time ? time.dateTime : clock(Date.parse(`${time.date}T00:00:00.000Z`));
  return [{ kind: "out_of_office", fromMs: toMs(start), untilMs: toMs(end) }];
}

/** Google says "too many calls" with 403 as well as with 429; only the reason tells it from a refusal. */
function toGoogleError(answer: HttpAnswer, nowMs: number): SourceError {
  const reason = ErrorAnswer.safeParse(tryJson(answer)).data?.error.errors[0]?.reason.slice(0, 100);
  const byStatus = toSourceError(answer, nowMs, `HTTP ${answer.status}${reason === undefined ? "" : ` ${reason}`}`);
  if (answer.status !== 403 || reason === undefined || failureOf(reason) !== "throttled") return byStatus;
  return new SourceError("throttled", byStatus.reading.detail, byStatus.reading.retryAfterMs);
}

const THROTTLED: ReadonlySet<string> = new Set([
  "rateLimitExceeded",
  "userRateLimitExceeded",
  "quotaExceeded",
  "dailyLimitExceeded",
  "calendarUsageLimitsExceeded",
]);

function failureOf(reason: string) {
  if (THROTTLED.has(reason)) return "throttled";
  if (reason === "notFound") return "not_found";
  return reason === "internalError" || reason === "backendError" ? "unreachable" : "denied";
}

import { z } from "zod";

import {
  callWithToken,
  createAccessToken,
  parseJson,
  tryJson,
  type AccessToken,
  type TokenOptions,
} from "../access-token.ts";
import type {
  CalendarFailure,
  CalendarReading,
  CalendarRequest,
  CalendarSource,
  CalendarWindow,
  HttpFetch,
} from "../calendar-source.ts";
import { settled, SourceError, toSourceError } from "../failures.ts";
import { mergeBlocks, type Span } from "../merge-blocks.ts";
import { sliceWindow } from "../slice-window.ts";
import { ianaClock, toIanaZone, UTC } from "../zone.ts";

export interface GraphSourceOptions {
  readonly fetch: HttpFetch;
  readonly token: AccessToken;
  readonly nowMs: () => number;
  /** `https://graph.microsoft.com/v1.0`, or that of a national cloud. */
  readonly apiUrl: string;
}

/** `getSchedule` takes so many addresses at once. */
const MAX_SCHEDULES = 20;

/** An application of Entra ID with the permission `Calendars.ReadBasic.All`. */
export const MicrosoftCredentials = z.object({
  tenantId: z.string().regex(/^[\w.-]{1,100}$/, "expected the id or a domain of the tenant"),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
});
export type MicrosoftCredentials = z.infer<typeof MicrosoftCredentials>;

/** By client credentials, for all that the application may read. */
export function createGraphToken(
  { tenantId, clientId, clientSecret }: MicrosoftCredentials,
  { loginUrl, apiUrl, ...options }: GraphTokenOptions,
): AccessToken {
  const form = {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    scope: `${new URL(apiUrl).origin}/.default`,
  };
  const tokenUrl = `${loginUrl}/${tenantId}/oauth2/v2.0/token`;
  return createAccessToken({ ...options, tokenUrl, form: async () => form });
}

type GraphTokenOptions = Omit<TokenOptions, "form" | "tokenUrl"> & {
  /** `https://login.microsoftonline.com`, or that of a national cloud. */
  readonly loginUrl: string;
  readonly apiUrl: string;
};

const Time = z.object({
  /** With seven digits of a second, and without a zone: that is beside it. */
  dateTime: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$/),
  timeZone: z.string().max(200).default("UTC"),
});

// Subject and place come with an item where the owner lets them: zod leaves them behind here.
const ScheduleAnswer = z.object({
  value: z.array(
    z.object({
      scheduleId: z.string(),
      error: z.object({ responseCode: z.string().max(100).optional() }).nullish(),
      scheduleItems: z.array(z.object({ status: z.string().nullish(), start: Time, end: Time })).nullish(),
    }),
  ),
});

const ErrorAnswer = z.object({ error: z.object({ code: z.string().max(100) }) });

/** Microsoft 365 by Graph's `getSchedule`, many calendars a call. */
export function createGraphSource(options: GraphSourceOptions): CalendarSource {
  const readAll = async (
    requests: readonly CalendarRequest[],
    window: CalendarWindow,
  ): Promise<readonly CalendarReading[]> => {
    const spans = await settled(async () => getSchedules(requests, window, options));
    if (!("kind" in spans)) return requests.map((request) => toReading(request, window, spans.get(request.address)));
    // A call is made in the name of one of the mailboxes: where that one is refused or gone the others may not be.
    const mayBeOnesFault = spans.failure === "denied" || spans.failure === "not_found";
    if (requests.length === 1 || !mayBeOnesFault) return requests.map(() => spans);
    const readings: CalendarReading[] = [];
    for (const request of requests) readings.push(...(await readAll([request], window)));
    return readings;
  };
  return { maxCalendars: MAX_SCHEDULES, read: readAll };
}

type Schedule = readonly Span[] | SourceError;

async function getSchedules(
  requests: readonly CalendarRequest[],
  window: CalendarWindow,
  { apiUrl, fetch, token, nowMs }: GraphSourceOptions,
): Promise<ReadonlyMap<string, Schedule>> {
  const found = new Map<string, Schedule>();
  const schedules = requests.map(({ address }) => address);
  for (const { from, until } of sliceWindow(window)) {
    const answer = await callWithToken(token, async (headers) =>
      fetch(`${apiUrl}/users/${encodeURIComponent(schedules[0] ?? "")}/calendar/getSchedule`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json", prefer: 'outlook.timezone="UTC"' },
        body: JSON.stringify({
          schedules,
          startTime: { dateTime: from.slice(0, 19), timeZone: "UTC" },
          endTime: { dateTime: until.slice(0, 19), timeZone: "UTC" },
          availabilityViewInterval: 60,
        }),
      }),
    );
    if (answer.status !== 200) {
      const code = ErrorAnswer.safeParse(tryJson(answer)).data?.error.code;
      throw toSourceError(answer, nowMs(), `HTTP ${answer.status}${code === undefined ? "" : ` ${code}`}`);
    }
    const { value } = parseJson(ScheduleAnswer, answer);
    const byId = new Map(value.map((entry) => [entry.scheduleId.toLowerCase(), entry]));
    for (const address of schedules) found.set(address, join(found.get(address), byId.get(address.toLowerCase())));
  }
  return found;
}

/** What a mailbox says of itself stands within an answer that is a success. */
function join(
  before: Schedule | undefined,
  entry: z.infer<typeof ScheduleAnswer>["value"][number] | undefined,
): Schedule {
  if (before instanceof SourceError) return before;
  if (entry === undefined) return new SourceError("malformed", "The calendar is missing in the answer.");
  if (entry.error) {
    const code = entry.error.responseCode ?? "unknown";
    return new SourceError(failureOf(code), code);
  }
  return [...(before ?? []), ...(entry.scheduleItems ?? []).flatMap(toSpans)];
}

const KINDS: Readonly<Record<string, Span["kind"]>> = { oof: "out_of_office", busy: "busy" };

function toSpans({
  status,
  start,
  end,
}: {
  readonly status?: string | null | undefined;
  readonly start: z.infer<typeof Time>;
  readonly end: z.infer<typeof Time>;
}): readonly Span[] {
  const kind = KINDS[status?.toLowerCase() ?? ""];
  return kind === undefined ? [] : [{ kind, fromMs: toInstant(start), untilMs: toInstant(end) }];
}

function toInstant({ dateTime, timeZone }: z.infer<typeof Time>): number {
  const wallMs = Date.parse(`${dateTime.slice(0, 19)}.000Z`);
  const zone = timeZone === "UTC" || dateTime.endsWith("Z") ? null : toIanaZone(timeZone);
  return zone === null || zone === undefined ? UTC(wallMs) : ianaClock(zone)(wallMs);
}

function toReading(
  { allIsTimeOff }: CalendarRequest,
  window: CalendarWindow,
  schedule: Schedule | undefined,
): CalendarReading {
  if (schedule === undefined) return new SourceError("malformed", "The calendar is missing in the answer.").reading;
  if (schedule instanceof SourceError) return schedule.reading;
  const spans = allIsTimeOff ? schedule.map((span) => ({ ...span, kind: "out_of_office" as const })) : schedule;
  return { kind: "read", blocks: mergeBlocks(spans, window), validators: null, skipped: 0 };
}

/** Codes of Exchange; of one that is not known nobody can say that it is for good. */
function failureOf(code: string): CalendarFailure {
  if (/NotFound|NonExistentMailbox|ResolveRecipient/i.test(code)) return "not_found";
  if (/Access|Denied|Permission|Delegate/i.test(code)) return "denied";
  if (/TooMany|TooBig|5006/i.test(code)) return "too_large";
  return /Busy|Throttl/i.test(code) ? "throttled" : "unreachable";
}

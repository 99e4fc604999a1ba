import type {
  CalendarReading,
  CalendarRequest,
  CalendarSource,
  CalendarWindow,
  HttpAnswer,
  HttpFetch,
  Validators,
} from "../calendar-source.ts";
import { settled, SourceError, toSourceError } from "../failures.ts";
import type { CalendarReader } from "./read-apart.ts";

export interface IcsSourceOptions {
  /** Refuses what may not be called, and ends what is too long or too slow. */
  readonly fetch: HttpFetch;
  readonly readCalendar: CalendarReader;
  readonly nowMs: () => number;
}

/** Fetched at once; they are read one after the other all the same. */
const MAX_FEEDS = 8;

/** iCalendar feeds (RFC 5545), by URL. */
export function createIcsSource(options: IcsSourceOptions): CalendarSource {
  return {
    maxCalendars: MAX_FEEDS,
    read: async (requests, window) =>
      Promise.all(requests.map(async (request) => settled(async () => readFeed(request, window, options)))),
  };
}

async function readFeed(
  { address, timeZone, allIsTimeOff, validators }: CalendarRequest,
  window: CalendarWindow,
  { fetch, readCalendar, nowMs }: IcsSourceOptions,
): Promise<CalendarReading> {
  const answer = await fetch(toHttps(address), { headers: toHeaders(validators) });
  if (answer.status === 304 && validators !== null) return { kind: "unchanged" };
  if (answer.status !== 200) throw toSourceError(answer, nowMs());
  const read = await readCalendar(decodeCalendar(answer.body), { window, timeZone, allIsTimeOff });
  if ("failure" in read) throw new SourceError(read.failure, read.detail);
  return { kind: "read", ...read.calendar, validators: toValidators(answer) };
}

/** What calendars call `webcal` is HTTPS, or should be. */
function toHttps(address: string): string {
  return address.replace(/^webcals?:/i, "https:");
}

function toHeaders(validators: Validators | null): Readonly<Record<string, string>> {
  const { etag = null, lastModified = null } = validators ?? {};
  return {
    accept: "text/calendar, */*;q=0.1",
    ...(etag !== null && { "if-none-match": etag }),
    ...(lastModified !== null && { "if-modified-since": lastModified }),
  };
}

const MAX_VALIDATOR = 500;

/** Sent back as they came, so only what a header can hold, and not more than one of ours should. */
function toValidators({ headers }: HttpAnswer): Validators | null {
  const keep = (name: string) => {
    const value = headers.get(name);
    return value !== null && value.length <= MAX_VALIDATOR && /^[\x20-\x7e]+$/.test(value) ? value : null;
  };
  const validators = { etag: keep("etag"), lastModified: keep("last-modified") };
  return validators.etag === null && validators.lastModified === null ? null : validators;
}

/** UTF-8 unless it begins with the mark of UTF-16; the mark itself is dropped. */
export function decodeCalendar(body: Uint8Array): string {
  const [first, second] = body;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return new TextDecoder(isUtf16 ? (first === 0xff ? "utf-16le" : "utf-16be") : "utf-8").decode(body);
}

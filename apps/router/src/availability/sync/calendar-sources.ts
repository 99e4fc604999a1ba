import { createGoogleSource } from "@pointsman/calendars/google/google-source";
import { createGoogleToken } from "@pointsman/calendars/google/google-token";
import { createIcsSource } from "@pointsman/calendars/ics/ics-source";
import { createCalendarReader } from "@pointsman/calendars/ics/read-apart";
import { createGraphSource, createGraphToken } from "@pointsman/calendars/microsoft/graph-source";
import { createGuardedFetch } from "@pointsman/outbound/guarded-fetch";

import type { RouterConfig } from "../../config.ts";
import type { CalendarSources } from "./sync-context.ts";

/** Of a file, after decompression: some 25,000 events. */
const MAX_FEED_BYTES = 10 * 1024 * 1024;
const MAX_ANSWER_BYTES = 10 * 1024 * 1024;
const FETCH_TIMEOUT_MS = 10_000;
/** Files of 10 MB took 2 to 4 s on two cores that had six times too much to do. */
const READ_TIMEOUT_MS = 15_000;

/** The sources that are configured. Feeds need no credentials, so they always are. */
export function createCalendarSources(config: RouterConfig, nowMs: () => number): CalendarSources {
  const limits = { allowPrivate: config.ALLOW_PRIVATE_ADDRESSES, timeoutMs: FETCH_TIMEOUT_MS };
  const fetchFeed = createGuardedFetch({ ...limits, maxBytes: MAX_FEED_BYTES, maxRedirects: 5 });
  const fetch = createGuardedFetch({ ...limits, maxBytes: MAX_ANSWER_BYTES, maxRedirects: 0 });
  const readCalendar = createCalendarReader({ timeoutMs: READ_TIMEOUT_MS });
  return {
    ics: createIcsSource({ fetch: fetchFeed, readCalendar, nowMs }),
    google: createGoogle(config, { fetch, nowMs }),
    microsoft: createMicrosoft(config, { fetch, nowMs }),
  };
}

interface Ways {
  readonly fetch: ReturnType<typeof createGuardedFetch>;
  readonly nowMs: () => number;
}

function createGoogle(
  { GOOGLE_CREDENTIALS, GOOGLE_API_URL: apiUrl, GOOGLE_TOKEN_URL: tokenUrl }: RouterConfig,
  ways: Ways,
) {
  if (GOOGLE_CREDENTIALS === undefined) return null;
  return createGoogleSource({ ...ways, apiUrl, token: createGoogleToken(GOOGLE_CREDENTIALS, { ...ways, tokenUrl }) });
}

function createMicrosoft(
  { MICROSOFT_CREDENTIALS, MICROSOFT_GRAPH_URL: apiUrl, MICROSOFT_LOGIN_URL: loginUrl }: RouterConfig,
  ways: Ways,
) {
  if (MICROSOFT_CREDENTIALS === undefined) return null;
  const token = createGraphToken(MICROSOFT_CREDENTIALS, { ...ways, loginUrl, apiUrl });
  return createGraphSource({ ...ways, token, apiUrl });
}

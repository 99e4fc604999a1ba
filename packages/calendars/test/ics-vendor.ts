import { createGuardedFetch } from "@pointsman/outbound/guarded-fetch";

import { createIcsSource } from "../src/ics/ics-source.ts";
import { createCalendarReader } from "../src/ics/read-apart.ts";
import { serve } from "./serve.ts";
import { buildRequest, NOW_MS, TIMEOUT_MS, type Vendor, type VendorEvent, type VendorState } from "./vendor.ts";

/** Everybody's feed at `/<owner>.ics`. */
export async function openIcsVendor(state: VendorState): Promise<Vendor> {
  const server = await serve(({ url }) => {
    if (state.trouble !== null) return state.trouble;
    const events = state.calendars[url.pathname.slice(1, -".ics".length)];
    return events === undefined ? { status: 404 } : { text: toIcs(events) };
  });
  const fetch = createGuardedFetch({
    allowPrivate: ["127.0.0.1/32"],
    maxBytes: 10_000_000,
    timeoutMs: TIMEOUT_MS,
    maxRedirects: 3,
  });
  return {
    source: createIcsSource({ fetch, readCalendar: createCalendarReader({ timeoutMs: 20_000 }), nowMs: () => NOW_MS }),
    state,
    request: (owner, overrides) => buildRequest(`${server.url}/${owner}.ics`, overrides),
    [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose](),
  };
}

const SHOWN = {
  out_of_office: "OOF",
  busy: "BUSY",
  tentative: "TENTATIVE",
  free: "FREE",
  elsewhere: "WORKINGELSEWHERE",
};

function toIcs(events: readonly VendorEvent[]): string {
  const toBasic = (time: string) => time.replace(/\.\d+Z$/, "Z").replaceAll(/[-:]/g, "");
  const lines = events.flatMap(({ showsAs, from, until, title }, index) => [
    "BEGIN:VEVENT",
    `UID:${index}`,
    `SUMMARY:${title}`,
    `DTSTART:${toBasic(from)}`,
    `DTEND:${toBasic(until)}`,
    `X-MICROSOFT-CDO-BUSYSTATUS:${SHOWN[showsAs]}`,
    "END:VEVENT",
  ]);
  return ["BEGIN:VCALENDAR", ...lines, "END:VCALENDAR", ""].join("\r\n");
}

import { createGuardedFetch } from "@pointsman/outbound/guarded-fetch";
import { exportPKCS8, generateKeyPair, jwtVerify } from "jose";

import { createGoogleSource } from "../src/google/google-source.ts";
import { createGoogleToken, type GoogleCredentials } from "../src/google/google-token.ts";
import { serve, type Reply, type Request } from "./serve.ts";
import { buildRequest, NOW_MS, TIMEOUT_MS, type Vendor, type VendorEvent, type VendorState } from "./vendor.ts";

export interface GoogleState extends VendorState {
  /** How often a token was asked for, and by which grant. */
  readonly grants: string[];
  /** The tokens that are taken; a call with any other gets a 401. */
  readonly live: Set<string>;
  /** In place of the next answers of the token endpoint. */
  readonly tokenTrouble: Reply[];
  /** Who shares his free/busy times alone. */
  readonly freeBusyOnly: Set<string>;
  /** The error within an answer that is a success, by owner. */
  readonly errors: Record<string, string>;
  pageSize: number;
}

const keys = await generateKeyPair("RS256", { extractable: true });

const SERVICE_ACCOUNT: GoogleCredentials = {
  type: "service_account",
  client_email: "pointsman@project.example",
  private_key: await exportPKCS8(keys.privateKey),
  private_key_id: "key-1",
  subject: "admin@corpus.example",
};

export function buildGoogleState(state: VendorState): GoogleState {
  const more = { tokenTrouble: [], freeBusyOnly: new Set<string>(), errors: {}, pageSize: 250 };
  return Object.assign(state, { grants: [], live: new Set<string>(), ...more });
}

/** Speaks the parts of Calendar API v3 and OAuth 2.0 that are used here. */
export async function openGoogleVendor(
  state: GoogleState,
  credentials: GoogleCredentials = SERVICE_ACCOUNT,
): Promise<Vendor & { readonly state: GoogleState }> {
  const server = await serve(async (request) =>
    request.url.pathname === "/token" ? grant(request, state) : answer(request, state),
  );
  const fetch = createGuardedFetch({
    allowPrivate: ["127.0.0.1/32"],
    maxBytes: 10_000_000,
    timeoutMs: TIMEOUT_MS,
    maxRedirects: 0,
  });
  const nowMs = () => NOW_MS;
  const token = createGoogleToken(credentials, { fetch, nowMs, tokenUrl: `${server.url}/token` });
  return {
    source: createGoogleSource({ fetch, token, nowMs, apiUrl: `${server.url}/calendar/v3` }),
    state,
    request: (owner, overrides) => buildRequest(`${owner}@corpus.example`, overrides),
    [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose](),
  };
}

async function grant({ body, headers }: Request, state: GoogleState): Promise<Reply> {
  const form = new URLSearchParams(body);
  const type = form.get("grant_type") ?? "";
  state.grants.push(type);
  const trouble = state.tokenTrouble.shift();
  if (trouble !== undefined) return trouble;
  if (type === "refresh_token") {
    const isGood = form.get("refresh_token") === "refresh-1" && form.get("client_secret") === "secret-1";
    if (!isGood) return { status: 400, json: { error: "invalid_grant", error_description: "Token has been revoked." } };
  } else {
    const { payload, protectedHeader } = await jwtVerify(form.get("assertion") ?? "", keys.publicKey, {
      issuer: "pointsman@project.example",
      subject: "admin@corpus.example",
      audience: `http://${headers.host}/token`,
      currentDate: new Date(NOW_MS),
      algorithms: ["RS256"],
      maxTokenAge: 3_600,
    });
    if (protectedHeader.kid !== "key-1" || !String(payload["scope"]).includes("calendar")) return { status: 400 };
  }
  const token = `token-${state.grants.length}`;
  state.live.add(token);
  return { json: { access_token: token, expires_in: 3_599, token_type: "Bearer" } };
}

function answer(request: Request, state: GoogleState): Reply {
  const { url, headers, method } = request;
  if (!state.live.has(headers.authorization?.slice("Bearer ".length) ?? "")) return toError(401, "authError");
  if (state.trouble !== null) return state.trouble;
  if (method === "POST" && url.pathname === "/calendar/v3/freeBusy") return freeBusy(request, state);
  const [, calendarId] = /^\/calendar\/v3\/calendars\/([^/]+)\/events$/.exec(url.pathname) ?? [];
  return calendarId === undefined ? toError(404, "notFound") : events(decodeURIComponent(calendarId), url, state);
}

function ownerOf(calendarId: string): string {
  return calendarId.slice(0, calendarId.indexOf("@"));
}

const isWithin = ({ from, until }: VendorEvent, timeMin: string, timeMax: string) => from < timeMax && until > timeMin;

function freeBusy({ body }: Request, state: GoogleState): Reply {
  const { timeMin, timeMax, items } = JSON.parse(body) as FreeBusyQuery;
  if (Date.parse(timeMax) - Date.parse(timeMin) > 60 * 86_400_000) return toError(400, "timeRangeTooLong");
  const calendars = items.map(({ id }) => {
    const found = state.calendars[ownerOf(id)];
    const reason = state.errors[ownerOf(id)] ?? (found === undefined ? "notFound" : undefined);
    if (reason !== undefined) return [id, { errors: [{ domain: "global", reason }], busy: [] }];
    const busy = (found ?? [])
      .filter((event) => event.showsAs === "busy" || event.showsAs === "out_of_office")
      .filter((event) => isWithin(event, timeMin, timeMax))
      .map(({ from, until }) => ({ start: toOffset(from), end: toOffset(until) }));
    return [id, { busy }];
  });
  return { json: { kind: "calendar#freeBusy", timeMin, timeMax, calendars: Object.fromEntries(calendars) } };
}

interface FreeBusyQuery {
  readonly timeMin: string;
  readonly timeMax: string;
  readonly items: readonly { readonly id: string }[];
}

/** As times come from a calendar in Vienna. */
function toOffset(time: string): string {
  return new Date(Date.parse(time) + 3_600_000).toISOString().replace(".000Z", "+01:00");
}

function events(calendarId: string, { searchParams: query }: URL, state: GoogleState): Reply {
  const owner = ownerOf(calendarId);
  if (state.freeBusyOnly.has(owner)) return toError(403, "forbidden");
  const found = (state.calendars[owner] ?? [])
    .filter(({ showsAs }) => query.get("eventTypes") === "outOfOffice" && showsAs === "out_of_office")
    .filter((event) => isWithin(event, query.get("timeMin") ?? "", query.get("timeMax") ?? ""));
  const from = Number(query.get("pageToken") ?? 0);
  const page = found.slice(from, from + state.pageSize);
  // Without `fields` all of an event is sent.
  const isReduced = query.get("fields")?.includes("items(status,start,end)") === true;
  const items = page.map(({ from: start, until, title }) => ({
    ...(isReduced ? {} : { summary: title, description: title }),
    status: "confirmed",
    start: { dateTime: toOffset(start), timeZone: "Europe/Vienna" },
    end: { dateTime: toOffset(until), timeZone: "Europe/Vienna" },
  }));
  const next = from + state.pageSize;
  return { json: { items, ...(next < found.length && { nextPageToken: String(next) }) } };
}

export function toError(code: number, reason: string): Reply {
  return {
    status: code,
    json: { error: { errors: [{ domain: "global", reason, message: reason }], code, message: reason } },
  };
}

import { createGuardedFetch } from "@pointsman/outbound/guarded-fetch";

import { createGraphSource, createGraphToken } from "../src/microsoft/graph-source.ts";
import { serve, type Reply, type Request } from "./serve.ts";
import { buildRequest, CANARY, NOW_MS, TIMEOUT_MS, type Vendor, type VendorEvent, type VendorState } from "./vendor.ts";

export interface GraphState extends VendorState {
  /** How often a token was asked for. */
  grants: number;
  readonly live: Set<string>;
  clientSecret: string;
  /** The error within an answer that is a success, by owner. */
  readonly errors: Record<string, string>;
  /** Mailboxes in whose name no call is made. */
  readonly unusable: Set<string>;
  /** The zone that times are told in, which the caller's wish need not change. */
  timeZone: { readonly name: string; readonly offsetHours: number };
}

export function buildGraphState(state: VendorState): GraphState {
  return Object.assign(state, {
    grants: 0,
    live: new Set<string>(),
    clientSecret: "secret-1",
    errors: {},
    unusable: new Set<string>(),
    timeZone: { name: "UTC", offsetHours: 0 },
  });
}

/** Speaks `getSchedule` of Graph v1.0 and the token endpoint of Entra ID. */
export async function openGraphVendor(state: GraphState): Promise<Vendor & { readonly state: GraphState }> {
  const server = await serve((request) =>
    request.url.pathname === "/tenant-1/oauth2/v2.0/token" ? grant(request, state) : answer(request, state),
  );
  const fetch = createGuardedFetch({
    allowPrivate: ["127.0.0.1/32"],
    maxBytes: 10_000_000,
    timeoutMs: TIMEOUT_MS,
    maxRedirects: 0,
  });
  const nowMs = () => NOW_MS;
  const apiUrl = `${server.url}/v1.0`;
  const token = createGraphToken(
    { tenantId: "tenant-1", clientId: "client-1", clientSecret: "secret-1" },
    { fetch, nowMs, loginUrl: server.url, apiUrl },
  );
  return {
    source: createGraphSource({ fetch, token, nowMs, apiUrl }),
    state,
    request: (owner, overrides) => buildRequest(`${owner}@corpus.example`, overrides),
    [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose](),
  };
}

function grant({ body, headers }: Request, state: GraphState): Reply {
  const form = new URLSearchParams(body);
  state.grants += 1;
  const isGood =
    form.get("grant_type") === "client_credentials" &&
    form.get("client_id") === "client-1" &&
    form.get("scope") === `http://${headers.host}/.default`;
  if (!isGood) return { status: 400, json: { error: "invalid_request" } };
  if (form.get("client_secret") !== state.clientSecret)
    return { status: 401, json: { error: "invalid_client", error_codes: [7_000_215] } };
  const token = `token-${state.grants}`;
  state.live.add(token);
  return { json: { token_type: "Bearer", expires_in: 3_599, access_token: token } };
}

interface ScheduleQuery {
  readonly schedules: readonly string[];
  readonly startTime: { readonly dateTime: string; readonly timeZone: string };
  readonly endTime: { readonly dateTime: string; readonly timeZone: string };
}

function answer({ url, headers, method, body }: Request, state: GraphState): Reply {
  if (!state.live.has(headers.authorization?.slice("Bearer ".length) ?? ""))
    return toError(401, "InvalidAuthenticationToken");
  if (state.trouble !== null) return state.trouble;
  const [, mailbox] = /^\/v1\.0\/users\/([^/]+)\/calendar\/getSchedule$/.exec(url.pathname) ?? [];
  if (method !== "POST" || mailbox === undefined) return toError(400, "BadRequest");
  const anchor = ownerOf(decodeURIComponent(mailbox));
  if (state.unusable.has(anchor)) return toError(404, "MailboxNotEnabledForRESTAPI");
  const query = JSON.parse(body) as ScheduleQuery;
  if (query.schedules.length > 20) return toError(400, "ErrorInvalidParameter");
  const days = (Date.parse(`${query.endTime.dateTime}Z`) - Date.parse(`${query.startTime.dateTime}Z`)) / 86_400_000;
  if (days > 42) return toError(400, "ErrorTimeIntervalTooBig");
  const value = query.schedules.map((scheduleId) => toSchedule(scheduleId, query, state));
  return { json: { "@odata.context": "…/$metadata#Collection(microsoft.graph.scheduleInformation)", value } };
}

function ownerOf(address: string): string {
  return address.slice(0, address.indexOf("@"));
}

const STATUS = {
  out_of_office: "oof",
  busy: "busy",
  tentative: "tentative",
  free: "free",
  elsewhere: "workingElsewhere",
} as const;

function toSchedule(scheduleId: string, query: ScheduleQuery, state: GraphState) {
  const events = state.calendars[ownerOf(scheduleId)];
  const code = state.errors[ownerOf(scheduleId)] ?? (events === undefined ? "ErrorMailRecipientNotFound" : undefined);
  if (code !== undefined) return { scheduleId, error: { message: `No luck with ${CANARY}`, responseCode: code } };
  const scheduleItems = (events ?? [])
    .filter(({ from, until }) => from < `${query.endTime.dateTime}.000Z` && until > `${query.startTime.dateTime}.000Z`)
    .map((event) => toItem(event, state));
  return { scheduleId: scheduleId.toUpperCase(), availabilityView: "0", scheduleItems, workingHours: {} };
}

function toItem({ showsAs, from, until, title }: VendorEvent, { timeZone: { name, offsetHours } }: GraphState) {
  const toTime = (time: string) => ({
    dateTime: new Date(Date.parse(time) + offsetHours * 3_600_000).toISOString().replace(".000Z", ".0000000"),
    timeZone: name,
  });
  const status = STATUS[showsAs];
  return { isPrivate: false, status, subject: title, location: title, start: toTime(from), end: toTime(until) };
}

export function toError(status: number, code: string): Reply {
  return { status, json: { error: { code, message: code, innerError: { date: "2026-11-20T12:00:00" } } } };
}

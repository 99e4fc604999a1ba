import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

import type { AnalystEngine } from "./analyst-engine.ts";
import { toCompressedBlocks } from "./compressed-blocks.ts";
import { ClickHouseException } from "./exception.ts";
import { toRevision } from "./native-blocks.ts";

export interface AnalystDeps {
  readonly engine: Pick<AnalystEngine, "query" | "timeZone">;
  /** The only database there is; `default` stands for it. */
  readonly database: string;
  /** null: nobody is asked for one; only this machine can call. */
  readonly password: string | null;
  readonly onQuery: (asked: { readonly queryId: string; readonly ms: number; readonly code: number }) => void;
  readonly onUnknownError: (error: unknown) => void;
  readonly nowMs: () => number;
}

const DISPLAY_NAME = "pointsman";
const USERS = new Set(["default", "pointsman_analyst"]);
/** ClickHouse's own `max_query_size`. */
const MAX_BODY_BYTES = 262_144;
const MIN_GZIP_BYTES = 1_024;

// Of the protocol, not settings. `wait_end_of_query` is how results come anyway.
const PROTOCOL = new Set([
  "query",
  "query_id",
  "database",
  "user",
  "password",
  "default_format",
  "output_format",
  "compress",
  "decompress",
  "enable_http_compression",
  "http_zlib_compression_level",
  "wait_end_of_query",
  "buffer_size",
  "send_progress_in_http_headers",
  "http_headers_progress_interval_ms",
  "http_write_exception_in_output_format",
  "send_timeout",
  "receive_timeout",
  "cancel_http_readonly_queries_on_client_close",
  "client_protocol_version",
  "quota_key",
  "session_id",
  "session_check",
  "session_timeout",
]);

/** Answers a call of ClickHouse's HTTP interface: `/ping`, or a query as parameter or body. */
export async function handleRequest(request: Request, deps: AnalystDeps): Promise<Response> {
  const url = new URL(request.url);
  // A page elsewhere can have its own name resolve to this machine; what it reads would then count as its own.
  if (!isLocal(url.hostname)) return new Response("Only by the name of this machine.\n", { status: 421 });
  if (url.pathname === "/ping" || url.pathname === "/replicas_status") return new Response("Ok.\n");
  if (url.pathname !== "/") return new Response("There is no handle here.\n", { status: 404 });
  if (request.method !== "GET" && request.method !== "POST" && request.method !== "HEAD") {
    return new Response("Only GET and POST.\n", { status: 405, headers: { allow: "GET, POST" } });
  }
  const startedMs = deps.nowMs();
  const queryId = url.searchParams.get("query_id") ?? request.headers.get("x-clickhouse-query-id") ?? randomUUID();
  const common = {
    "x-clickhouse-query-id": queryId.replace(/[^\x20-\x7e]/g, "?"),
    "x-clickhouse-server-display-name": DISPLAY_NAME,
    "x-clickhouse-timezone": deps.engine.timeZone,
  };
  try {
    const response = await answer(request, url.searchParams, deps);
    for (const [name, value] of Object.entries(common)) response.headers.set(name, value);
    deps.onQuery({ queryId, ms: deps.nowMs() - startedMs, code: 0 });
    return response;
  } catch (error) {
    if (!(error instanceof ClickHouseException)) deps.onUnknownError(error);
    const known =
      error instanceof ClickHouseException
        ? error
        : { code: 1002, status: 500, message: "Code: 1002. DB::Exception: Unexpected error (UNKNOWN_EXCEPTION)" };
    deps.onQuery({ queryId, ms: deps.nowMs() - startedMs, code: known.code });
    const headers = {
      ...common,
      "content-type": "text/plain; charset=UTF-8",
      "x-clickhouse-exception-code": String(known.code),
    };
    return new Response(`${known.message}\n`, { status: known.status, headers });
  }
}

async function answer(request: Request, search: URLSearchParams, deps: AnalystDeps): Promise<Response> {
  const sql = await readStatement(request, search);
  if (sql === "") return new Response("Ok.\n");
  authenticate(request, search, deps.password);
  checkDatabase(search.get("database") ?? request.headers.get("x-clickhouse-database"), deps.database);
  refuseUnsupported(request, search);
  const settings = new Map<string, string>();
  const parameters = new Map<string, string>();
  for (const [name, value] of search) {
    if (name.startsWith("param_")) parameters.set(name.slice("param_".length), value);
    else if (!PROTOCOL.has(name) && !isReadOnly(name, value)) settings.set(name, value);
  }
  const defaultFormat =
    request.headers.get("x-clickhouse-format") ?? search.get("default_format") ?? ("TabSeparated" as const);
  const result = await deps.engine.query({ sql, parameters, settings, defaultFormat });
  const revision = Number(search.get("client_protocol_version") ?? 0);
  const plain = result.format === "Native" && revision > 0 ? toRevision(result.bytes, revision) : result.bytes;
  const bytes = search.get("compress") === "1" ? await toCompressedBlocks(plain) : plain;
  const headers = new Headers({
    "content-type": result.contentType,
    "x-clickhouse-format": result.format,
    "x-clickhouse-summary": JSON.stringify({
      read_rows: String(result.readRows),
      read_bytes: String(result.readBytes),
      written_rows: "0",
      written_bytes: "0",
      total_rows_to_read: "0",
      result_rows: "0",
      result_bytes: String(plain.length),
      elapsed_ns: String(Math.round(result.elapsed * 1e9)),
    }),
  });
  if (request.method === "HEAD") return new Response(null, { headers });
  return new Response(await compress(bytes, request, search, headers), { headers });
}

/** Drivers may say that they only read; that they write they may not. */
function isReadOnly(name: string, value: string): boolean {
  return name === "readonly" && (value === "1" || value === "2");
}

/** The `query` of the URL, then the body; both may hold a part, as with ClickHouse. */
async function readStatement(request: Request, search: URLSearchParams): Promise<string> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > MAX_BODY_BYTES) throw tooLarge();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    parts.push(part);
  }
  if (size > 0 && request.headers.get("content-encoding") !== null) {
    throw ClickHouseException.refuse("NOT_IMPLEMENTED", "A compressed request is not taken here");
  }
  const inUrl = search.get("query") ?? "";
  if (inUrl.length > MAX_BODY_BYTES) throw tooLarge();
  return [inUrl, Buffer.concat(parts).toString("utf8")].filter((part) => part.trim() !== "").join("\n");
}

function tooLarge(): ClickHouseException {
  return ClickHouseException.refuse("QUERY_IS_TOO_LARGE", `A query may have ${MAX_BODY_BYTES} bytes`);
}

function refuseUnsupported(request: Request, search: URLSearchParams): void {
  if (request.headers.get("content-type")?.startsWith("multipart/") === true) {
    throw ClickHouseException.refuse("NOT_IMPLEMENTED", "Tables sent along with a query are not taken here");
  }
  if (search.get("decompress") === "1") {
    throw ClickHouseException.refuse("NOT_IMPLEMENTED", "A compressed request is not taken here: set decompress=0");
  }
}

function authenticate(request: Request, search: URLSearchParams, password: string | null): void {
  const [user, given] = readCredentials(request, search);
  const isRight = password === null || isSame(given, password);
  if (USERS.has(user) && isRight) return;
  throw ClickHouseException.refuse(
    "AUTHENTICATION_FAILED",
    `${user.slice(0, 64)}: Authentication failed: password is incorrect, or there is no user with such name`,
  );
}

function readCredentials(request: Request, search: URLSearchParams): readonly [user: string, password: string] {
  const basic = /^Basic (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (basic !== undefined) {
    const text = Buffer.from(basic, "base64").toString("utf8");
    const colon = text.indexOf(":");
    return colon < 0 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
  }
  const user = request.headers.get("x-clickhouse-user") ?? search.get("user") ?? "default";
  return [user, request.headers.get("x-clickhouse-key") ?? search.get("password") ?? ""];
}

/** Takes as long whatever is wrong. */
function isSame(given: string, password: string): boolean {
  const [left, right] = [given, password].map((text) => createHash("sha256").update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

function checkDatabase(asked: string | null, database: string): void {
  if (asked === null || asked === "" || asked === "default" || asked === database) return;
  throw ClickHouseException.refuse("UNKNOWN_DATABASE", `Database ${asked} does not exist here: use ${database}`);
}

async function compress(
  bytes: Uint8Array,
  request: Request,
  search: URLSearchParams,
  headers: Headers,
): Promise<Uint8Array<ArrayBuffer>> {
  const isAsked = search.get("enable_http_compression") === "1";
  const takesGzip = /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "");
  if (!isAsked || !takesGzip || bytes.length < MIN_GZIP_BYTES) return new Uint8Array(bytes);
  headers.set("content-encoding", "gzip");
  // Level 1: on loopback the time to compress is all that counts.
  return new Uint8Array(await promisify(gzip)(bytes, { level: 1 }));
}

function isLocal(hostname: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
}

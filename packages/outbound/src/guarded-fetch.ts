import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";

import { AppError } from "@pointsman/contracts/error";
import { Agent, fetch, type Headers, type Response } from "undici";

import { createAddressPolicy, type AddressPolicy, type AllowPrivate } from "./address-policy.ts";
import { guardLookup } from "./guarded-lookup.ts";
import { readUrl } from "./read-url.ts";

export interface GuardedFetchOptions {
  readonly allowPrivate: AllowPrivate;
  /** Of the body, after decompression. */
  readonly maxBytes: number;
  /** For the whole call: look-ups, redirects and body. */
  readonly timeoutMs: number;
  /** 0: a redirect is handed back like any other answer. */
  readonly maxRedirects: number;
  /** Cut a longer body at `maxBytes`; else it is an error. */
  readonly cutBody?: boolean;
  /** In place of the system's. */
  readonly lookup?: LookupFunction;
}

export interface GuardedInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface GuardedResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** The one that answered, after redirects. */
  readonly url: string;
}

/**
 * Calls an address that a user entered. Throws AppError `ADDRESS_REFUSED` for one that may not be called; else an Error
 * with a `code`: `TIMEOUT`, `TOO_LARGE`, `TOO_MANY_REDIRECTS`, or what the system calls it, e.g. `ECONNREFUSED`.
 */
export type GuardedFetch = (url: string, init?: GuardedInit) => Promise<GuardedResponse>;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** What is meant for one host and not for the one that it points to. */
const FOR_ONE_HOST = /^(authorization|cookie|proxy-authorization|webhook-.*)$/i;

/** A caller of addresses that users enter: the address really connected to is checked, again after each redirect. */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const policy = createAddressPolicy(options.allowPrivate);
  const agent = new Agent({
    connect: { lookup: guardLookup(options.lookup ?? systemLookup, policy), timeout: options.timeoutMs },
  });
  return async (text, init = {}) => {
    const timeout = AbortSignal.timeout(options.timeoutMs);
    const signal = init.signal === undefined ? timeout : AbortSignal.any([timeout, init.signal]);
    try {
      const { url, response } = await follow({ url: readUrl(text, policy), init, signal }, { agent, policy, options });
      const body = await readBody(response, options);
      return { status: response.status, headers: response.headers, body, url: url.href };
    } catch (error) {
      throw toOutboundError(error, timeout.aborted);
    }
  };
}

interface Call {
  readonly url: URL;
  readonly init: GuardedInit;
  readonly signal: AbortSignal;
}

interface Ways {
  readonly agent: Agent;
  readonly policy: AddressPolicy;
  readonly options: GuardedFetchOptions;
}

async function follow(first: Call, { agent, policy, options }: Ways) {
  let call = first;
  for (let redirects = 0; ; redirects += 1) {
    const { url, init, signal } = call;
    const response = await fetch(url, { ...init, signal, redirect: "manual", dispatcher: agent });
    const location = REDIRECTS.has(response.status) ? response.headers.get("location") : null;
    if (location === null || options.maxRedirects === 0) return { url, response };
    await response.body?.cancel();
    if (redirects === options.maxRedirects)
      throw outboundError("TOO_MANY_REDIRECTS", `${first.url.host} redirects more than ${options.maxRedirects} times.`);
    call = redirect(call, readUrl(location, policy, url.href), response.status);
  }
}

/** As browsers do it: after 301, 302 and 303 what was posted is read. */
function redirect({ url, init, signal }: Call, target: URL, status: number): Call {
  const { method = "GET", headers = {}, body } = init;
  const kept = Object.entries(headers).filter(([name]) => target.origin === url.origin || !FOR_ONE_HOST.test(name));
  const isRead = status < 307 && method !== "GET" && method !== "HEAD";
  const next = isRead ? { method: "GET" } : { method, ...(body !== undefined && { body }) };
  return { url: target, init: { ...next, headers: Object.fromEntries(kept) }, signal };
}

async function readBody(response: Response, { maxBytes, cutBody }: GuardedFetchOptions): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    // Leaving the loop ends the stream, and with it the connection.
    if (bytes > maxBytes && cutBody !== true) throw outboundError("TOO_LARGE", `More than ${maxBytes} bytes.`);
    if (bytes >= maxBytes && cutBody === true) break;
  }
  return Uint8Array.from(Buffer.concat(chunks).subarray(0, maxBytes));
}

/** undici wraps what went wrong, an array of it where several addresses were tried. */
function toOutboundError(error: unknown, isTimeout: boolean): Error {
  if (isTimeout) return outboundError("TIMEOUT", "No whole answer in time.");
  for (let cause: unknown = error; cause instanceof Error; cause = firstCause(cause)) {
    if (cause instanceof AppError) return cause;
    if ("code" in cause && typeof cause.code === "string") return outboundError(cause.code, cause.message);
  }
  return outboundError("NETWORK", error instanceof Error ? error.message : "The call failed.");
}

function firstCause(error: Error): unknown {
  return error instanceof AggregateError ? error.errors[0] : error.cause;
}

function outboundError(code: string, message: string): Error & { readonly code: string } {
  return Object.assign(new Error(message), { code });
}

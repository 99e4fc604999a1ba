import { z } from "zod";

import type { HttpAnswer, HttpFetch } from "./calendar-source.ts";
import { SourceError, toSourceError } from "./failures.ts";

const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });
const TokenProblem = z.object({ error: z.string().max(100) });

/** A minute before its end a token is not used for a call that may take half of that. */
const EARLY_MS = 60_000;

export interface TokenOptions {
  readonly fetch: HttpFetch;
  readonly nowMs: () => number;
  readonly tokenUrl: string;
  /** The form that asks for a token, made anew each time: some hold the time. */
  readonly form: () => Promise<Readonly<Record<string, string>>>;
}

/** A token for the calls of one source. */
export interface AccessToken {
  readonly get: () => Promise<string>;
  /** It was refused: the next call gets another one. */
  readonly drop: (token: string) => void;
}

/** Fetches a token by OAuth 2.0 (RFC 6749) when there is none, and keeps it for as long as it lives. */
export function createAccessToken({ fetch, nowMs, tokenUrl, form }: TokenOptions): AccessToken {
  let kept: { readonly token: string; readonly untilMs: number } | null = null;
  return {
    get: async () => {
      if (kept !== null && kept.untilMs > nowMs()) return kept.token;
      const answer = await fetch(tokenUrl, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
        body: new URLSearchParams(await form()).toString(),
      });
      if (answer.status !== 200) throw toTokenError(answer, nowMs());
      const { access_token: token, expires_in: seconds } = parseJson(TokenAnswer, answer);
      kept = { token, untilMs: nowMs() + seconds * 1_000 - EARLY_MS };
      return token;
    },
    drop: (token) => {
      if (kept?.token === token) kept = null;
    },
  };
}

/** `invalid_grant`, `invalid_client` and the like come as 400 or 401: somebody has to do something. */
function toTokenError(answer: HttpAnswer, nowMs: number): SourceError {
  const problem = TokenProblem.safeParse(tryJson(answer));
  if (answer.status === 400 || answer.status === 401)
    return new SourceError("denied", `token: ${problem.data?.error ?? answer.status}`);
  return toSourceError(answer, nowMs, `token: HTTP ${answer.status}`);
}

/** Sends a call with the token, and once more with another one where it was refused. */
export async function callWithToken(
  token: AccessToken,
  call: (headers: Readonly<Record<string, string>>) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const first = await token.get();
  const answer = await call({ authorization: `Bearer ${first}`, accept: "application/json" });
  if (answer.status !== 401) return answer;
  token.drop(first);
  return call({ authorization: `Bearer ${await token.get()}`, accept: "application/json" });
}

/** @throws SourceError where it is not what the vendor documents */
export function parseJson<S extends z.ZodType>(schema: S, answer: HttpAnswer): z.output<S> {
  const parsed = schema.safeParse(tryJson(answer));
  if (parsed.success) return parsed.data;
  throw new SourceError("malformed", "The answer is not as documented.");
}

export function tryJson({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

import type { Source } from "@pointsman/contracts/form";

/** Headers that let scripts on the source's own pages read the answer. A form post needs none of them. */
export function toCorsHeaders(source: Source, origin: string | null): Readonly<Record<string, string>> {
  if (origin === null) return {};
  if (source.allowedOrigins === undefined) return { "access-control-allow-origin": "*", ...EXPOSED };
  // Whole origins are compared: `https://www.example.com.evil.example` only starts like an allowed one.
  if (!source.allowedOrigins.includes(origin)) return { vary: "Origin" };
  return { "access-control-allow-origin": origin, vary: "Origin", ...EXPOSED };
}

const EXPOSED = { "access-control-expose-headers": "x-request-id, retry-after" };

/** The answer's headers to a preflight request, beside those above. */
export const PREFLIGHT_HEADERS = {
  allow: "POST, OPTIONS",
  "access-control-allow-methods": "POST, OPTIONS",
  "access-control-allow-headers": "content-type, accept, idempotency-key, authorization",
  "access-control-max-age": "86400",
} as const;

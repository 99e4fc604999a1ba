import type { Source } from "@pointsman/contracts/form";

/**
 * Where a browser goes after its form was taken: where the form's `_redirect` says, if that is one of the
 * source's own origins, else to the source's `redirectUrl`; `undefined` for our own thank-you page.
 */
export function chooseRedirect(source: Source, wanted: string | undefined): string | undefined {
  const url = wanted === undefined ? null : URL.parse(wanted.trim());
  const isOwn = url !== null && (source.allowedOrigins ?? []).includes(url.origin);
  return isOwn ? url.href : source.redirectUrl;
}

/** The page that the form stood on, for a link back; `undefined` if the browser does not say. */
export function readReferrer(headers: Headers): string | undefined {
  const url = URL.parse(headers.get("referer") ?? "");
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

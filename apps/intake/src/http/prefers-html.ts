/** A browser that posts a form navigates to the answer: it asks for HTML. Scripts and curl get JSON. */
export function prefersHtml(headers: Headers): boolean {
  const accept = headers.get("accept")?.toLowerCase() ?? "";
  const isJsonBody = /^\s*application\/json\b/i.test(headers.get("content-type") ?? "");
  return !isJsonBody && accept.includes("text/html") && !accept.includes("application/json");
}

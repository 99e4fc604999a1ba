import type { Endpoint } from "@pointsman/contracts/endpoint";
import type { StoredEndpoint } from "@pointsman/store/endpoints/stored-endpoint";

/** An endpoint as callers see it: without its secrets. */
export function toEndpoint(stored: StoredEndpoint): Endpoint {
  const { secret: _, previousSecret: _previous, previousSecretUntil: _until, ...endpoint } = stored;
  return { ...endpoint, url: endpoint.kind === "slack" ? new URL(endpoint.url).origin : endpoint.url };
}

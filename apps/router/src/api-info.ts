import { MAX_BODY_BYTES, MAX_SUBMISSIONS_PER_CALL } from "@pointsman/contracts/api";
import { MAX_CALLS_PER_REQUEST, MAX_ITEMS } from "@pointsman/contracts/api/paging";
import type { OpenApiInfo } from "@pointsman/rpc/openapi/to-openapi";

/** What `/openapi.json` and `/docs` say of the whole. */
export const API_INFO: OpenApiInfo = {
  title: "Pointsman, the routing service",
  version: "1",
  description: `Everything that the routing service does, as it goes over HTTP. From TypeScript it is called with the tRPC client and the type of its router, from anything else as described here: a query is a GET with its input as URL-encoded JSON in the parameter \`input\`, a mutation a POST with its input as JSON body, and the answer is {"result":{"data":…}}.

An error is {"error":{"data":{"problem":…}}}, a problem (RFC 9457) with a code of a closed table.

Limits: a body holds at most ${MAX_BODY_BYTES} bytes, a call at most ${MAX_SUBMISSIONS_PER_CALL} leads or ${MAX_ITEMS} of anything else, a request at most ${MAX_CALLS_PER_REQUEST} calls in a tRPC batch.`,
};

import {
  CreateEndpointInput,
  EndpointInput,
  ListDeliveriesInput,
  RedeliverInput,
  RotateSecretInput,
  UpdateEndpointInput,
} from "@pointsman/contracts/endpoint";

import { procedure, router } from "../trpc.ts";
import { changeEndpoint } from "../verbs/endpoints/change-endpoint.ts";
import { createEndpoint } from "../verbs/endpoints/create-endpoint.ts";
import { disableByRequest } from "../verbs/endpoints/disable-by-request.ts";
import { enableAgain } from "../verbs/endpoints/enable-again.ts";
import { pageDeliveries } from "../verbs/endpoints/page-deliveries.ts";
import { readEndpoints } from "../verbs/endpoints/read-endpoints.ts";
import { redeliverAgain } from "../verbs/endpoints/redeliver-again.ts";
import { removeEndpoint } from "../verbs/endpoints/remove-endpoint.ts";
import { renewSecret } from "../verbs/endpoints/renew-secret.ts";
import { testEndpoint } from "../verbs/endpoints/test-endpoint.ts";

export const endpointProcedures = router({
  /** Adds an endpoint. A webhook's secret is in this answer and in no later one. */
  create: procedure("notifications:write")
    .input(CreateEndpointInput)
    .mutation(async ({ ctx, input }) => createEndpoint(ctx.service, input)),
  /** All endpoints, and how each is doing. */
  list: procedure("notifications:read").query(async ({ ctx }) => readEndpoints(ctx.service)),
  update: procedure("notifications:write")
    .input(UpdateEndpointInput)
    .mutation(async ({ ctx, input }) => changeEndpoint(ctx.service, input)),
  /** A new secret; the old one signs too for as long as is asked for. */
  rotateSecret: procedure("notifications:write")
    .input(RotateSecretInput)
    .mutation(async ({ ctx, input }) => renewSecret(ctx.service, input)),
  /** Sends `endpoint.test`; `deliveries` says how it went. */
  test: procedure("notifications:write")
    .input(EndpointInput)
    .mutation(async ({ ctx, input }) => testEndpoint(ctx.service, input.endpointId)),
  disable: procedure("notifications:write")
    .input(EndpointInput)
    .mutation(async ({ ctx, input }) => disableByRequest(ctx.service, input.endpointId)),
  enable: procedure("notifications:write")
    .input(EndpointInput)
    .mutation(async ({ ctx, input }) => enableAgain(ctx.service, input.endpointId)),
  /** Takes the record of its deliveries with it. */
  remove: procedure("notifications:write")
    .input(EndpointInput)
    .mutation(async ({ ctx, input }) => removeEndpoint(ctx.service, input.endpointId)),
  /** What was sent to an endpoint, the latest first, with every attempt. */
  deliveries: procedure("notifications:read")
    .input(ListDeliveriesInput)
    .query(async ({ ctx, input }) => pageDeliveries(ctx.service, input)),
  /** Sends again what is done with, under the same ids. */
  redeliver: procedure("notifications:write")
    .input(RedeliverInput)
    .mutation(async ({ ctx, input }) => redeliverAgain(ctx.service, input)),
});

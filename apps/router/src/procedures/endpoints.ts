import {
  CreatedEndpoint,
  CreateEndpointInput,
  DeliveryList,
  EndpointAnswer,
  EndpointInput,
  EndpointList,
  ListDeliveriesInput,
  Redelivered,
  RedeliverInput,
  RemovedEndpoint,
  RotatedSecret,
  RotateSecretInput,
  TestedEndpoint,
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
  create: procedure("notifications:write")
    .meta({
      description: "Adds an endpoint. A webhook's secret is in this answer and in no later one.",
      errors: ["ADDRESS_REFUSED", "INVALID_INPUT"],
    })
    .input(CreateEndpointInput)
    .output(CreatedEndpoint)
    .mutation(async ({ ctx, input }) => createEndpoint(ctx.service, input)),
  list: procedure("notifications:read")
    .meta({ description: "All endpoints, and how each is doing." })
    .output(EndpointList)
    .query(async ({ ctx }) => readEndpoints(ctx.service)),
  update: procedure("notifications:write")
    .meta({ description: "Changes an endpoint; what is left out stays.", errors: ["NOT_FOUND", "ADDRESS_REFUSED"] })
    .input(UpdateEndpointInput)
    .output(EndpointAnswer)
    .mutation(async ({ ctx, input }) => changeEndpoint(ctx.service, input)),
  rotateSecret: procedure("notifications:write")
    .meta({
      description: "A new secret; the old one signs too for as long as is asked for.",
      errors: ["NOT_FOUND", "CONFLICT"],
    })
    .input(RotateSecretInput)
    .output(RotatedSecret)
    .mutation(async ({ ctx, input }) => renewSecret(ctx.service, input)),
  test: procedure("notifications:write")
    .meta({
      description: "Sends `endpoint.test`; `endpoints.deliveries` says how it went.",
      errors: ["NOT_FOUND", "CONFLICT"],
    })
    .input(EndpointInput)
    .output(TestedEndpoint)
    .mutation(async ({ ctx, input }) => testEndpoint(ctx.service, input.endpointId)),
  disable: procedure("notifications:write")
    .meta({ description: "Calls an endpoint no more.", errors: ["NOT_FOUND"] })
    .input(EndpointInput)
    .output(EndpointAnswer)
    .mutation(async ({ ctx, input }) => disableByRequest(ctx.service, input.endpointId)),
  enable: procedure("notifications:write")
    .meta({ description: "Calls an endpoint again.", errors: ["NOT_FOUND"] })
    .input(EndpointInput)
    .output(EndpointAnswer)
    .mutation(async ({ ctx, input }) => enableAgain(ctx.service, input.endpointId)),
  remove: procedure("notifications:write")
    .meta({ description: "Takes an endpoint away, with the record of its deliveries.", errors: ["NOT_FOUND"] })
    .input(EndpointInput)
    .output(RemovedEndpoint)
    .mutation(async ({ ctx, input }) => removeEndpoint(ctx.service, input.endpointId)),
  deliveries: procedure("notifications:read")
    .meta({ description: "What was sent to an endpoint, the latest first, with every attempt.", errors: ["NOT_FOUND"] })
    .input(ListDeliveriesInput)
    .output(DeliveryList)
    .query(async ({ ctx, input }) => pageDeliveries(ctx.service, input)),
  redeliver: procedure("notifications:write")
    .meta({ description: "Sends again what is done with, under the same ids.", errors: ["NOT_FOUND", "CONFLICT"] })
    .input(RedeliverInput)
    .output(Redelivered)
    .mutation(async ({ ctx, input }) => redeliverAgain(ctx.service, input)),
});

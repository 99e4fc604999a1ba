import { z } from "zod";

/** What every service is told of its operation. */
export const OPERATING_CONFIG = {
  // How long it still takes calls after it has said that it is not ready: until whoever sends calls has noticed. 0 where
  // nobody asks, as on one's own machine.
  DRAIN_DELAY_MS: z.coerce.number().int().min(0).max(60_000).default(0),
  // What is under way is given so long; Kubernetes and Docker end a process after 30 s and 10 s of their own.
  DRAIN_TIMEOUT_MS: z.coerce.number().int().min(100).max(600_000).default(20_000),
  // Without it nothing is traced.
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "expected the URL of a collector such as http://localhost:4318" })
    .optional(),
  // The share of leads that are traced; the edge must have the same.
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
} as const;

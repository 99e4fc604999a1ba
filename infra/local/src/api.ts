import type { AppRouter as AnalyticsRouter } from "@pointsman/analytics/app-router";
import type { AppRouter } from "@pointsman/router/app-router";
import { createTRPCClient, httpBatchLink, type TRPCClient } from "@trpc/client";

/** Where the services are, and with which key they are called. */
export interface Addresses {
  readonly router: string;
  readonly analytics: string;
  readonly operatorKey: string;
}

export interface Api {
  readonly router: TRPCClient<AppRouter>;
  readonly analytics: TRPCClient<AnalyticsRouter>;
}

/** Calls per HTTP request, below the services' limit of 20. */
const MAX_CALLS = 16;

/** Typed clients of both services. */
export function createApi({ router, analytics, operatorKey }: Addresses): Api {
  const linkTo = (url: string) =>
    httpBatchLink({ url: `${url}/trpc`, maxItems: MAX_CALLS, headers: { authorization: `Bearer ${operatorKey}` } });
  return {
    router: createTRPCClient<AppRouter>({ links: [linkTo(router)] }),
    analytics: createTRPCClient<AnalyticsRouter>({ links: [linkTo(analytics)] }),
  };
}

export type ReportAnswer = Awaited<ReturnType<Api["analytics"]["report"]["read"]["query"]>>;
export type CheckAnswer = Awaited<ReturnType<Api["analytics"]["check"]["run"]["query"]>>;

import { AppError } from "@pointsman/contracts/error";
import type { Source } from "@pointsman/contracts/form";
import { Hono } from "hono";

import { authorize } from "./authorize.ts";
import { PREFLIGHT_HEADERS, toCorsHeaders } from "./http/cors.ts";
import { type AppEnv, respondPage, respondProblem, respondReceived } from "./http/respond.ts";
import { renderDemoForm } from "./pages/demo-form.ts";
import { type ReceiveDeps, receiveLead } from "./receive-lead.ts";
import type { Sources } from "./source.ts";

const DEMO_SOURCE = "demo-form";
const LEAD_PATH = "/v1/leads/:source";

/** What the app is made of. Only `worker.ts` knows where each part comes from. */
export interface AppDeps extends ReceiveDeps {
  readonly sources: Sources;
}

/** The HTTP side of intake. */
export function createApp(deps: AppDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();

  app.use(async (c, next) => {
    c.set("requestId", deps.newUuid());
    await next();
    c.header("x-request-id", c.var.requestId);
    c.header("x-content-type-options", "nosniff");
    c.header("referrer-policy", "same-origin");
    c.header("cache-control", "no-store");
  });

  app.use(LEAD_PATH, async (c, next) => {
    await next();
    const source = deps.sources.get(c.req.param("source"));
    const cors = source === undefined ? {} : toCorsHeaders(source, c.req.header("origin") ?? null);
    for (const [name, value] of Object.entries(cors)) c.header(name, value);
  });

  app.options(LEAD_PATH, (c) => {
    requireSource(deps.sources, c.req.param("source"));
    return c.body(null, 204, PREFLIGHT_HEADERS);
  });

  app.post(LEAD_PATH, async (c) => {
    const sourceName = c.req.param("source");
    const source = requireSource(deps.sources, sourceName);
    await authorize(source, c.req.raw.headers);
    const received = await receiveLead(deps, c.req.raw, { sourceName, source });
    return respondReceived(c, received, source);
  });

  app.all(LEAD_PATH, (c) => {
    c.header("allow", PREFLIGHT_HEADERS.allow);
    throw new AppError("METHOD_NOT_ALLOWED", "Leads are sent with POST.");
  });

  app.get("/", (c) => {
    const { label } = requireSource(deps.sources, DEMO_SOURCE);
    const form = { sourceName: DEMO_SOURCE, label, nonce: c.var.requestId, pageUrl: c.req.url };
    return respondPage(c, 200, renderDemoForm(form));
  });

  app.get("/health", (c) => c.json({ status: "ok" }));

  app.notFound((c) =>
    respondProblem(c, new AppError("NOT_FOUND", "Nothing is here. Leads go to POST /v1/leads/{source}.")),
  );

  app.onError((error, c) => {
    if (!(error instanceof AppError)) deps.log("unexpected_error", { requestId: c.var.requestId, error: error.name });
    return respondProblem(c, error);
  });

  return app;
}

/** The other sources are not listed: their names are nobody's business. */
function requireSource(sources: Sources, name: string): Source {
  const source = sources.get(name);
  if (source === undefined) throw new AppError("UNKNOWN_SOURCE", "There is no lead source of this name.");
  return source;
}

import { type Problem, toProblem } from "@pointsman/contracts/error";
import type { Source } from "@pointsman/contracts/form";
import type { Context } from "hono";

import { type Page, toPolicy } from "../pages/layout.ts";
import { renderProblem, renderThankYou } from "../pages/result-pages.ts";
import type { Received } from "../receive-lead.ts";
import { toLeadAnswer, toSuccessStatus } from "./answer-json.ts";
import { prefersHtml } from "./prefers-html.ts";
import { chooseRedirect, readReferrer } from "./redirect.ts";

/** What every request carries through the app. */
export interface AppEnv {
  readonly Variables: { readonly requestId: string };
}

/** Long enough for a restart, short enough that nobody gives up. */
const RETRY_AFTER_SECONDS = "5";

/** The answer to a lead that is safe: a page or a redirect for a browser, JSON for everybody else. */
export function respondReceived(c: Context<AppEnv>, received: Received, source: Source): Response | Promise<Response> {
  const status = toSuccessStatus(received);
  if (!prefersHtml(c.req.raw.headers)) return c.json(toLeadAnswer(received, source), status);
  const redirectUrl = chooseRedirect(source, received.redirect);
  if (redirectUrl !== undefined) return c.redirect(redirectUrl, 303);
  return respondPage(c, status, renderThankYou(source.thankYou, c.var.requestId));
}

/** The answer to whatever went wrong: `application/problem+json`, or a page that names the field. */
export function respondProblem(c: Context<AppEnv>, error: unknown): Response | Promise<Response> {
  const problem: Problem = toProblem(error, c.var.requestId);
  if (problem.status === 503) c.header("retry-after", RETRY_AFTER_SECONDS);
  if (problem.status === 401) c.header("www-authenticate", "Bearer");
  if (prefersHtml(c.req.raw.headers)) {
    const page = renderProblem(problem, c.var.requestId, readReferrer(c.req.raw.headers));
    return respondPage(c, problem.status, page);
  }
  c.header("content-type", "application/problem+json");
  return c.body(JSON.stringify(problem), toStatus(problem.status));
}

/** A page under a policy that allows its one style sheet. The request id is fresh for each answer, as a nonce must be. */
export function respondPage(c: Context<AppEnv>, status: number, page: Page): Response | Promise<Response> {
  c.header("content-security-policy", toPolicy(c.var.requestId));
  return c.html(page, toStatus(status));
}

/** The codes of our tables all have a body; Hono's type leaves out those that cannot, such as 204. */
function toStatus(status: number): 200 | 500 {
  return status as 200 | 500;
}

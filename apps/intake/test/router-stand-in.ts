import type { RoutedLead, SubmitResult } from "@pointsman/contracts/api";
import { Submission } from "@pointsman/contracts/lead";
import { initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { z } from "zod";

/** The edge leaves nothing for the router to add. */
const Submissions = z.object({ submissions: z.array(Submission) });

/** Settles one lead, as the routing service would. */
export type Settle = (submission: Submission) => SubmitResult;

export interface RouterStandIn {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Every lead it has seen, a repeat once more. */
  readonly seen: Submission[];
  /** Sizes of the calls. */
  readonly calls: number[];
}

/** The routing service's side of the wire: a real tRPC server at the network boundary, with no database behind it. */
export function createRouterStandIn(settle: Settle = routed): RouterStandIn {
  const seen: Submission[] = [];
  const calls: number[] = [];
  const t = initTRPC.create();
  const router = t.router({
    leads: t.router({
      submit: t.procedure.input(Submissions).mutation(({ input }) => {
        calls.push(input.submissions.length);
        seen.push(...input.submissions);
        return { results: input.submissions.map(settle) };
      }),
    }),
  });
  const fetch = (req: Request) => fetchRequestHandler({ endpoint: "/trpc", req, router });
  return { fetch, seen, calls };
}

export function routed(submission: Submission): SubmitResult {
  return { ok: true, lead: toRoutedLead(submission) };
}

export function repeated(submission: Submission): SubmitResult {
  return { ok: true, lead: { ...toRoutedLead(submission), repeated: true } };
}

export function refused(code: string, retryable = false): Settle {
  return ({ leadId }) => ({ ok: false, leadId, code, message: `refused with ${code}`, retryable });
}

export function toRoutedLead({ leadId, receivedAt }: Submission): RoutedLead {
  return {
    leadId,
    state: "assigned",
    repeated: false,
    decision: {
      leadId,
      epoch: 1,
      decidedAt: new Date(Date.parse(receivedAt) + 7).toISOString(),
      ruleSet: { version: 1, hash: "h" },
      outcome: {
        kind: "assigned",
        repId: "rep_jordan",
        via: "target",
        insteadOfRepId: null,
        poolId: null,
        coOwnerRepIds: [],
        copiedRepIds: [],
        note: null,
      },
      trace: { derived: {}, steps: [], criteriaMet: 1, criteriaTotal: 1, selection: null },
    },
    explanation: ["Account owner: rep_jordan"],
  };
}

import { LeadId } from "@pointsman/contracts/id";
import type { SampleLead } from "@pointsman/demo/sample-leads";
import { z } from "zod";

/** What the edge answers to a lead that it took. */
const EdgeAnswer = z.object({ leadId: LeadId, status: z.string(), repeated: z.boolean().optional() });

export interface PostedLead {
  readonly leadId: LeadId;
  /** 201 decided now, 200 decided before, 202 accepted by the queue. */
  readonly httpStatus: number;
  readonly repeated: boolean;
  /** From the first byte sent to the last received, in ms. */
  readonly tookMs: number;
}

/** Sends one form to the edge as a browser or a website would. @throws Error with the edge's answer where it refused */
export async function postLead(
  edgeUrl: string,
  { lead, idempotencyKey }: { readonly lead: SampleLead; readonly idempotencyKey: string },
): Promise<PostedLead> {
  const started = performance.now();
  const response = await fetch(`${edgeUrl}/v1/leads/demo-form`, {
    method: "POST",
    headers: {
      "idempotency-key": idempotencyKey,
      ...(lead.contentType === "json" && { "content-type": "application/json" }),
    },
    body: toBody(lead),
  });
  const text = await response.text();
  const tookMs = performance.now() - started;
  if (!response.ok) throw new Error(`The edge refused ${idempotencyKey} with ${response.status}: ${text}`);
  const { leadId, repeated = false } = EdgeAnswer.parse(JSON.parse(text));
  return { leadId, httpStatus: response.status, repeated, tookMs };
}

function toBody({ contentType, fields }: SampleLead): string | URLSearchParams | FormData {
  if (contentType === "json") return JSON.stringify(fields);
  const form = contentType === "form" ? new URLSearchParams() : new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  return form;
}

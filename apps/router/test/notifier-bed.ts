import type { CreateEndpointInput, EventType } from "@pointsman/contracts/endpoint";
import type { RepId } from "@pointsman/contracts/id";
import type { LeadDetails } from "@pointsman/contracts/lead";
import type { Rep } from "@pointsman/contracts/organisation";
import { createGuardedFetch } from "@pointsman/outbound/guarded-fetch";
import { createMailer } from "@pointsman/outbound/mail";
import { startMailSink, type MailSink } from "@pointsman/testkit/mail-sink";
import { startWebhookSink, type WebhookSink } from "@pointsman/testkit/webhook-sink";

import type { NotifierContext } from "../src/notifier/notifier-context.ts";
import { tellDue } from "../src/notifier/run-notifier.ts";
import { toSubmission } from "./submission.ts";
import type { TestService } from "./test-service.ts";
import { openDemoService } from "./timed-service.ts";

/** The demo organisation with a mail server and a receiver of webhooks, both real, on this machine. */
export interface NotifierBed extends AsyncDisposable {
  readonly router: TestService;
  readonly notifier: NotifierContext;
  readonly mail: MailSink;
  readonly hooks: WebhookSink;
  readonly submit: (name: string, lead: LeadDetails) => Promise<void>;
  /** Tells all that is due. */
  readonly tell: () => Promise<void>;
  readonly addEndpoint: (
    settings?: Partial<CreateEndpointInput>,
  ) => ReturnType<TestService["api"]["endpoints"]["create"]>;
}

const ALL_EVENTS: readonly EventType[] = ["lead.received", "lead.assigned", "lead.parked", "lead.rerouted"];

export async function openNotifierBed(changes: Partial<Record<RepId, Partial<Rep>>> = {}): Promise<NotifierBed> {
  const router = await openDemoService(changes, { allowPrivate: true });
  const mail = await startMailSink();
  const hooks = await startWebhookSink();
  const mailer = createMailer({ url: mail.url, from: "Pointsman <leads@example.com>", timeoutMs: 2_000 });
  const fetch = createGuardedFetch({
    allowPrivate: true,
    maxBytes: 1_000,
    cutBody: true,
    timeoutMs: 2_000,
    maxRedirects: 0,
  });
  const notifier: NotifierContext = { ...router.service, chance: () => 0.5, fetch, mailer };
  return {
    router,
    notifier,
    mail,
    hooks,
    submit: async (name, lead) => {
      const receivedAt = new Date(router.service.clock.nowMs()).toISOString();
      const { results } = await router.api.leads.submit({
        submissions: [{ ...toSubmission(name), receivedAt, lead }],
      });
      if (results[0]?.ok !== true) throw new Error(`${name} was refused`);
    },
    tell: async () => tellDue(notifier),
    addEndpoint: async (settings = {}) =>
      router.api.endpoints.create({
        kind: "webhook",
        name: "Data platform",
        url: `${hooks.url}/hook`,
        ownerRepId: "rep_elena-r",
        types: ALL_EVENTS,
        ...settings,
      }),
    [Symbol.asyncDispose]: async () => {
      mailer.close();
      await mail[Symbol.asyncDispose]();
      await hooks[Symbol.asyncDispose]();
      await router[Symbol.asyncDispose]();
    },
  };
}

import type { LeadEvent } from "@pointsman/contracts/event";
import { RepId } from "@pointsman/contracts/id";
import type { LeadId } from "@pointsman/contracts/id";
import type { JsonValue } from "@pointsman/contracts/primitive";
import { Timestamp } from "@pointsman/contracts/primitive";
import type { Facts } from "@pointsman/contracts/rule-set";
import { getAccount } from "@pointsman/store/accounts/find-accounts";
import type { Tx } from "@pointsman/store/connect";
import { findEndpoint } from "@pointsman/store/endpoints/find-endpoints";
import { findLeadsByIds } from "@pointsman/store/leads/find-leads";
import { getLead } from "@pointsman/store/leads/get-lead";
import type { FoundNotification } from "@pointsman/store/notifications/find-notification";

import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { listDigestLeads } from "../verbs/read-digest.ts";
import { readAnomalyFacts } from "./anomaly-facts.ts";
import { formatTime, toEventFacts, toLeadFacts, toLine, toTitle, toWords, type LeadView } from "./message-facts.ts";

/** The lead as it is told of, with its present epoch; undefined: it is not on file. */
export async function readLeadView(
  tx: Tx,
  leadId: LeadId,
  epoch: number,
): Promise<(LeadView & { readonly latestEpoch: number }) | undefined> {
  const history = await getLead(tx, leadId);
  if (history === undefined) return undefined;
  const { lead, decisions, latestDecision, assignments } = history;
  // What happened before the first decision is told with that.
  const decision = decisions.find((one) => one.epoch === Math.max(epoch, 1)) ?? latestDecision;
  const before = assignments.findLast((one) => one.epoch < decision.epoch);
  const account = lead.accountId === null ? undefined : await getAccount(tx, lead.accountId);
  return {
    leadId,
    details: lead.details,
    accountName: account?.name ?? null,
    decision,
    from: before?.endReason == null ? null : { repId: before.repId, reason: before.endReason },
    latestEpoch: lead.epoch,
  };
}

/** The facts of a message about an event. */
export function readEventFacts(
  event: LeadEvent,
  view: LeadView,
  told: { readonly directory: RoutingDirectory; readonly withContact: boolean },
): Facts {
  return { ...toLeadFacts(view, { ...told, timeZone: null }), ...toEventFacts(event, told.directory) };
}

/** The facts of what somebody is told. */
export async function readNotificationFacts(
  tx: Tx,
  { notification, view }: { readonly notification: FoundNotification; readonly view: LeadView | undefined },
  { directory, withContact }: { readonly directory: RoutingDirectory; readonly withContact: boolean },
): Promise<Facts> {
  if (notification.repId === null) return readAnomalyFacts(tx, notification);
  const { repId } = notification;
  const rep = directory.reps.get(repId);
  const timeZone = rep?.timeZone ?? null;
  const lead = view === undefined ? {} : toLeadFacts(view, { directory, withContact, timeZone });
  return {
    "rep.name": rep?.name ?? repId,
    ...lead,
    ...toPayloadFacts(notification.payload, { directory, timeZone }),
    ...(notification.kind === "digest" &&
      (await readDigestFacts(tx, { ...notification, repId }, { directory, withContact }))),
    ...(await readEndpointFacts(tx, notification, timeZone)),
  };
}

/** What was written beside the decision: whose lead it is, why, by when. */
function toPayloadFacts(
  { repId, reason, dueAt, toLeadId }: Readonly<Record<string, JsonValue | undefined>>,
  { directory, timeZone }: { readonly directory: RoutingDirectory; readonly timeZone: string | null },
): Facts {
  const owner = RepId.safeParse(repId);
  const due = Timestamp.safeParse(dueAt);
  return {
    ...(owner.success && { "owner.name": directory.repName(owner.data) ?? owner.data }),
    ...(typeof reason === "string" && { reason: toWords(reason) }),
    ...(due.success && { due: formatTime(due.data, timeZone) }),
    ...(typeof toLeadId === "string" && { "toLead.id": toLeadId }),
  };
}

async function readDigestFacts(
  tx: Tx,
  { repId, payload }: FoundNotification & { readonly repId: RepId },
  { directory, withContact }: { readonly directory: RoutingDirectory; readonly withContact: boolean },
): Promise<Facts> {
  const since = Timestamp.safeParse(payload["since"]);
  const { held, backedUp } = await listDigestLeads(tx, repId, since.success ? since.data : null);
  const ids = [...held, ...backedUp].map(({ leadId }) => leadId);
  const leads = new Map((await findLeadsByIds(tx, ids)).map((lead) => [lead.id, lead]));
  const lines = [
    ...held.map((lead) => ["Held", lead] as const),
    ...backedUp.map((lead) => ["Backup", lead] as const),
  ].map(([what, { leadId, state, repId: ownerId }]) => {
    const details = leads.get(leadId)?.details;
    const title = details === undefined ? leadId : toTitle({ leadId, details, accountName: null }, withContact);
    const owner = ownerId === null ? "" : `, ${ownerId === repId ? "yours" : (directory.repName(ownerId) ?? ownerId)}`;
    return `${what}: ${title} (${leadId}): ${toWords(state)}${owner}`;
  });
  return { "digest.held": held.length, "digest.backedUp": backedUp.length, "digest.list": lines.join("\n") };
}

async function readEndpointFacts(tx: Tx, { payload }: FoundNotification, timeZone: string | null): Promise<Facts> {
  const { endpointId, reason } = payload;
  if (typeof endpointId !== "string") return {};
  const endpoint = await findEndpoint(tx, endpointId as `endp_${string}`); // written by `settle`
  return {
    "endpoint.id": endpointId,
    "endpoint.name": toLine(endpoint?.name) ?? endpointId,
    ...(reason === "gone" && { reason: "it answered that it is gone for good (410)" }),
    ...(reason === "failing" && { reason: describeFailing(endpoint?.failingSince ?? null, timeZone) }),
  };
}

/** @param since null: it was enabled again meanwhile */
function describeFailing(since: Timestamp | null, timeZone: string | null): string {
  return since === null ? "no call succeeded for long" : `no call succeeded since ${formatTime(since, timeZone)}`;
}

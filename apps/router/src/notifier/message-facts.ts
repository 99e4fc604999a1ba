import type { Decision } from "@pointsman/contracts/decision";
import type { LeadEvent } from "@pointsman/contracts/event";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { LeadDetails } from "@pointsman/contracts/lead";
import type { Rep } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { Facts, FactValue } from "@pointsman/contracts/rule-set";
import { renderText, toOneLine } from "@pointsman/router-core/explain/render-text";

import { derivedText } from "../routing/decisive-step.ts";
import type { RoutingDirectory } from "../routing/directory-cache.ts";

/** What a template may ask for. */
export const FACT_NAMES: readonly string[] = [
  "rep.name",
  "lead.id",
  "lead.title",
  "lead.name",
  "lead.email",
  "lead.phone",
  "lead.jobTitle",
  "lead.company",
  "lead.country",
  "lead.product",
  "lead.message",
  "account.name",
  "owner.name",
  "from.name",
  "from.reason",
  "tier",
  "segment",
  "territory",
  "note",
  "coOwners",
  "copied",
  "why",
  "queue.name",
  "reason",
  "until",
  "due",
  "toLead.id",
  "digest.held",
  "digest.backedUp",
  "digest.list",
  "endpoint.id",
  "endpoint.name",
  "anomaly.id",
  "anomaly.what",
  "anomaly.where",
  "anomaly.since",
  "anomaly.chance",
  "anomaly.leads",
  "anomaly.sentence",
];

/** Longer texts of a form are read in the lead itself. */
const MAX_TEXT = 500;

/** A lead as a message is made of it. */
export interface LeadView {
  readonly leadId: LeadId;
  readonly details: LeadDetails;
  readonly accountName: string | null;
  /** The decision that is told of. */
  readonly decision: Decision;
  /** Who had the lead before it was decided on so, and why he has it no more; null: nobody. */
  readonly from: { readonly repId: RepId; readonly reason: string } | null;
}

interface Told {
  readonly directory: RoutingDirectory;
  /** Name, addresses and words of the person behind the lead are told too. */
  readonly withContact: boolean;
  /** For times; null: UTC. */
  readonly timeZone: string | null;
}

/** The facts of a lead and of a decision on it. */
export function toLeadFacts({ leadId, details, accountName, decision, from }: LeadView, told: Told): Facts {
  const { directory } = told;
  return {
    "lead.id": leadId,
    "lead.title": toTitle({ leadId, details, accountName }, told.withContact),
    "lead.company": toLine(details.company),
    "lead.country": toLine(details.country),
    "lead.product": toLine(details.productInterest),
    "account.name": toLine(accountName),
    tier: derivedText(decision, "tier"),
    segment: derivedText(decision, "segment"),
    territory: derivedText(decision, "territory"),
    why: renderText(decision, directory.names).join("\n"),
    ...(told.withContact ? toContactFacts(details) : {}),
    ...toOutcomeFacts(decision, told),
    ...(from !== null && { "from.name": nameOfRep(from.repId, directory), "from.reason": toWords(from.reason) }),
  };
}

function toContactFacts(details: LeadDetails): Facts {
  return {
    "lead.name": toLine(nameOf(details)),
    "lead.email": toLine(details.email),
    "lead.phone": toLine(details.phone),
    "lead.jobTitle": toLine(details.jobTitle),
    "lead.message": toLine(details.message),
  };
}

function toOutcomeFacts({ outcome }: Decision, { directory, timeZone }: Told): Facts {
  const name = (repId: RepId | null) => (repId === null ? null : nameOfRep(repId, directory));
  switch (outcome.kind) {
    case "assigned":
      return {
        "owner.name": name(outcome.repId),
        coOwners: joinNames(outcome.coOwnerRepIds, directory),
        copied: joinNames(outcome.copiedRepIds, directory),
        note: toLine(outcome.note),
        due: outcome.sla === undefined ? null : formatTime(outcome.sla.dueAt, timeZone),
      };
    case "held":
      return { "owner.name": name(outcome.forRepId), until: formatTime(outcome.until, timeZone) };
    case "parked":
      return {
        "queue.name": directory.queues.get(outcome.queueId)?.name ?? outcome.queueId,
        reason: toWords(outcome.reason),
      };
    case "attached":
      return { "owner.name": name(outcome.repId), "toLead.id": outcome.toLeadId };
    case "unqualified":
      return {};
  }
}

/** What an event says besides. */
export function toEventFacts({ kind, repId, reason }: LeadEvent, directory: RoutingDirectory): Facts {
  const isTaken = kind === "lead.rerouted" || kind === "lead.rejected";
  return {
    ...(isTaken && repId !== null && { "from.name": nameOfRep(repId, directory) }),
    ...(reason !== null && { reason: toWords(reason) }),
  };
}

/** How people call a lead: who, of which company; without what is personal where that is not told. */
export function toTitle(
  { leadId, details, accountName }: Pick<LeadView, "leadId" | "details" | "accountName">,
  withContact: boolean,
): string {
  const person = withContact ? (nameOf(details) ?? details.email) : null;
  const company = details.company ?? accountName;
  const known = [person, company].filter((part) => part !== null);
  return toLine(known.join(", ")) ?? leadId;
}

function nameOf({ firstName, lastName }: LeadDetails): string | null {
  const name = [firstName, lastName].filter((part) => part !== undefined).join(" ");
  return name === "" ? null : name;
}

function nameOfRep(repId: RepId, { repName }: RoutingDirectory): string {
  return repName(repId) ?? repId;
}

function joinNames(repIds: readonly RepId[], directory: RoutingDirectory): FactValue {
  return repIds.length === 0 ? null : repIds.map((id) => nameOfRep(id, directory)).join(", ");
}

/** `no_coverage` → `no coverage`. */
export function toWords(name: string): string {
  return name.replaceAll("_", " ");
}

/** On one line, so that nothing that was typed into a form looks like a line of ours. */
export function toLine(text: string | null | undefined): string | null {
  const line = toOneLine(text ?? "").trim();
  if (line === "") return null;
  return line.length <= MAX_TEXT ? line : `${line.slice(0, MAX_TEXT).toWellFormed()}…`;
}

/** `Mon, 23 Nov 2026, 09:00 (America/Los_Angeles)`. */
export function formatTime(at: Timestamp, timeZone: Rep["timeZone"] | null): string {
  const zone = timeZone ?? "UTC";
  const text = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(new Date(at));
  return `${text} (${zone})`;
}

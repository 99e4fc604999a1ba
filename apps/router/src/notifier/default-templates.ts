import type { LeadEventKind } from "@pointsman/contracts/event";
import type { MessageTemplate, NotificationKind } from "@pointsman/contracts/notification";

/** Who the lead is. A line of which nothing is known is left out. */
const LEAD = [
  "{lead.title}",
  "Name: {lead.name}",
  "Job title: {lead.jobTitle}",
  "E-mail: {lead.email}",
  "Phone: {lead.phone}",
  "Company: {lead.company}",
  "Account: {account.name}",
  "Country: {lead.country}",
  "Interested in: {lead.product}",
  "Tier: {tier}",
  "They wrote: {lead.message}",
].join("\n");

/** How it stands. */
const PLACE = [
  "Note: {note}",
  "Co-owner: {coOwners}",
  "Copied: {copied}",
  "To be contacted by: {due}",
  "Before with: {from.name} ({from.reason})",
].join("\n");

const WHY = "Why:\n{why}";

const END = "Lead {lead.id}";

function template(subject: string, ...parts: readonly string[]): MessageTemplate {
  return { subject, body: parts.join("\n\n") };
}

/** What people are told, where nobody has worded it otherwise. */
export const DEFAULT_TEMPLATES: Readonly<Record<NotificationKind, MessageTemplate>> = {
  assigned: template("New lead for you: {lead.title}", "{rep.name}, this lead is yours.", LEAD, PLACE, WHY, END),
  taken: template(
    "No longer yours: {lead.title}",
    "{rep.name}, this lead was given to somebody else ({reason}).",
    "Now with: {owner.name}",
    WHY,
    END,
  ),
  parked: template(
    "Nobody has this lead: {lead.title}",
    "{rep.name}, a lead waits in your queue {queue.name} ({reason}). Please find somebody for it.",
    LEAD,
    WHY,
    END,
  ),
  co_owner: template(
    "You are co-owner of a lead: {lead.title}",
    "{rep.name}, {owner.name} has a new lead with you as co-owner.",
    LEAD,
    PLACE,
    END,
  ),
  copied: template(
    "For your information: {lead.title}",
    "{rep.name}, {owner.name} has a new lead on which you are copied.",
    LEAD,
    PLACE,
    END,
  ),
  attached: template(
    "Asked again: {lead.title}",
    "{rep.name}, somebody whose lead {toLead.id} you have has sent another request.",
    LEAD,
    END,
  ),
  held_for: template(
    "A lead waits for you: {lead.title}",
    "{rep.name}, this lead waits until you are back, at {until}.",
    LEAD,
    END,
  ),
  backed_up: template(
    "Your backup has a lead: {lead.title}",
    "{rep.name}, while you are away {owner.name} has this lead.",
    LEAD,
    END,
  ),
  reminder: template(
    "Please contact by {due}: {lead.title}",
    "{rep.name}, this lead of yours is to be contacted by {due}.",
    LEAD,
    PLACE,
    END,
  ),
  escalation: template(
    "Not contacted in time: {lead.title}",
    "{rep.name}, this lead of {owner.name} was to be contacted by {due} and was not.",
    LEAD,
    END,
  ),
  digest: template(
    "Welcome back: {digest.held} held for you, {digest.backedUp} with your backups",
    "{rep.name}, while you were away: {digest.held} held for you, {digest.backedUp} with your backups.",
    "{digest.list}",
  ),
  endpoint_disabled: template(
    "Endpoint disabled: {endpoint.name}",
    "{rep.name}, the endpoint {endpoint.name} is not called any more: {reason}.",
    "endpoints.deliveries says what it answered. Put it right, then enable it again (endpoints.enable) and have what failed sent again (endpoints.redeliver).",
    "Endpoint {endpoint.id}",
  ),
  calendar_stale: template(
    "The calendar of {owner.name} cannot be read",
    "{rep.name}, the calendar of {owner.name} could not be read for long ({reason}).",
    "What it said last still counts: what was entered since then does not keep leads away. Check its address and sharing.",
  ),
  anomaly_opened: template(
    "Anomaly: {anomaly.where}: {anomaly.what}",
    "{anomaly.sentence}",
    "Since: {anomaly.since}\nChance of a false alarm: about {anomaly.chance}\nSome of its leads: {anomaly.leads}",
    "Anomaly {anomaly.id}. Say that you know of it: npm run anomalies -- acknowledge {anomaly.id}",
  ),
  anomaly_closed: template(
    "Over: {anomaly.where}: {anomaly.what}",
    "This is as usual again. It was:",
    "{anomaly.sentence}",
    "Anomaly {anomaly.id}",
  ),
};

/** What channels are told of changes of leads. */
export const EVENT_TEMPLATES: Readonly<Record<LeadEventKind, MessageTemplate>> = {
  "lead.received": template("Received: {lead.title}", LEAD, END),
  "lead.assigned": template("{owner.name} has a lead: {lead.title}", LEAD, PLACE, WHY, END),
  "lead.held": template("Held for {owner.name}: {lead.title}", "Until {until}", LEAD, WHY, END),
  "lead.parked": template("Nobody has this lead: {lead.title}", "Queue: {queue.name} ({reason})", LEAD, WHY, END),
  "lead.attached": template("Asked again: {lead.title}", "Joined {toLead.id} of {owner.name}", END),
  "lead.unqualified": template("Not qualified yet: {lead.title}", LEAD, WHY, END),
  "lead.accepted": template("{owner.name} took a lead: {lead.title}", END),
  "lead.touched": template("{owner.name} contacted a lead: {lead.title}", END),
  "lead.reminded": template("{owner.name} was reminded of a lead: {lead.title}", "To be contacted by: {due}", END),
  "lead.escalated": template("Not contacted in time: {lead.title}", "Lead of {owner.name}, due {due}", END),
  "lead.rejected": template("{from.name} refused a lead: {lead.title}", "Reason: {reason}", END),
  "lead.rerouted": template("Taken from {from.name}: {lead.title}", "Reason: {reason}", "Now with: {owner.name}", END),
  "lead.converted": template("{owner.name} converted a lead: {lead.title}", END),
  "lead.disqualified": template("Not worth working: {lead.title}", "Reason: {reason}", END),
};

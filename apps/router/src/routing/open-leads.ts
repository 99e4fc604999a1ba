import type { Outcome } from "@pointsman/contracts/decision";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { Tx } from "@pointsman/store/connect";
import { findRecentLeadsByEmail, lockEmails } from "@pointsman/store/leads/find-recent-leads-by-email";

const MINUTE_MS = 60_000;

interface OpenLead {
  readonly leadId: LeadId;
  readonly repId: RepId | null;
  readonly receivedAt: Timestamp;
}

/** Which person has an open lead: those on file, and those that the batch itself has decided so far. */
export class OpenLeads {
  readonly #byEmail: Map<string, OpenLead>;
  readonly #windowMs: number;

  private constructor(byEmail: Map<string, OpenLead>, windowMs: number) {
    this.#byEmail = byEmail;
    this.#windowMs = windowMs;
  }

  /** Reads the open leads of the batch's people, and keeps other batches from deciding on them until this one is done. */
  static async read(tx: Tx, submissions: readonly Submission[], windowMinutes: number): Promise<OpenLeads | null> {
    const [first] = submissions.map(({ receivedAt }) => receivedAt).toSorted();
    if (first === undefined || windowMinutes === 0) return null;
    const windowMs = windowMinutes * MINUTE_MS;
    const emails = [...new Set(submissions.map(({ lead }) => lead.email))];
    await lockEmails(tx, emails);
    const found = await findRecentLeadsByEmail(tx, emails, new Date(Date.parse(first) - windowMs).toISOString());
    const byEmail = new Map(found.map((lead) => [lead.details.email, { ...lead, leadId: lead.id }]));
    return new OpenLeads(byEmail, windowMs);
  }

  /** The open lead that this one joins: same address, received within the window before or after it. */
  find({ lead, receivedAt }: Submission): { readonly leadId: LeadId; readonly repId: RepId | null } | null {
    const open = this.#byEmail.get(lead.email);
    if (open === undefined) return null;
    const apartMs = Math.abs(Date.parse(receivedAt) - Date.parse(open.receivedAt));
    return apartMs <= this.#windowMs ? { leadId: open.leadId, repId: open.repId } : null;
  }

  /** Remembers a lead that was just decided. */
  add({ leadId, lead, receivedAt }: Submission, outcome: Outcome): void {
    if (outcome.kind === "attached") return;
    const repId = outcome.kind === "assigned" ? outcome.repId : null;
    this.#byEmail.set(lead.email, { leadId, repId, receivedAt });
  }
}

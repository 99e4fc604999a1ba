import type { Outcome } from "@pointsman/contracts/decision";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import { findDuplicate, type DuplicateEvidence } from "@pointsman/router-core/matching/find-duplicate";
import { foldEmail } from "@pointsman/router-core/matching/fold-email";
import type { Tx } from "@pointsman/store/connect";
import { findRecentLeadsByEmail, lockEmails } from "@pointsman/store/leads/find-recent-leads-by-email";

const MINUTE_MS = 60_000;

interface OpenLead extends DuplicateEvidence {
  readonly repId: RepId | null;
}

/** Which person has open leads: those on file, and those that the batch itself has decided so far. */
export class OpenLeads {
  /** By mailbox. */
  readonly #leads = new Map<string, OpenLead[]>();
  readonly #windowMs: number;

  private constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Reads the open leads of the batch's people, and keeps other batches from deciding on them until this one is done. */
  static async read(tx: Tx, submissions: readonly Submission[], windowMinutes: number): Promise<OpenLeads | null> {
    const [first] = submissions.map(({ receivedAt }) => receivedAt).toSorted();
    if (first === undefined || windowMinutes === 0) return null;
    const openLeads = new OpenLeads(windowMinutes * MINUTE_MS);
    const emails = submissions.map(({ lead }) => lead.email);
    const mailboxes = emails.map(foldEmail);
    await lockEmails(tx, mailboxes);
    // On file a lead has its address as typed: one under another tag (ann+a@, ann+b@) is found within the batch only.
    const since = new Date(Date.parse(first) - openLeads.#windowMs).toISOString();
    const found = await findRecentLeadsByEmail(tx, [...new Set([...emails, ...mailboxes])], since);
    for (const { id, receivedAt, details, repId } of found)
      openLeads.#put({ leadId: id, receivedAt, lead: details, repId });
    return openLeads;
  }

  /** The open lead that this one joins: of the same mailbox, received within the window before or after it. */
  find(submission: Submission): { readonly leadId: LeadId; readonly repId: RepId | null } | null {
    const open = this.#leads.get(foldEmail(submission.lead.email)) ?? [];
    const duplicate = findDuplicate(submission, open, this.#windowMs);
    return duplicate === null ? null : { leadId: duplicate.of.leadId, repId: duplicate.of.repId };
  }

  /** Remembers a lead that was just decided. */
  add({ leadId, lead, receivedAt }: Submission, outcome: Outcome): void {
    if (outcome.kind === "attached") return;
    this.#put({ leadId, lead, receivedAt, repId: outcome.kind === "assigned" ? outcome.repId : null });
  }

  #put(open: OpenLead): void {
    const mailbox = foldEmail(open.lead.email);
    this.#leads.set(mailbox, [...(this.#leads.get(mailbox) ?? []), open]);
  }
}

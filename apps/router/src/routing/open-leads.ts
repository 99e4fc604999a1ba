import type { Outcome } from "@pointsman/contracts/decision";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import { findDuplicate, type DuplicateEvidence } from "@pointsman/router-core/matching/find-duplicate";
import { foldEmail } from "@pointsman/router-core/matching/fold-email";

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

  /**
   * @param onFile open leads of the batch's people, read under `lockEmails`, which keeps other batches from deciding on
   * them until this one is done. On file a lead has its address as typed: one under another tag (ann+a@, ann+b@) is found
   * within the batch only.
   * @param windowMinutes 0: no lead joins another, and the result is null
   */
  static of(onFile: readonly OpenLead[], windowMinutes: number): OpenLeads | null {
    if (windowMinutes === 0) return null;
    const openLeads = new OpenLeads(windowMinutes * MINUTE_MS);
    // Two leads of one mailbox in a batch have both found the same.
    for (const open of new Map(onFile.map((lead) => [lead.leadId, lead])).values()) openLeads.#put(open);
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
    // What waits to qualify is joined by nobody: the second lead may be the one that says enough.
    if (outcome.kind === "attached" || outcome.kind === "unqualified") return;
    this.#put({ leadId, lead, receivedAt, repId: outcome.kind === "assigned" ? outcome.repId : null });
  }

  #put(open: OpenLead): void {
    const mailbox = foldEmail(open.lead.email);
    this.#leads.set(mailbox, [...(this.#leads.get(mailbox) ?? []), open]);
  }
}

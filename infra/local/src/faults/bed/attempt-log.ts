import { isDeepStrictEqual } from "node:util";

import type { RoutedLead, SubmitResult } from "@pointsman/contracts/api";
import type { LeadId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import type { Violation } from "@pointsman/invariants/finding";

/** All that was tried with one lead, and what was answered. */
export interface Attempted {
  /** As it was sent first. */
  readonly submission: Submission;
  /** Stamps under which it was sent before anybody said yes. */
  readonly receivedAt: Set<string>;
  /** The first yes; null: none so far. */
  answer: RoutedLead | null;
  /** Whether it was refused for good. */
  refusal: string | null;
}

/** What the clients know: every lead that they sent and every answer that they saw. Judges answers as they come in. */
export class AttemptLog {
  readonly #leads = new Map<LeadId, Attempted>();
  readonly #refusals = new Map<string, number>();
  readonly #violations: { readonly invariant: string; readonly violation: Violation }[] = [];
  #acknowledged = 0;

  /** Leads that were answered with yes. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  get leads(): ReadonlyMap<LeadId, Attempted> {
    return this.#leads;
  }

  /** How often a code was answered. */
  refusals(code: string): number {
    return this.#refusals.get(code) ?? 0;
  }

  /** What the answers alone prove wrong. */
  violations(invariant: string): readonly Violation[] {
    return this.#violations.flatMap((entry) => (entry.invariant === invariant ? [entry.violation] : []));
  }

  /** To be called before a lead is sent. */
  sending(submission: Submission): void {
    const known = this.#leads.get(submission.leadId);
    if (known === undefined) {
      const receivedAt = new Set([submission.receivedAt]);
      this.#leads.set(submission.leadId, { submission, receivedAt, answer: null, refusal: null });
    } else if (known.answer === null) known.receivedAt.add(submission.receivedAt);
  }

  answered(submission: Submission, result: SubmitResult): void {
    const attempted = this.#leads.get(submission.leadId);
    if (attempted === undefined) throw new Error(`${submission.leadId} was answered before it was sent`);
    if (result.ok) this.#accept(attempted, submission, result.lead);
    else this.#refuse(attempted, submission, result.code);
  }

  #accept(attempted: Attempted, submission: Submission, lead: RoutedLead): void {
    const { leadId } = submission;
    if (submission.bodyHash !== attempted.submission.bodyHash) {
      this.#note("I-4", { leadId, problem: "its key was taken with another body" });
    } else if (attempted.answer === null) {
      attempted.answer = lead;
      this.#acknowledged += 1;
    } else if (!isDeepStrictEqual(attempted.answer.decision, lead.decision)) {
      this.#note("I-3", { leadId, problem: "the same lead was answered in two ways" });
    }
  }

  #refuse(attempted: Attempted, submission: Submission, code: string): void {
    this.#refusals.set(code, this.refusals(code) + 1);
    const isRepeat = submission.bodyHash === attempted.submission.bodyHash;
    if (isRepeat && attempted.answer === null) attempted.refusal = code;
    if (isRepeat && (code === "IDEMPOTENCY_CONFLICT" || code === "CONFLICT")) {
      this.#note("I-3", { leadId: submission.leadId, problem: `it was refused as somebody else's: ${code}` });
    }
  }

  #note(invariant: string, violation: Violation): void {
    this.#violations.push({ invariant, violation });
  }
}

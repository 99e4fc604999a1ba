import type { AccountId } from "@pointsman/contracts/id";

import type { LossReason, ScoredAccount } from "../matching/score-accounts.ts";
import { toOneLine } from "./render-text.ts";

const LOSSES: Readonly<Record<LossReason, string>> = {
  below_threshold: "not likely enough",
  lower_score: "less speaks for it",
  status: "equal, but the other's business with us is closer",
  fewer_findings: "equal, but fewer findings",
  higher_id: "equal in all: the lower id wins",
};

/**
 * Which accounts were weighed for a lead, the best first, a line each: score, findings in bits, and why it lost.
 *
 * ```text
 * Velmora Group: 97 (domain +11): the lead's account
 * Velmora Labs: 33 (parent_domain +5): not likely enough
 * ```
 *
 * @param nameOf name of an account; undefined for one that is not on file any more, which keeps its id
 */
export function renderMatch(
  candidates: readonly ScoredAccount[],
  nameOf: (id: AccountId) => string | undefined,
): readonly string[] {
  if (candidates.length === 0) return ["No account on file has to do with the lead."];
  return candidates.map(({ accountId, score, evidence, lostBy }) => {
    const findings = evidence.map(({ kind, bits }) => `${kind} ${bits > 0 ? "+" : "−"}${Math.abs(bits)}`).join(", ");
    const verdict = lostBy === null ? "the lead's account" : LOSSES[lostBy];
    return toOneLine(`${nameOf(accountId) ?? accountId}: ${score} (${findings || "nothing found"}): ${verdict}`);
  });
}

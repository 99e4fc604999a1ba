import type { JsonValue } from "@pointsman/contracts/primitive";
import type { MatchResult, ScoredAccount } from "@pointsman/router-core/matching/score-accounts";

/** Candidates kept of a lead: whoever is further behind was never close. */
const MAX_KEPT = 10;

/** How a lead's account was found, as it is kept on file for the explanation; null where there was nobody to weigh. */
export function toAccountMatch(match: MatchResult | undefined): JsonValue | null {
  if (match === undefined || match.candidates.length === 0) return null;
  // Nothing but JSON values, by its definition.
  return match.candidates.slice(0, MAX_KEPT) as unknown as JsonValue;
}

/** What `toAccountMatch` put on file. */
export function fromAccountMatch(stored: JsonValue | null): readonly ScoredAccount[] {
  // Written by this service alone; leads from before it was kept have none.
  return stored === null ? [] : (stored as unknown as readonly ScoredAccount[]);
}

import type { AccountId } from "@pointsman/contracts/id";
import type { Account, AccountStatus } from "@pointsman/contracts/organisation";

import { collectEvidence, readAccount, type Kinship, type ReadAccount } from "./collect-evidence.ts";
import { EVIDENCE_BITS, MATCH_THRESHOLD, PRIOR_BITS, toScore, type EvidenceKind } from "./evidence.ts";
import type { LeadEvidence } from "./lead-evidence.ts";

/** The closer the business, the earlier: who buys from us now must not be treated as a stranger. */
const PRECEDENCE: Readonly<Record<AccountStatus, number>> = { customer: 0, open: 1, closed_lost: 2, prospect: 3 };

/** Why a candidate is not the match. */
export type LossReason =
  /** Its score does not reach the threshold. */
  | "below_threshold"
  /** Another has more evidence by weight. */
  | "lower_score"
  /** Equal weight, and the other's status is closer business. */
  | "status"
  /** Equal weight and status, and the other has more findings. */
  | "fewer_findings"
  /** Equal in all, and the other's id comes first. */
  | "higher_id";

/** One candidate with what speaks for and against it. */
export interface ScoredAccount {
  readonly accountId: AccountId;
  /** 0–100: how likely it is the lead's account, in percent. */
  readonly score: number;
  /** The sum behind the score, prior included. */
  readonly bits: number;
  readonly evidence: readonly { readonly kind: EvidenceKind; readonly bits: number }[];
  /** Null for the match. */
  readonly lostBy: LossReason | null;
}

export interface MatchResult {
  /** The lead's account; null where no candidate is likely enough. */
  readonly account: Account | null;
  /** 0–100: score of the match, or of the best candidate that missed; 0 without candidates. */
  readonly confidence: number;
  /** The finding that says most for the match. */
  readonly matchedBy: EvidenceKind | null;
  /** All candidates, the best first; where `account` is null, the first is the best that missed. */
  readonly candidates: readonly ScoredAccount[];
}

/**
 * Finds the lead's account among the candidates.
 *
 * The score is the probability that the evidence gives (`evidence.ts`). The highest wins; at equal weight customer
 * before open before closed_lost before prospect, then more findings, then the lower id. Below `MATCH_THRESHOLD` there is
 * no match. The order of the candidates says nothing; parents and children among them count as such.
 */
export function scoreAccounts(lead: LeadEvidence, candidates: readonly Account[]): MatchResult {
  const read = [...new Map(candidates.map((account) => [account.id, account])).values()].map(readAccount);
  const kinship = toKinship(read);
  const ranked = read.map((candidate) => rank(lead, candidate, kinship)).sort(compareRanked);
  const [best] = ranked;
  if (best === undefined) return { account: null, confidence: 0, matchedBy: null, candidates: [] };
  const isMatch = best.score >= MATCH_THRESHOLD;
  return {
    account: isMatch ? best.account : null,
    confidence: best.score,
    matchedBy: isMatch ? strongest(best) : null,
    candidates: ranked.map((candidate) => toScored(candidate, isMatch ? best : null)),
  };
}

interface Ranked {
  readonly account: Account;
  readonly bits: number;
  readonly score: number;
  readonly evidence: readonly EvidenceKind[];
  /** Number of findings that speak for it. */
  readonly findings: number;
}

function rank(lead: LeadEvidence, candidate: ReadAccount, kinship: Kinship): Ranked {
  const evidence = collectEvidence(lead, candidate, kinship);
  const bits = evidence.reduce((sum, kind) => sum + EVIDENCE_BITS[kind], PRIOR_BITS);
  const findings = evidence.filter((kind) => EVIDENCE_BITS[kind] > 0).length;
  return { account: candidate.account, bits, score: toScore(bits), evidence, findings };
}

/** Best first: a total order, so that the order of the candidates does not matter. */
function compareRanked(a: Ranked, b: Ranked): number {
  return (
    b.bits - a.bits ||
    PRECEDENCE[a.account.status] - PRECEDENCE[b.account.status] ||
    b.findings - a.findings ||
    (a.account.id < b.account.id ? -1 : 1)
  );
}

function toScored(candidate: Ranked, winner: Ranked | null): ScoredAccount {
  return {
    accountId: candidate.account.id,
    score: candidate.score,
    bits: candidate.bits,
    evidence: candidate.evidence.map((kind) => ({ kind, bits: EVIDENCE_BITS[kind] })),
    lostBy: candidate === winner ? null : findLoss(candidate, winner),
  };
}

function findLoss(candidate: Ranked, winner: Ranked | null): LossReason {
  if (winner === null || candidate.score < MATCH_THRESHOLD) return "below_threshold";
  if (candidate.bits < winner.bits) return "lower_score";
  if (candidate.account.status !== winner.account.status) return "status";
  return candidate.findings < winner.findings ? "fewer_findings" : "higher_id";
}

function strongest({ evidence }: Ranked): EvidenceKind | null {
  return evidence.reduce<EvidenceKind | null>(
    (best, kind) => (best === null || EVIDENCE_BITS[kind] > EVIDENCE_BITS[best] ? kind : best),
    null,
  );
}

function toKinship(read: readonly ReadAccount[]): Kinship {
  const byId = new Map(read.map((entry) => [entry.account.id, entry]));
  const byParent = Map.groupBy(read, ({ account }) => account.parentAccountId);
  return {
    parentOf: ({ parentAccountId }) => (parentAccountId === null ? undefined : byId.get(parentAccountId)),
    childrenOf: (id) => byParent.get(id) ?? [],
  };
}

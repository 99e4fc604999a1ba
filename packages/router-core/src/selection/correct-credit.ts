import { AppError, type FieldIssue } from "@pointsman/contracts/error";
import type { RepId } from "@pointsman/contracts/id";

import type { PoolState } from "../snapshot.ts";

/** So much more, or less, is the rep owed: micro-leads, or micro-units of value in a `balanced_value` pool. */
export interface CreditCorrection {
  readonly repId: RepId;
  readonly deltaMicro: number;
}

/** What a correction did to one member. */
export interface CorrectedCredit extends CreditCorrection {
  readonly creditBefore: number;
  readonly creditAfter: number;
}

export interface CreditCorrectionResult {
  readonly pool: PoolState;
  /** One entry per correction, in their order. */
  readonly trace: readonly CorrectedCredit[];
}

/**
 * Corrects a pool's ledger by hand. What some gain the others lose: the corrections sum to zero, so that the ledger
 * does too. Nothing is capped or forgiven later: whoever is given one lead more is given it.
 *
 * @throws AppError `INVALID_INPUT` that names each correction at fault
 */
export function correctCredit(pool: PoolState, corrections: readonly CreditCorrection[]): CreditCorrectionResult {
  const issues = listIssues(pool, corrections);
  const [first] = issues;
  if (first !== undefined) throw new AppError("INVALID_INPUT", `${first.field}: ${first.problem}`, issues);
  const deltas = new Map(corrections.map(({ repId, deltaMicro }) => [repId, deltaMicro]));
  const before = new Map(pool.members.map(({ repId, creditMicro }) => [repId, creditMicro]));
  const members = pool.members.map((member) => ({
    ...member,
    creditMicro: member.creditMicro + (deltas.get(member.repId) ?? 0),
  }));
  const trace = corrections.map(({ repId, deltaMicro }) => {
    const creditBefore = before.get(repId) ?? 0;
    return { repId, deltaMicro, creditBefore, creditAfter: creditBefore + deltaMicro };
  });
  return { pool: { ...pool, members }, trace };
}

function listIssues(pool: PoolState, corrections: readonly CreditCorrection[]): readonly FieldIssue[] {
  const members = new Set(pool.members.map(({ repId }) => repId));
  const seen = new Set<RepId>();
  const issues = corrections.flatMap(({ repId, deltaMicro }, index): readonly FieldIssue[] => {
    const field = `corrections.${index}`;
    const found: FieldIssue[] = [];
    if (!members.has(repId)) found.push({ field: `${field}.repId`, problem: `${repId} is no member of ${pool.id}` });
    if (seen.has(repId)) found.push({ field: `${field}.repId`, problem: `${repId} is corrected twice` });
    if (!Number.isSafeInteger(deltaMicro)) {
      found.push({ field: `${field}.deltaMicro`, problem: "is no whole number", expected: "an integer" });
    }
    seen.add(repId);
    return found;
  });
  if (issues.length > 0) return issues;
  const sum = corrections.reduce((total, { deltaMicro }) => total + deltaMicro, 0);
  return sum === 0
    ? []
    : [
        {
          field: "corrections",
          problem: `sum to ${sum}`,
          expected: "a sum of exactly zero: what one gains, others lose",
        },
      ];
}

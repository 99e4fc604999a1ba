import type { AssignedVia, Outcome } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { UnavailableStep } from "@pointsman/contracts/rule-set";

import { lacksSkill } from "../eligibility/check-eligibility.ts";
import { rampAt } from "../eligibility/ramp-at.ts";
import { selectMember } from "../selection/select-member.ts";
import type { EligibleMember, SelectionContext } from "../selection/strategy.ts";
import type { PoolState } from "../snapshot.ts";
import type { CandidateGroup, Considered, GatherContext } from "./gather-candidates.ts";

const HOUR_MS = 3_600_000;

export interface PlaceContext extends GatherContext, Omit<SelectionContext, "accountRepId"> {
  readonly maxHoldHours: number;
  /** From when they count; undefined: from now. */
  readonly heldSince: Timestamp | undefined;
}

/** Somebody takes the lead. */
export interface Placement {
  readonly kind: "placed";
  readonly repId: RepId;
  readonly via: AssignedVia;
  /** Whose backup the winner is. */
  readonly insteadOfRepId: RepId | null;
  /** The pool after its choice; null where the winner was not chosen from one. */
  readonly pool: PoolState | null;
}

export type Held = Extract<Outcome, { kind: "held" }>;

export interface PlaceResult {
  /** Null: nobody can take it. */
  readonly result: Placement | Held | null;
  /** Backups who were asked on the way, the winner included. */
  readonly asked: readonly RepId[];
}

type Attempt = (group: CandidateGroup, context: PlaceContext, asked: Set<RepId>) => Placement | Held | null;

const ATTEMPTS: { readonly [Step in Exclude<UnavailableStep, "fall_through">]: Attempt } = {
  backup: placeWithBackup,
  next_in_pool: (group, context) => {
    const rest = group.all.filter((candidate) => !group.wanted.includes(candidate));
    return choose({ pool: group.pool, candidates: rest, via: "next_in_pool" }, context);
  },
  hold: holdForReturn,
};

/** Places the lead with whom the offer wants; failing that, by the given steps, in their order. */
export function placeLead(
  group: CandidateGroup,
  onUnavailable: readonly UnavailableStep[],
  context: PlaceContext,
): PlaceResult {
  const result: PlaceResult["result"] = choose({ pool: group.pool, candidates: group.wanted, via: "target" }, context);
  return result === null ? placeElsewhere(group, onUnavailable, context) : { result, asked: NOBODY };
}

/** By the given steps, until one of them finds somebody. */
function placeElsewhere(
  group: CandidateGroup,
  onUnavailable: readonly UnavailableStep[],
  context: PlaceContext,
): PlaceResult {
  const asked = new Set<RepId>();
  let result: PlaceResult["result"] = null;
  for (const step of onUnavailable) {
    if (result !== null || step === "fall_through") break;
    result = ATTEMPTS[step](group, context, asked);
  }
  return { result, asked: [...asked] };
}

const NOBODY: readonly RepId[] = [];

interface Round extends Pick<CandidateGroup, "pool"> {
  readonly candidates: readonly Considered[];
  readonly via: AssignedVia;
}

function choose({ pool, candidates, via }: Round, context: PlaceContext): Placement | null {
  if (pool === null) {
    const only = candidates.find(({ eligibility }) => eligibility.refusal === null);
    return only === undefined ? null : placed({ repId: only.repId, via });
  }
  const members = candidates.filter(isAble);
  if (members.length === 0) return null;
  const { leadId, facts, state } = context;
  const accountRepId = state.accountRepId ?? null;
  const selection = selectMember(pool, members, { leadId, facts, accountRepId });
  return placed({ repId: selection.winner, via, pool: selection.pool });
}

function isAble(candidate: Considered): candidate is Considered & EligibleMember {
  return candidate.eligibility.refusal === null && candidate.member !== null && candidate.rep !== null;
}

/** Follows the backups of each wanted rep in turn, nobody twice: a circle ends where it began. */
function placeWithBackup({ wanted }: CandidateGroup, context: PlaceContext, asked: Set<RepId>): Placement | null {
  const tried = new Set<RepId>(wanted.map(({ repId }) => repId));
  for (const { repId: insteadOfRepId, rep } of wanted) {
    let backup = rep?.backupRepId ?? null;
    while (backup !== null && !tried.has(backup)) {
      tried.add(backup);
      asked.add(backup);
      if (context.state.judge(backup, context).refusal === null) {
        return placed({ repId: backup, via: "backup", insteadOfRepId });
      }
      backup = context.state.rep(backup)?.backupRepId ?? null;
    }
  }
  return null;
}

/**
 * Waits for the wanted rep who is back first, unless the lead would be held for more than `maxHoldHours` in all. Who lacks a skill then is not
 * waited for, and who is at 0 % of his ramp then only where there is nobody else: so it was when records began.
 */
function holdForReturn({ wanted }: CandidateGroup, context: PlaceContext): Held | null {
  const latest = Date.parse(context.heldSince ?? context.now) + context.maxHoldHours * HOUR_MS;
  const returning = wanted.flatMap(({ repId, rep, eligibility: { refusal, backAt } }) => {
    if (refusal === null || rep === null || backAt === null || Date.parse(backAt) > latest) return [];
    if (lacksSkill(rep, context)) return [];
    return [{ repId, refusal, backAt, isRamped: context.byShare !== true || rampAt(rep, backAt) > 0 }];
  });
  const [first] = returning.toSorted(
    (a, b) => Number(b.isRamped) - Number(a.isRamped) || (a.backAt < b.backAt ? -1 : 1),
  );
  if (first === undefined) return null;
  return { kind: "held", forRepId: first.repId, until: first.backAt, reason: first.refusal };
}

function placed({
  repId,
  via,
  insteadOfRepId = null,
  pool = null,
}: Pick<Placement, "repId" | "via"> & Partial<Placement>): Placement {
  return { kind: "placed", repId, via, insteadOfRepId, pool };
}

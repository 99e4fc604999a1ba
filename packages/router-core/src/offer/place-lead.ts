import type { AssignedVia, Outcome } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import type { UnavailableStep } from "@pointsman/contracts/rule-set";

import { checkEligibility, type EligibilityContext } from "../eligibility/check-eligibility.ts";
import { hasShare, selectMember, type EligibleMember } from "../selection/select-member.ts";
import type { PoolState } from "../snapshot.ts";
import type { CandidateGroup, Considered } from "./gather-candidates.ts";

const HOUR_MS = 3_600_000;

export interface PlaceContext extends EligibilityContext {
  readonly maxHoldHours: number;
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
  /** Backups who were asked on the way, the winner included. */
  readonly asked: readonly RepId[];
}

export type Held = Extract<Outcome, { kind: "held" }>;

type Attempt = (group: CandidateGroup, context: PlaceContext) => Placement | Held | null;

const ATTEMPTS: { readonly [Step in Exclude<UnavailableStep, "fall_through">]: Attempt } = {
  backup: placeWithBackup,
  next_in_pool: (group) =>
    choose(
      group,
      group.all.filter((candidate) => !group.wanted.includes(candidate)),
      "next_in_pool",
    ),
  hold: holdForReturn,
};

/** Places the lead with whom the offer wants; failing that, by the given steps, in their order. Null: nobody can take it. */
export function placeLead(
  group: CandidateGroup,
  onUnavailable: readonly UnavailableStep[],
  context: PlaceContext,
): Placement | Held | null {
  const direct = choose(group, group.wanted, "target");
  if (direct !== null) return direct;
  for (const step of onUnavailable) {
    if (step === "fall_through") return null;
    const placed = ATTEMPTS[step](group, context);
    if (placed !== null) return placed;
  }
  return null;
}

function choose({ pool }: CandidateGroup, candidates: readonly Considered[], via: AssignedVia): Placement | null {
  const able = candidates.filter(({ eligibility }) => eligibility.refusal === null);
  if (pool === null) {
    const [only] = able;
    return only === undefined ? null : placed({ repId: only.repId, via });
  }
  const members: EligibleMember[] = [];
  for (const { member, rep } of able) {
    if (member !== null && rep !== null && hasShare(pool.selection, rep)) members.push({ member, rep });
  }
  if (members.length === 0) return null;
  const selection = selectMember(pool, members);
  return placed({ repId: selection.winner, via, pool: selection.pool });
}

/** Follows the backups of each wanted rep in turn, nobody twice: a circle ends where it began. */
function placeWithBackup({ wanted }: CandidateGroup, context: PlaceContext): Placement | null {
  const asked = new Set<RepId>();
  const tried = new Set<RepId>(wanted.map(({ repId }) => repId));
  for (const { repId: insteadOfRepId, rep } of wanted) {
    let backup = rep?.backupRepId ?? null;
    while (backup !== null && !tried.has(backup)) {
      tried.add(backup);
      asked.add(backup);
      if (checkEligibility(backup, context).refusal === null) {
        return placed({ repId: backup, via: "backup", insteadOfRepId, asked: [...asked] });
      }
      backup = context.snapshot.reps[backup]?.backupRepId ?? null;
    }
  }
  return null;
}

/** Waits for the wanted rep who is back first, unless that is more than `maxHoldHours` away. */
function holdForReturn({ wanted }: CandidateGroup, { now, maxHoldHours }: PlaceContext): Held | null {
  const latest = Date.parse(now) + maxHoldHours * HOUR_MS;
  const returning = wanted.flatMap(({ repId, eligibility: { backAt } }) =>
    backAt !== null && Date.parse(backAt) <= latest ? [{ repId, backAt }] : [],
  );
  const [first] = returning.toSorted((a, b) => (a.backAt < b.backAt ? -1 : 1));
  if (first === undefined) return null;
  return { kind: "held", forRepId: first.repId, until: first.backAt, reason: "out_of_office" };
}

function placed(placement: Pick<Placement, "repId" | "via"> & Partial<Placement>): Placement {
  return { kind: "placed", insteadOfRepId: null, pool: null, asked: [], ...placement };
}

import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Conversion } from "../report/conversion.ts";
import type { TierCurve } from "../report/curves.ts";
import { toShare } from "./recompute-figures.ts";
import type { Lead } from "./replay.ts";

const DAY_MS = 86_400_000;
const HORIZON = 90;

/** What may convert: an assignment, or a lead. */
export interface Chance {
  readonly tier: string | null;
  readonly since: Timestamp;
  readonly convertedAt: Timestamp | null;
  readonly counts: boolean;
}

interface Life {
  readonly tier: string | null;
  /** Days of the calendar, UTC, from that on which it began, that were over by then. */
  readonly age: number;
  /** How many of these days were over when it converted. */
  readonly delay: number | null;
}

function toLife({ tier, since, convertedAt }: Omit<Chance, "counts">, asOf: Timestamp): Life {
  const days = (until: string) => Math.max(0, toDay(until) - toDay(since));
  return { tier, age: Math.min(HORIZON, days(asOf)), delay: convertedAt === null ? null : days(convertedAt) };
}

/** The number of a day, UTC, since 1970. */
function toDay(time: string): number {
  return Math.round(Date.parse(`${time.slice(0, 10)}T00:00:00Z`) / DAY_MS);
}

/** Day by day over all leads, each asked anew whether it was still at risk. */
export function recomputeCurves(leads: readonly Lead[], asOf: Timestamp): readonly TierCurve[] {
  const lives = leads.flatMap((lead) => {
    const [first] = lead.spells;
    const daysBefore = toDay(asOf) - toDay(lead.received.receivedAt);
    if (first === undefined || daysBefore < 1 || daysBefore > 2 * HORIZON) return [];
    const convertedAt = lead.spells.find((spell) => spell.convertedAt !== null)?.convertedAt ?? null;
    return [toLife({ tier: first.event.tier, since: first.event.occurredAt, convertedAt }, asOf)];
  });
  const pooled = toCurve(null, lives);
  if (pooled === null) return [];
  const tiers = [...new Set(lives.flatMap(({ tier }) => tier ?? []))].sort();
  const own = tiers.map((tier) =>
    toCurve(
      tier,
      lives.filter((life) => life.tier === tier),
    ),
  );
  return [pooled, ...own.filter((curve) => curve !== null && curve.conversions >= 30)].filter(
    (curve) => curve !== null,
  );
}

function toCurve(tier: string | null, lives: readonly Life[]): TierCurve | null {
  const isFollowed = ({ delay, age }: Life) => delay !== null && delay < age;
  const conversions = lives.filter(isFollowed).length;
  if (conversions === 0) return null;
  const unconverted = [1];
  let horizonDays = 0;
  for (let day = 0; day < HORIZON; day += 1) {
    const atRisk = lives.filter((life) => life.age > day && !(isFollowed(life) && (life.delay ?? 0) < day));
    const now = atRisk.filter(({ delay }) => delay === day).length;
    if (atRisk.length > 0) horizonDays = day + 1;
    unconverted.push((unconverted.at(-1) ?? 1) * (atRisk.length === 0 ? 1 : (atRisk.length - now) / atRisk.length));
  }
  const end = unconverted.at(-1) ?? 1;
  const share = unconverted.map((left) => (1 - left) / (1 - end));
  const oldEnoughDays = share.findIndex((value) => value >= 0.9);
  return { tier, pooled: tier === null, leads: lives.length, conversions, horizonDays, oldEnoughDays, share };
}

export function recomputeConversion(
  chances: readonly Chance[],
  curves: readonly TierCurve[],
  asOf: Timestamp,
): Conversion {
  const counting = chances.filter(({ counts }) => counts);
  const lives = counting.map((chance) => toLife(chance, asOf));
  const curveOf = ({ tier }: Life) => curves.find((curve) => curve.tier === tier && tier !== null) ?? curves[0];
  const followed = lives.filter(({ delay, age }) => delay !== null && delay < age).length;
  const weight = lives.reduce((sum, life) => sum + (curveOf(life)?.share[life.age] ?? 0), 0);
  const old = lives.filter((life) => life.age >= (curveOf(life)?.oldEnoughDays ?? Number.POSITIVE_INFINITY)).length;
  return {
    assigned: chances.length,
    converted: toShare(counting.filter(({ convertedAt }) => convertedAt !== null).length, counting.length),
    oldEnough: curves.length === 0 ? null : old,
    corrected: curves.length === 0 ? null : toShare(followed, Math.max(followed, weight)),
  };
}

import { adjustForMany } from "../rates/benjamini-hochberg.ts";
import { upperNormalTail } from "../special/normal-tail.ts";

/** Leads of one source by the hour, oldest first; the last is the hour that has just ended. */
export interface HourlyVolume {
  readonly source: string;
  readonly counts: readonly number[];
}

export interface VolumeChange {
  readonly source: string;
  readonly kind: "more" | "less" | "silence";
  /** Leads in the last hour, or none since so many hours. */
  readonly count: number;
  readonly hours: number;
  /** What the same hours of the week had: median, or for a silence the mean, of six weeks. */
  readonly expected: number;
  readonly p: number;
}

const WEEK = 168;
const WEEKS = 6;
/** Median absolute deviation → standard deviation of a normal. */
const MAD_SCALE = 1.4826;
/** Hours are skewed and bunched beyond what six of them show: without a gate holidays would be called all day. */
const LEAST_RATIO = 2;
const SILENCE = 1e-4;

/** Compares the last hour of every source with the same hour of the last six weeks, and looks for sources that fell silent. */
export function detectVolumeChanges(
  sources: readonly HourlyVolume[],
  options: { readonly q?: number } = {},
): readonly VolumeChange[] {
  const tests = sources.flatMap(testHour);
  const adjusted = adjustForMany(tests.map(({ p }) => p));
  const changed = tests.filter(({ p }, index) => p < 1 && (adjusted[index] ?? 1) <= (options.q ?? 0.1));
  return [...sources.flatMap(testSilence), ...changed];
}

function testHour({ source, counts }: HourlyVolume): readonly VolumeChange[] {
  const past = sameHours(counts, counts.length - 1);
  if (past.length < WEEKS) return [];
  const count = counts.at(-1) ?? 0;
  const expected = findMedian(past);
  const deviation = findMedian(past.map((value) => Math.abs(value - expected)));
  const spread = Math.max(MAD_SCALE * deviation, Math.sqrt(Math.max(expected, 1)));
  const isMore = count > expected;
  const isGated = isMore ? count < LEAST_RATIO * Math.max(expected, 2) : count * LEAST_RATIO > expected;
  const p = isGated ? 1 : Math.min(1, 2 * upperNormalTail(Math.abs(count - expected) / spread));
  return [{ source, kind: isMore ? "more" : "less", count, hours: 1, expected, p }];
}

/** Exact Poisson: the chance of no lead in hours that had `expected` of them in an average week. */
function testSilence({ source, counts }: HourlyVolume): readonly VolumeChange[] {
  let expected = 0;
  let hours = 0;
  for (let at = counts.length - 1; at >= 0 && counts[at] === 0 && hours < WEEK; at--) {
    const past = sameHours(counts, at);
    if (past.length < WEEKS) return [];
    expected += past.reduce((sum, value) => sum + value, 0) / past.length;
    hours += 1;
  }
  const p = Math.exp(-expected);
  return p < SILENCE ? [{ source, kind: "silence", count: 0, hours, expected, p }] : [];
}

function sameHours(counts: readonly number[], at: number): readonly number[] {
  return Array.from({ length: WEEKS }, (_, week) => counts[at - (week + 1) * WEEK]).filter(
    (value) => value !== undefined,
  );
}

function findMedian(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

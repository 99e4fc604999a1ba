import { adjustForMany } from "./benjamini-hochberg.ts";
import { addEvidence, CUSUM_THRESHOLD } from "./cusum.ts";
import { Episodes, type Episode } from "./episodes.ts";
import { groupCells, type RateHistory } from "./history.ts";
import { toMean, type Posterior } from "./prior.ts";
import { GATES, shrinkRates, testWindow, type Direction, type Gates } from "./test-rates.ts";

/** Days that a window, its baseline and the baseline of a slow drift are long; the last ends `DRIFT_LAG` days ago. */
const WINDOW = 7;
const BASELINE = 28;
const DRIFT_BASELINE = 56;
const DRIFT_LAG = 28;
/** Trailing days that are tested: large segments show at once, small ones in a week. */
const WINDOWS = [WINDOW, 2] as const;

export interface ScanOptions {
  /** The attributes that make a segment, e.g. territory, tier and rule. */
  readonly segmentBy: readonly string[];
  /** What small segments borrow from, e.g. territory and tier. */
  readonly groupBy: readonly string[];
  readonly direction?: Direction;
  /** The share of calls that may be false. Default: 0.1. */
  readonly q?: number;
  readonly gates?: Gates;
  /** Looks for slow drifts too; their threshold holds for rare outcomes of few leads a day. Default: true. */
  readonly drift?: boolean;
  /** The first day to test; those before are baseline only. Default: 28. */
  readonly fromDay?: number;
}

/** One call on one day: the window that ends with `day` is too unlikely under its baseline. */
export interface RateAlert {
  /** Index into `RateScan.segments`. */
  readonly segment: number;
  readonly day: number;
  /** A shift within the window, or a drift that is too slow for any window. */
  readonly kind: "shift" | "drift";
  /** Days that `k` of `n` were counted over. */
  readonly days: number;
  readonly k: number;
  readonly n: number;
  readonly expected: number;
  /** Adjusted p-value; of a drift null, whose threshold is simulated. */
  readonly q: number | null;
}

export interface RateScan {
  readonly segments: readonly (readonly string[])[];
  readonly alerts: readonly RateAlert[];
  /** Alerts of the same segment that follow one another, from opened to closed. */
  readonly episodes: readonly Episode[];
}

/** Goes through a history day by day, as if each day were the last. A year of 200 segments takes a fraction of a second. */
export function scanRates(history: RateHistory, options: ScanOptions): RateScan {
  const scan = new Scan(history, options);
  for (let day = options.fromDay ?? BASELINE; day < history.days; day++) scan.testDay(day);
  return scan.result();
}

class Scan {
  readonly #segments: RateHistory;
  readonly #group: Int32Array;
  readonly #groups: number;
  readonly #episodes: Episodes;
  readonly #alerts: RateAlert[] = [];
  readonly #evidence: Float64Array;
  readonly #evidenceSince: Int32Array;
  readonly #direction: Direction;
  readonly #gates: Gates;
  readonly #q: number;
  readonly #drift: boolean;

  constructor(history: RateHistory, options: ScanOptions) {
    const { segmentBy, groupBy, direction = "rise", gates = GATES, q = 0.1, drift = true } = options;
    this.#segments = groupCells(history, segmentBy);
    const groups = groupCells(this.#segments, groupBy);
    this.#group = groups.segmentOf;
    this.#groups = groups.cells.length;
    this.#episodes = new Episodes(this.#segments);
    this.#evidence = new Float64Array(this.#segments.cells.length);
    this.#evidenceSince = new Int32Array(this.#segments.cells.length);
    this.#direction = direction;
    this.#gates = gates;
    this.#q = q;
    this.#drift = drift && direction !== "fall";
  }

  testDay(day: number): void {
    const baseline = this.#shrink(day - WINDOW - BASELINE + 1, day - WINDOW);
    const week = this.#sum(day - WINDOW + 1, day);
    const size = baseline.length;
    const tests = WINDOWS.map((days) => {
      const counts = days === WINDOW ? week : this.#sum(day - days + 1, day);
      return { days, counts, ...testWindow(counts, baseline, this.#direction, this.#gates) };
    });
    const all = new Float64Array(tests.length * size);
    tests.forEach(({ p }, index) => all.set(p, index * size));
    const adjusted = adjustForMany(
      all,
      tests.reduce((sum, { tested }) => sum + tested, 0),
    );
    for (let segment = 0; segment < size; segment++) {
      const qOf = (index: number) => adjusted[index * size + segment] ?? 1;
      const best = tests.reduce((best, _, index) => (qOf(index) < qOf(best) ? index : best), 0);
      const test = tests[best];
      if (test === undefined || qOf(best) > this.#q || (test.p[segment] ?? 1) >= 1) continue;
      const k = test.counts.k[segment] ?? 0;
      const n = test.counts.n[segment] ?? 0;
      const expected = test.expected[segment] ?? 0;
      this.#raise({ segment, day, kind: "shift", days: test.days, k, n, expected, q: qOf(best) });
    }
    if (this.#drift) this.#followDrift(day);
    this.#episodes.endDay(day, (segment) => {
      const n = week.n[segment] ?? 0;
      const usual = n * toMean(baseline[segment] ?? { a: 1, b: 1 });
      return usual === 0 ? 1 : (week.k[segment] ?? 0) / usual;
    });
  }

  result(): RateScan {
    return { segments: this.#segments.cells, alerts: this.#alerts, episodes: this.#episodes.list() };
  }

  #raise(alert: RateAlert): void {
    this.#alerts.push(alert);
    this.#episodes.add(alert);
    this.#evidence[alert.segment] = 0;
  }

  #followDrift(day: number): void {
    const known = this.#shrink(day - DRIFT_LAG - DRIFT_BASELINE, day - DRIFT_LAG);
    const { days, k, n } = this.#segments;
    for (const [segment, posterior] of known.entries()) {
      if (this.#episodes.isOpen(segment)) {
        this.#evidence[segment] = 0;
        continue;
      }
      const expected = toMean(posterior);
      const today = { k: k[segment * days + day] ?? 0, n: n[segment * days + day] ?? 0 };
      const before = this.#evidence[segment] ?? 0;
      if (before === 0) this.#evidenceSince[segment] = day;
      this.#evidence[segment] = addEvidence(before, today, expected);
      if ((this.#evidence[segment] ?? 0) <= CUSUM_THRESHOLD) continue;
      const since = this.#evidenceSince[segment] ?? day;
      const counts = this.#episodes.count(segment, since, day);
      if (counts.k < this.#gates.hits || counts.k < this.#gates.lift * expected * counts.n) continue;
      this.#raise({ segment, day, kind: "drift", days: day - since + 1, ...counts, expected, q: null });
    }
  }

  /** Sums over days `from` to `until`, both included. */
  #sum(from: number, until: number): { readonly k: Float64Array; readonly n: Float64Array } {
    const { cells, days, k, n } = this.#segments;
    const sumK = new Float64Array(cells.length);
    const sumN = new Float64Array(cells.length);
    for (let segment = 0; segment < cells.length; segment++) {
      for (let at = segment * days + Math.max(0, from); at <= segment * days + until; at++) {
        sumK[segment] = (sumK[segment] ?? 0) + (k[at] ?? 0);
        sumN[segment] = (sumN[segment] ?? 0) + (n[at] ?? 0);
      }
    }
    return { k: sumK, n: sumN };
  }

  /** What the days `from` to `until` say of each segment, without those that were called unusual. */
  #shrink(from: number, until: number): readonly Posterior[] {
    const sums = this.#sum(from, until);
    this.#episodes.subtractUnusual(sums, from, until);
    return shrinkRates({ k0: sums.k, n0: sums.n, group: this.#group, groups: this.#groups });
  }
}

import type { Count } from "./detect-rate-changes.ts";
import type { RateHistory } from "./history.ts";

/** An episode closes after so many days on which its window is not worth a word. */
const CALM_DAYS = 3;
const CALM_LIFT = 1.2;
/** What lasts longer is the new usual: the baseline learns it, and the episode closes. */
const LONGEST_UNUSUAL = 28;
/** How far back from an alert its beginning is looked for. */
const LOOK_BACK = 14;

/** One anomaly of one segment, in days of the history. */
export interface Episode {
  readonly segment: number;
  /** When it most likely began. */
  readonly sinceDay: number;
  readonly openedDay: number;
  readonly lastAlertDay: number;
  /** null: still open. */
  readonly closedDay: number | null;
}

interface Call {
  readonly segment: number;
  readonly day: number;
  readonly kind: "shift" | "drift";
  readonly days: number;
  readonly expected: number;
}

interface OpenEpisode {
  readonly segment: number;
  readonly sinceDay: number;
  readonly openedDay: number;
  lastAlertDay: number;
  calmDays: number;
}

/** Which segments are unusual, since when, and which days their baselines must not learn from. */
export class Episodes {
  readonly #history: RateHistory;
  readonly #unusual: Uint8Array;
  readonly #open = new Map<number, OpenEpisode>();
  readonly #closed: Episode[] = [];

  constructor(history: RateHistory) {
    this.#history = history;
    this.#unusual = new Uint8Array(history.n.length);
  }

  isOpen(segment: number): boolean {
    return this.#open.has(segment);
  }

  /** Opens an episode, or goes on with the open one: its leads are the same. */
  add(call: Call): void {
    const { segment, day } = call;
    const known = this.#open.get(segment);
    const episode = known ?? {
      segment,
      sinceDay: this.#findBeginning(call),
      openedDay: day,
      lastAlertDay: day,
      calmDays: 0,
    };
    episode.lastAlertDay = day;
    episode.calmDays = 0;
    this.#open.set(segment, episode);
    const until = Math.min(day, episode.openedDay + LONGEST_UNUSUAL - 1);
    for (let at = episode.sinceDay; at <= until; at++) this.#unusual[segment * this.#history.days + at] = 1;
  }

  /** @param liftOf the rate of the window that ends with the day, over the expected one. */
  endDay(day: number, liftOf: (segment: number) => number): void {
    for (const episode of this.#open.values()) {
      episode.calmDays = liftOf(episode.segment) < CALM_LIFT ? episode.calmDays + 1 : 0;
      if (episode.calmDays < CALM_DAYS) continue;
      this.#open.delete(episode.segment);
      this.#closed.push(toEpisode(episode, day));
    }
  }

  count(segment: number, from: number, until: number): Count {
    const { days, k, n } = this.#history;
    let sumK = 0;
    let sumN = 0;
    for (let at = segment * days + Math.max(0, from); at <= segment * days + until; at++) {
      sumK += k[at] ?? 0;
      sumN += n[at] ?? 0;
    }
    return { k: sumK, n: sumN };
  }

  subtractUnusual(sums: { readonly k: Float64Array; readonly n: Float64Array }, from: number, until: number): void {
    const { cells, days, k, n } = this.#history;
    for (let segment = 0; segment < cells.length; segment++) {
      for (let at = segment * days + Math.max(0, from); at <= segment * days + until; at++) {
        if (this.#unusual[at] !== 1) continue;
        sums.k[segment] = (sums.k[segment] ?? 0) - (k[at] ?? 0);
        sums.n[segment] = (sums.n[segment] ?? 0) - (n[at] ?? 0);
      }
    }
  }

  /** By the day they opened. */
  list(): readonly Episode[] {
    const open = [...this.#open.values()].map((episode) => toEpisode(episode, null));
    return [...this.#closed, ...open].sort(
      (one, other) => one.openedDay - other.openedDay || one.segment - other.segment,
    );
  }

  /** The day from which on the counts speak most against the expected rate. */
  #findBeginning({ segment, day, kind, days, expected }: Call): number {
    if (kind === "drift") return day - days + 1;
    let best = day;
    let bestScore = -1;
    for (let since = day; since > Math.max(-1, day - LOOK_BACK); since--) {
      const { k, n } = this.count(segment, since, day);
      const usual = n * expected;
      const score = k === 0 || usual === 0 ? 0 : k * Math.log(k / usual) - (k - usual);
      if (score <= bestScore) continue;
      bestScore = score;
      best = since;
    }
    return best;
  }
}

function toEpisode({ segment, sinceDay, openedDay, lastAlertDay }: OpenEpisode, closedDay: number | null): Episode {
  return { segment, sinceDay, openedDay, lastAlertDay, closedDay };
}

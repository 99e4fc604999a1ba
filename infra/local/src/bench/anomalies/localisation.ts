import { localise } from "@pointsman/anomalies/localise/localise";
import type { RateRow } from "@pointsman/anomalies/rates/detect-rate-changes";
import type { RateHistory } from "@pointsman/anomalies/rates/history";

import { drawDistinct, drawOrganisation } from "./organisation.ts";

/** 480 leaves of five leads a day at the median. */
const SHAPE = { attributes: { territory: 8, tier: 3, rule: 4, source: 5 }, days: 35, medianLeads: 5, crunches: true };
const WINDOW = 7;
const LIFT = 3;

export interface LocalisationResult {
  /** Shares of the causes that are named first, and among the best five. */
  readonly top1: number;
  readonly top5: number;
  /** Of those that one finds by looking at one attribute after the other. */
  readonly byExcess: number;
}

/** Rates that triple in one combination of one to three attributes, drawn at random: is exactly that one named? */
export function measureLocalisation(seeds: readonly number[]): LocalisationResult {
  const places = seeds.map((seed) => {
    const names = Object.keys(SHAPE.attributes);
    let cause: Readonly<Record<string, string>> = {};
    const { history } = drawOrganisation(seed, SHAPE, (random, cells) => {
      const chosen = drawDistinct(1 + (seed % 3), names.length, random);
      const [like] = drawDistinct(1, cells.length, random).map((cell) => cells[cell] ?? []);
      cause = Object.fromEntries(chosen.map((at) => [names[at] ?? "", like?.[at] ?? ""]));
      const inside = [...cells.keys()].filter((cell) => chosen.every((at) => cells[cell]?.[at] === like?.[at]));
      return [{ cells: inside, fromDay: SHAPE.days - WINDOW, days: WINDOW, lift: LIFT }];
    });
    const rows = toRows(history);
    const found = localise(rows).top.findIndex(({ where }) => isSame(where, cause));
    return { place: found, byExcess: isSame(findMostExcess(rows), cause) };
  });
  const share = (isHit: (place: (typeof places)[number]) => boolean) => places.filter(isHit).length / places.length;
  return {
    top1: share(({ place }) => place === 0),
    top5: share(({ place }) => place >= 0),
    byExcess: share(({ byExcess }) => byExcess),
  };
}

function toRows({ attributes, cells, days, k, n }: RateHistory): readonly RateRow[] {
  const sum = (counts: Float64Array, from: number, until: number) =>
    counts.subarray(from, until).reduce((total, count) => total + count, 0);
  return cells.map((values, cell) => {
    const [start, split, end] = [cell * days, (cell + 1) * days - WINDOW, (cell + 1) * days];
    return {
      attributes: Object.fromEntries(attributes.map((name, at) => [name, values[at] ?? ""])),
      now: { k: sum(k, split, end), n: sum(n, split, end) },
      base: { k: sum(k, start, split), n: sum(n, start, split) },
    };
  });
}

/** What one finds by looking: the one value of one attribute that has the most leads above the usual rate of all. */
function findMostExcess(rows: readonly RateRow[]): Readonly<Record<string, string>> {
  const base = rows.reduce((sum, { base }) => ({ k: sum.k + base.k, n: sum.n + base.n }), { k: 0, n: 0 });
  const excess = new Map<string, number>();
  for (const { attributes, now } of rows) {
    for (const [name, value] of Object.entries(attributes)) {
      const key = JSON.stringify({ [name]: value });
      excess.set(key, (excess.get(key) ?? 0) + now.k - (now.n * base.k) / base.n);
    }
  }
  const [most] = [...excess].sort(([, one], [, other]) => other - one);
  return JSON.parse(most?.[0] ?? "{}") as Record<string, string>;
}

function isSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const entries = Object.entries(one);
  return entries.length === Object.keys(other).length && entries.every(([name, value]) => other[name] === value);
}

import type { RateHistory } from "@pointsman/anomalies/rates/history";
import {
  createRandom,
  drawBeta,
  drawBinomial,
  drawNormal,
  drawPoisson,
  type Random,
} from "@pointsman/anomalies/simulation/random";

/** Something that goes wrong: from a day on, so many days long, the rate of these cells is `lift` times the usual. */
export interface Plant {
  readonly cells: readonly number[];
  readonly fromDay: number;
  readonly days: number;
  readonly lift: number;
}

export interface Shape {
  /** Attribute → how many values it has; the cells are all their combinations. */
  readonly attributes: Readonly<Record<string, number>>;
  readonly days: number;
  /** Leads a day of the median cell. */
  readonly medianLeads: number;
  /** Days on which a territory has more leads than people, and re-routes half as much again: usual, and no anomaly. */
  readonly crunches: boolean;
}

/** @param cells their values, in the order of the shape's attributes */
type DrawPlants = (random: Random, cells: readonly (readonly string[])[]) => readonly Plant[];

/** 200 segments, as the issue of this bench asks for. */
export const SEGMENTS: Shape["attributes"] = { territory: 10, tier: 4, rule: 5 };

/** Monday to Sunday; 1 on average, so that the median segment has its leads a day. */
const RHYTHM = [1.2, 1.3, 1.3, 1.25, 1.1, 0.45, 0.4];
const HOLIDAY = { chance: 1 / 40, volume: 0.2 } as const;
const CRUNCH = { chance: 1 / 60, lift: 1.5 } as const;
const USUAL_RATE = 0.06;

/** An organisation as the seed decides: volumes and rates that differ, weeks, growth, holidays, crunches, and what is planted. */
export function drawOrganisation(seed: number, shape: Shape, draw: DrawPlants) {
  const random = createRandom(seed);
  const names = Object.keys(shape.attributes);
  const cells = combine(Object.values(shape.attributes)).map((values) =>
    values.map((value, at) => `${names[at]}${value}`),
  );
  const { days } = shape;
  const planted = draw(random, cells);
  const lift = new Float64Array(cells.length * days).fill(1);
  for (const plant of planted) {
    for (const cell of plant.cells) {
      for (let day = plant.fromDay; day < Math.min(days, plant.fromDay + plant.days); day++) {
        lift[cell * days + day] = plant.lift;
      }
    }
  }
  const weeklyGrowth = 0.99 + 0.04 * random();
  const volumeOf = Float64Array.from({ length: days }, (_, day) => {
    const holiday = random() < HOLIDAY.chance ? HOLIDAY.volume : 1;
    return (RHYTHM[day % 7] ?? 1) * weeklyGrowth ** (day / 7) * holiday;
  });
  const crunchOf = drawByValue(cells, () => Float64Array.from(volumeOf, () => crunch(shape.crunches, random)));
  const rateOf = drawByValue(cells, () => USUAL_RATE * Math.exp(0.2 * drawNormal(random)));
  const k = new Float64Array(cells.length * days);
  const n = new Float64Array(cells.length * days);
  for (const [cell, values] of cells.entries()) {
    const territory = values[0] ?? "";
    const mean = rateOf.get(territory) ?? USUAL_RATE;
    const rate = drawBeta(50 * mean, 50 * (1 - mean), random);
    const volume = shape.medianLeads * Math.exp(0.6 * drawNormal(random));
    for (let day = 0; day < days; day++) {
      const at = cell * days + day;
      const leads = drawPoisson(volume * (volumeOf[day] ?? 1), random);
      const now = rate * (lift[at] ?? 1) * (crunchOf.get(territory)?.[day] ?? 1);
      n[at] = leads;
      k[at] = drawBinomial(leads, Math.min(0.9, now), random);
    }
  }
  const history: RateHistory = { attributes: names, cells, days, k, n };
  return { history, planted };
}

function crunch(crunches: boolean, random: Random): number {
  return crunches && random() < CRUNCH.chance ? CRUNCH.lift : 1;
}

function drawByValue<Value>(cells: readonly (readonly string[])[], draw: () => Value): ReadonlyMap<string, Value> {
  return new Map([...new Set(cells.map(([territory]) => territory ?? ""))].map((territory) => [territory, draw()]));
}

function combine(sizes: readonly number[]): readonly (readonly number[])[] {
  return sizes.reduce<readonly (readonly number[])[]>(
    (combined, size) => combined.flatMap((values) => Array.from({ length: size }, (_, value) => [...values, value])),
    [[]],
  );
}

/** `count` different whole numbers below `below`. */
export function drawDistinct(count: number, below: number, random: Random): readonly number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(Math.floor(random() * below));
  return [...drawn];
}

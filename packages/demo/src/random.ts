/** A source of chance that gives the same numbers for the same seed, on any machine. */
export interface Random {
  /** A whole number from `min` to `max`, both included. */
  readonly int: (min: number, max: number) => number;
  /** True in `pct` of 100 cases. */
  readonly chance: (pct: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  /** One of the keys, as often as its weight says. */
  readonly pickWeighted: <K extends string>(weights: Readonly<Record<K, number>>) => K;
  /** A shuffled copy. */
  readonly shuffle: <T>(list: readonly T[]) => readonly T[];
}

/** Chance from a seed. */
export function createRandom(seed: number): Random {
  const next = mulberry32(seed);
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));

  function pick<T>(list: readonly T[]): T {
    const picked = list[int(0, list.length - 1)];
    if (picked === undefined) throw new Error("Cannot pick from an empty list.");
    return picked;
  }

  function pickWeighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries<number>(weights) as [K, number][];
    const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
    let left = next() * total;
    for (const [key, weight] of entries) {
      left -= weight;
      if (left < 0) return key;
    }
    throw new Error("Cannot pick without a positive weight.");
  }

  function shuffle<T>(list: readonly T[]): readonly T[] {
    return list
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  }

  return { int, chance: (pct) => next() * 100 < pct, pick, pickWeighted, shuffle };
}

/** Mulberry32: 32 bits of state, ample for demo data, and ten lines that nobody has to look up in a registry. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

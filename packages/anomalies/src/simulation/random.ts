/** Numbers from 0 to 1 that only the seed decides. */
export type Random = () => number;

/** mulberry32 (public domain). */
export function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal, by Box and Muller. */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** By inversion, in chunks of 30 so that e^-mean does not vanish. */
export function drawPoisson(mean: number, random: Random): number {
  let count = 0;
  for (let left = mean; left > 0; left -= 30) {
    let product = random();
    for (const floor = Math.exp(-Math.min(left, 30)); product > floor; count++) product *= random();
  }
  return count;
}

/** How many of n succeed at rate p. Jumps from success to success: fast where p is small. */
export function drawBinomial(n: number, p: number, random: Random): number {
  if (p > 0.5) return n - drawBinomial(n, 1 - p, random);
  if (p <= 0) return 0;
  const logMiss = Math.log1p(-p);
  let count = 0;
  for (let at = Math.floor(Math.log(1 - random()) / logMiss); at < n; count++) {
    at += 1 + Math.floor(Math.log(1 - random()) / logMiss);
  }
  return count;
}

/** Gamma of the shape given and scale 1, by Marsaglia and Tsang. */
export function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

export function drawBeta(a: number, b: number, random: Random): number {
  const one = drawGamma(a, random);
  return one / (one + drawGamma(b, random));
}

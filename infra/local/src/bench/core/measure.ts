import { quantile } from "../figure.ts";

/** Rounds; the median of them is the figure. */
const ROUNDS = 7;
/** Some engines take a second a lead. */
const ASYNC_ROUNDS = 3;
/** A round takes at least so long, so that neither the timer nor one collection of garbage decides it. */
const ROUND_MS = 200;
const WARM_UP_MS = 500;
/**
 * The clock is read after so many, and after twice as many each time until that takes a millisecond: asking for the
 * processor's time takes 5 µs, as long as a decision.
 */
const FIRST_BATCH = 16;
const BATCH_MS = 1;

/**
 * How often `run` goes through in a second of one core: processor time of the whole process, its helper threads
 * included, so that other work on the machine does not count. The median of seven rounds, after a warm-up. `run` gets
 * 0, 1, 2 …
 *
 * @param warmUpMs processor time before the first round
 */
export function measureRate(run: (index: number) => unknown, warmUpMs = WARM_UP_MS): number {
  let batch = FIRST_BATCH;
  const round = (atLeastMs: number): number => {
    const started = process.cpuUsage();
    let done = 0;
    let tookMs = 0;
    do {
      const before = tookMs;
      for (let index = 0; index < batch; index++) keep(run(done++));
      tookMs = cpuMsSince(started);
      if (tookMs - before < BATCH_MS) batch *= 2;
    } while (tookMs < atLeastMs);
    return (done / tookMs) * 1_000;
  };
  round(warmUpMs);
  return median(Array.from({ length: ROUNDS }, () => round(ROUND_MS)));
}

/** The same for work that is waited for, one after the other. */
export async function measureRateAsync(run: (index: number) => Promise<unknown>): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < ASYNC_ROUNDS; round++) {
    const started = process.cpuUsage();
    let done = 0;
    let tookMs = 0;
    do {
      keep(await run(done++));
      tookMs = cpuMsSince(started);
    } while (tookMs < ROUND_MS);
    rates.push((done / tookMs) * 1_000);
  }
  return median(rates);
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function cpuMsSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000;
}

const results: unknown[] = [null];

/** Stores a result where the compiler cannot see that nobody reads it, so that it cannot leave out what makes it. */
function keep(value: unknown): void {
  results[0] = value;
}

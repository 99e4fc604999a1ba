const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 30_000;

/** How long to wait after so many failures in a row: 250 ms, doubled each time, at most 30 s. */
export function backOffMs(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), MAX_PAUSE_MS);
}

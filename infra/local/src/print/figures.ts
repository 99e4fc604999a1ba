/** 47 → `47 ms`, 48000 → `48 seconds`; a dash where there was nothing to measure. */
export function toDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return "–";
  if (ms < 1_000) return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} seconds`;
}

/** { rate: 0.9412 } → `94.1 %`. */
export function toShare({ rate }: { readonly rate: number | null }): string {
  return rate === null ? "–" : `${(rate * 100).toFixed(1)} %`;
}

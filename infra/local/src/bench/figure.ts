import { cpus, totalmem } from "node:os";

/** One measured figure beside what it is compared with, from the same run. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit:
    | "s"
    | "ms"
    | "leads/s"
    | "leads"
    | "1/s"
    | "x"
    | "MB"
    | "MB/min"
    | "kB"
    | "share"
    | "days"
    | "alert-days";
  readonly baseline: { readonly value: number; readonly what: string };
}

const GIGABYTE = 1_073_741_824;

/** The machine that the figures are from. */
export function describeMachine(): string {
  const [first] = cpus();
  return `${cpus().length} × ${first?.model ?? "unknown"}, ${(totalmem() / GIGABYTE).toFixed(0)} GiB, Node ${process.version}, ${process.platform} ${process.arch}`;
}

export function toJsonLine(bench: string, { figure, value, unit, baseline }: Figure): string {
  const ratio = Number((value / baseline.value).toPrecision(4));
  return JSON.stringify({
    bench,
    figure,
    value,
    unit,
    baseline: baseline.value,
    baselineIs: baseline.what,
    ratio,
    machine: describeMachine(),
  });
}

/** The value below which the share `q` (0–1) of the values lies; nearest rank. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

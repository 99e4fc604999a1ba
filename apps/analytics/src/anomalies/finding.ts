import type { Anomaly } from "@pointsman/anomalies/anomaly/anomaly";

/** What is known of an anomaly before anybody has looked at its leads. */
export type Finding = Pick<Anomaly, "kind" | "where" | "value" | "usual" | "q" | "count"> & {
  /** When it most likely began, and the end of what was looked at; ms since 1970. */
  readonly sinceMs: number;
  readonly untilMs: number;
};

/**
 * The share of calls that may be chance, for each kind but the re-routes, which keep the tenth that their bench measures:
 * five kinds at a tenth each would together be called for nothing every other day.
 */
export const STRICT_Q = 0.02;

/** The attributes have all of these values. */
export function isWithin(
  attributes: Readonly<Record<string, string>>,
  where: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(where).every(([name, value]) => attributes[name] === value);
}

/** What moved. */
export type AnomalyKind =
  | "reroute_rate"
  | "fallback_share"
  | "rule_match_share"
  | "fact_missing"
  | "route_time"
  | "route_time_tail"
  | "route_promise"
  | "conversion"
  | "volume"
  | "silence";

/** The rule set that the leads were routed by, and what its publication changed. */
export interface RuleInForce {
  readonly ruleSetVersion: number;
  /** When it was published, UTC. */
  readonly publishedAt: string;
  /** Rules that it added, removed or changed, by id. */
  readonly changedRuleIds: readonly string[];
}

/** Something that moved, as data: enough to act on without asking the detector again. */
export interface Anomaly {
  readonly kind: AnomalyKind;
  /** The part of the traffic it is concentrated in, e.g. `{ territory: "west", tier: "B" }`; empty = everywhere. */
  readonly where: Readonly<Record<string, string>>;
  /** First and last day of it, UTC, e.g. 2026-11-18. */
  readonly since: string;
  readonly until: string;
  /** Now and usual: shares 0–1, milliseconds, or leads. */
  readonly value: number;
  readonly usual: number;
  /** Leads with the outcome and leads in all; null where the value is no share. */
  readonly count: { readonly k: number; readonly n: number } | null;
  /** Adjusted p-value: about the share of such findings that is chance; null where a simulated threshold decided. */
  readonly q: number | null;
  /** The reason most of its leads have, and how many of them; null = none is known. */
  readonly reason: { readonly reason: string; readonly k: number } | null;
  /** Some of its leads, by id. */
  readonly sampleLeads: readonly string[];
  /** null = unknown. */
  readonly rule: RuleInForce | null;
}

import type { ReportAnswer } from "../api.ts";

/** One figure of the report: what it is about, its value with the 95 % interval, and of how many leads. */
export interface FigureRow {
  readonly section: string;
  readonly territory: string | null;
  readonly tier: string | null;
  readonly segment: string | null;
  readonly source: string | null;
  readonly rule: string | null;
  readonly rep: string | null;
  readonly pool: string | null;
  /** Outcome or reason, where the figure is of one. */
  readonly reason: string | null;
  readonly figure: string;
  /** Null: not known. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Of how many leads or assignments. */
  readonly n: number;
  readonly unit: "leads" | "ms" | "share" | "units";
}

const NOTHING = {
  territory: null,
  tier: null,
  segment: null,
  source: null,
  rule: null,
  rep: null,
  pool: null,
  reason: null,
} as const;
type About = Partial<Record<keyof typeof NOTHING, string | null>> & { readonly section: string };
type Value = Pick<FigureRow, "figure" | "value" | "low" | "high" | "n" | "unit">;

type Outcomes = ReportAnswer["accuracy"]["total"];
type Times = ReportAnswer["routeTime"]["total"];
type Conversion = ReportAnswer["conversionByTier"][number];
type Proportion = Outcomes["accuracy"];

/** The whole report as one long table; where dimensions were asked for, only the figures by these. */
export function toFigureRows(report: ReportAnswer): readonly FigureRow[] {
  if (report.params.by.length > 0) {
    return report.groups.flatMap(({ key, outcomes, times, conversion }) => {
      const about = { section: "group", ...key };
      return [...toOutcomeRows(about, outcomes), ...toTimeRows(about, times), ...toConversionRows(about, conversion)];
    });
  }
  const { coverage, byTerritory, byTier, routeTime, accuracy, overCapacity } = report;
  const converted = {
    conversion_by_tier: report.conversionByTier,
    conversion_by_rule: report.conversionByRule,
    conversion_by_rep: report.conversionByRep,
    conversion_by_rule_and_rep: report.conversionByRuleAndRep,
  };
  return [
    ...toOutcomeRows({ section: "total" }, accuracy.total),
    ...toTimeRows({ section: "total" }, routeTime.total),
    ...byTier.flatMap((row) => toOutcomeRows({ section: "by_tier", tier: row.tier }, row)),
    ...routeTime.byTier.flatMap((row) => toTimeRows({ section: "by_tier", tier: row.tier }, row)),
    ...byTerritory.flatMap((row) => toOutcomeRows({ section: "by_territory", territory: row.territory }, row)),
    ...accuracy.byTerritoryTierAndRule.flatMap(({ territory, tier, rule, ...row }) =>
      toOutcomeRows({ section: "by_territory_tier_and_rule", territory, tier, rule }, row),
    ),
    ...Object.entries(converted).flatMap(([section, rows]) =>
      rows.flatMap((row) => toConversionRows({ section, ...toPlace(row) }, row)),
    ),
    ...coverage.flatMap(({ outcome, reason, territory, leads, assignedSince }) => {
      const about = { section: `coverage_${outcome}`, territory, reason };
      return toRows(about, [toCount("leads", leads, report.received), toCount("assigned_since", assignedSince, leads)]);
    }),
    ...overCapacity.flatMap(({ repId, openLeads, openUnits, capacity }) =>
      toRows({ section: "over_capacity", rep: repId }, [
        { ...toCount("open_units", openUnits, openLeads), unit: "units" },
        { ...toCount("capacity", capacity, openLeads), unit: "units" },
      ]),
    ),
  ];
}

function toPlace(row: Readonly<Record<string, unknown>>): Partial<Record<keyof typeof NOTHING, string | null>> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      name in NOTHING && (typeof value === "string" || value === null) ? [[name, value]] : [],
    ),
  );
}

function toOutcomeRows(about: About, outcomes: Outcomes): readonly FigureRow[] {
  const { received, routed, accuracy, rerouted, fallback, redistributed, held, stillHeld, reasons } = outcomes;
  return [
    ...toRows(about, [
      toCount("received", received, received),
      toCount("routed", routed, received),
      toShareOf("accuracy", accuracy),
      toShareOf("rerouted", rerouted),
      toShareOf("fallback", fallback),
      toShareOf("redistributed", redistributed),
      toCount("held", held, received),
      toCount("still_held", stillHeld, held),
    ]),
    ...reasons.flatMap(({ reason, share }) => toRows({ ...about, reason }, [toShareOf("rerouted_for", share)])),
  ];
}

const TIME_NAMES = {
  route: "route_time",
  edgeToCommit: "edge_to_commit",
  commitToRouted: "commit_to_routed",
  held: "time_held",
} as const;

function toTimeRows(about: About, times: Times): readonly FigureRow[] {
  return (["route", "edgeToCommit", "commitToRouted", "held"] as const).flatMap((measure) => {
    const durations = times[measure];
    const name = TIME_NAMES[measure];
    const { n, within60s, negative } = durations;
    const estimates = (["mean", "p50", "p95", "p99"] as const).map((figure): Value => {
      const { ms, low, high } = durations[figure];
      return { figure: `${name}_${figure}`, value: ms, low, high, n, unit: "ms" };
    });
    return toRows(about, [
      ...estimates,
      toShareOf(`${name}_within_60_s`, within60s),
      toCount(`${name}_negative`, negative, n),
    ]);
  });
}

function toConversionRows(
  about: About,
  { assigned, converted, oldEnough, corrected }: Omit<Conversion, "tier">,
): readonly FigureRow[] {
  return toRows(about, [
    toCount("assigned", assigned, assigned),
    toShareOf("converted", converted),
    { figure: "old_enough", value: oldEnough, low: null, high: null, n: converted.of, unit: "leads" },
    corrected === null
      ? { figure: "converted_corrected", value: null, low: null, high: null, n: 0, unit: "share" }
      : toShareOf("converted_corrected", corrected),
  ]);
}

function toCount(figure: string, value: number, n: number): Value {
  return { figure, value, low: null, high: null, n, unit: "leads" };
}

function toShareOf(figure: string, { rate, low, high, of }: Proportion): Value {
  return { figure, value: rate, low, high, n: of, unit: "share" };
}

function toRows(about: About, values: readonly Value[]): readonly FigureRow[] {
  return values.map((value) => ({ ...NOTHING, ...about, ...value }));
}

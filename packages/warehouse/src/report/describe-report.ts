import type { Proportion } from "../statistics/proportion.ts";
import type { Conversion } from "./conversion.ts";
import type { Report } from "./report.ts";

/** What things are called; ids of which there is no name stand for themselves. */
export interface Names {
  readonly reps: Readonly<Record<string, string>>;
  readonly territories: Readonly<Record<string, string>>;
}

/** Fewer leads than this say nothing of one rep, in a sentence that names him. */
const MIN_LEADS = 20;
/** What stands out is re-routed half as often again as all others, beyond chance, and more than a few times. */
const MIN_REROUTES = 4;
const MIN_LIFT = 1.5;

/**
 * What a manager wants to know first, a sentence a line: speed and accuracy, how the reps convert (each tier's, the best
 * first, corrected for age where it can be), and what is unusual: the open anomalies or, where there are none, the places
 * that are re-routed more than all others are.
 *
 * @param anomalies a sentence each.
 */
export function describeReport(report: Report, names: Names, anomalies: readonly string[] = []): readonly string[] {
  return [
    ...describeSpeed(report),
    describeAccuracy(report),
    ...describeReps(report, names),
    ...describeYoung(report),
    ...(anomalies.length > 0 ? anomalies.map((said) => `Anomaly: ${said}`) : describeOutliers(report, names)),
  ];
}

function describeSpeed({ routeTime }: Report): readonly string[] {
  return routeTime.byTier.flatMap(({ tier, route }) =>
    tier === null || route.mean.ms === null ? [] : [`Avg route time ${toTierName(tier)}: ${toSeconds(route.mean.ms)}.`],
  );
}

function describeAccuracy({ accuracy }: Report): string {
  const { total } = accuracy;
  return `Accuracy: ${toPercent(total.accuracy.rate)} (${toPercent(total.rerouted.rate)} re-routed).`;
}

function describeReps({ conversionByRep }: Report, { reps }: Names): readonly string[] {
  const told = conversionByRep.filter(({ tier, converted }) => tier !== null && converted.of >= MIN_LEADS);
  return [...Map.groupBy(told, ({ tier }) => tier ?? "")].map(([tier, rows]) => {
    const ranked = rows.toSorted((a, b) => (rateOf(b) ?? 0) - (rateOf(a) ?? 0) || (a.rep < b.rep ? -1 : 1));
    const said = ranked.map((row, index) => {
      const what = index === 0 ? `${toTierName(tier)} conversion ` : "";
      return `${reps[row.rep] ?? row.rep}: ${what}${toPercent(rateOf(row))}`;
    });
    return `${said.join(", ")}${said.at(-1)?.endsWith(".") === true ? "" : "."}`;
  });
}

function rateOf({ corrected, converted }: Conversion): number | null {
  return corrected?.rate ?? converted.rate;
}

function describeYoung({ conversionByTier }: Report): readonly string[] {
  return conversionByTier.flatMap(({ tier, assigned, oldEnough }) =>
    tier === null || oldEnough === null || oldEnough === assigned
      ? []
      : [
          `Conversion ${toTierName(tier)}: ${oldEnough} of ${assigned} leads are old enough; rates are corrected for age.`,
        ],
  );
}

function describeOutliers({ accuracy }: Report, { territories }: Names): readonly string[] {
  const { rerouted: all } = accuracy.total;
  return accuracy.byTerritoryAndTier
    .filter(({ rerouted }) => standsOut(rerouted, all))
    .toSorted((a, b) => (b.rerouted.rate ?? 0) - (a.rerouted.rate ?? 0))
    .map(({ territory, tier, rerouted, reasons }) => {
      const place = `${territory === null ? "No" : (territories[territory] ?? territory)} territory ${toTierName(tier)}`;
      const why = reasons[0] === undefined ? "" : ` (${reasons[0].reason.replaceAll("_", " ")})`;
      return `Anomaly: ${place} leads re-routed ${toPercent(rerouted.rate)} of the time${why}.`;
    });
}

function standsOut(here: Proportion, all: Proportion): boolean {
  const elsewhere = (all.count - here.count) / Math.max(1, all.of - here.of);
  return here.count >= MIN_REROUTES && (here.low ?? 0) > elsewhere && (here.rate ?? 0) >= MIN_LIFT * elsewhere;
}

/** `tier1` and `1` → `Tier 1`, `A` → `Tier A`. */
function toTierName(tier: string | null): string {
  return tier === null ? "(no tier)" : `Tier ${tier.replace(/^tier[ _-]?/i, "")}`;
}

function toSeconds(ms: number): string {
  return Math.abs(ms) < 1_000 ? `${Math.round(ms)} ms` : `${Number((ms / 1_000).toFixed(ms < 10_000 ? 1 : 0))} seconds`;
}

function toPercent(rate: number | null): string {
  return rate === null ? "–" : `${Math.round(rate * 100)} %`;
}

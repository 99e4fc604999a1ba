import pc from "picocolors";

import type { ReportAnswer } from "../api.ts";
import { toDuration, toShare } from "./figures.ts";
import { out } from "./out.ts";
import { toTable } from "./table.ts";

/** Prints the routing report: speed, accuracy, conversion, and what no rep could be found for. */
export function printReport(report: ReportAnswer): void {
  const { params, received, completeUntil } = report;
  out.line(pc.bold("\nRouting report"));
  out.line(
    pc.dim(
      `${params.from.slice(0, 10)} to ${params.until.slice(0, 10)} · ${received} leads received · complete up to ${completeUntil ?? "unknown"}`,
    ),
  );
  printHeadlines(report);
  printRouteTime(report);
  printAccuracy(report);
  printConversion(report);
  printCoverage(report);
}

/** What a manager wants to know first, in words. */
function printHeadlines({ routeTime, accuracy }: ReportAnswer): void {
  const hottest = routeTime.byTier.find(({ tier }) => tier === "tier1") ?? routeTime.byTier[0];
  const { rerouted } = accuracy.total;
  out.line();
  out.line(`  Avg route time ${toTierName(hottest?.tier)}: ${toDuration(hottest?.meanMs)}`);
  out.line(
    `  Accuracy: ${toShare(accuracy.total.accuracy)}; ${toShare(rerouted)} re-routed (${rerouted.count} of ${rerouted.of})`,
  );
}

function printRouteTime({ routeTime }: ReportAnswer): void {
  const rows = routeTime.byTier.map((row) => [
    toTierName(row.tier),
    String(row.routed),
    toDuration(row.meanMs),
    toDuration(row.p50Ms),
    toDuration(row.p95Ms),
    toDuration(row.p99Ms),
    toShare(row.within60s),
    String(row.held),
    String(row.parked),
  ]);
  out.line(pc.bold("\nRoute time by tier") + pc.dim(" (qualified → routed)"));
  out.line(toTable(["tier", "routed at once", "mean", "p50", "p95", "p99", "within 60 s", "held", "parked"], rows));
}

function printAccuracy({ accuracy, names }: ReportAnswer): void {
  const rows = accuracy.byTerritoryAndTier.map((row) => [
    row.territory === null ? "(none)" : (names.territories[row.territory] ?? row.territory),
    toTierName(row.tier),
    String(row.routed),
    String(row.rerouted.count),
    toShare(row.rerouted),
    toShare(row.accuracy),
    toInterval(row.accuracy),
    row.reasons[0]?.reason ?? "",
  ]);
  out.line(pc.bold("\nRe-routes and accuracy by territory and tier"));
  out.line(
    toTable(
      ["territory", "tier", "routed", "re-routed", "rate", "accuracy", "95 % interval", "commonest reason"],
      rows,
    ),
  );
}

function printConversion({ conversionByRule, conversionByRep, names }: ReportAnswer): void {
  const byRule = conversionByRule.map(({ ruleId, tier, converted }) => [
    ruleId ?? "(by hand)",
    toTierName(tier),
    String(converted.of),
    String(converted.count),
    toShare(converted),
    toInterval(converted),
  ]);
  out.line(pc.bold("\nConversion by rule"));
  out.line(toTable(["rule", "tier", "assigned", "converted", "rate", "95 % interval"], byRule));
  const byRep = conversionByRep.map(({ repId, tier, converted }) => [
    names.reps[repId] ?? repId,
    toTierName(tier),
    String(converted.of),
    String(converted.count),
    toShare(converted),
    toInterval(converted),
  ]);
  out.line(pc.bold("\nConversion by rep"));
  out.line(toTable(["rep", "tier", "leads", "converted", "rate", "95 % interval"], byRep));
}

function printCoverage({ coverage, names }: ReportAnswer): void {
  const rows = coverage
    .filter(({ outcome }) => outcome === "parked")
    .map(({ reason, territory, leads, assignedSince }) => [
      territory === null ? "(no territory)" : (names.territories[territory] ?? territory),
      reason ?? "",
      String(leads),
      String(assignedSince),
    ]);
  if (rows.length === 0) return;
  out.line(pc.bold("\nCoverage gaps") + pc.dim(" (leads that no rep could be found for)"));
  out.line(toTable(["territory", "why", "leads", "assigned since"], rows));
}

function toTierName(tier: string | null | undefined): string {
  return tier === null || tier === undefined ? "(no tier)" : tier.replace(/^tier(\d)$/, "Tier $1");
}

function toInterval({ low, high }: ReportAnswer["accuracy"]["total"]["accuracy"]): string {
  return low === null || high === null ? "" : `${(low * 100).toFixed(0)}–${(high * 100).toFixed(0)} %`;
}

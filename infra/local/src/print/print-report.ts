import pc from "picocolors";

import type { ReportAnswer } from "../api.ts";
import { toDuration, toShare } from "./figures.ts";
import { out } from "./out.ts";
import { toTable } from "./table.ts";

/** Prints the routing report, or its figures by the dimensions that were asked for. */
export function printReport(report: ReportAnswer): void {
  const { params, received, completeUntil, words } = report;
  out.line(pc.bold("\nRouting report"));
  const period = `${params.from.slice(0, 10)} to ${params.until.slice(0, 10)}`;
  out.line(pc.dim(`${period} · ${received} leads received · complete up to ${completeUntil ?? "unknown"}`));
  out.line();
  for (const line of words) out.line(`  ${line}`);
  if (params.by.length > 0) {
    printGroups(report);
    return;
  }
  printRouteTime(report);
  printAccuracy(report);
  printConversion(report);
  printCapacity(report);
  printCoverage(report);
}

function printGroups({ params, groups, names }: ReportAnswer): void {
  const rows = groups.map(({ key, outcomes, times, conversion }) => [
    ...params.by.map((dimension) => toName(dimension, key[dimension] ?? null, names)),
    String(outcomes.received),
    String(times.route.n),
    toDuration(times.route.mean.ms),
    toDuration(times.route.p95.ms),
    toShare(times.route.within60s),
    toShareAndInterval(outcomes.accuracy),
    toShareAndInterval(outcomes.rerouted),
    outcomes.reasons[0]?.reason ?? "",
    toShareAndInterval(outcomes.fallback),
    String(conversion.converted.of),
    ...toConversionCells(conversion),
  ]);
  out.line(pc.bold(`\nBy ${params.by.join(", ")}`) + pc.dim(" (95 % intervals in brackets)"));
  out.line(
    toTable(
      [
        ...params.by,
        "received",
        "routed at once",
        "mean",
        "p95",
        "within 60 s",
        "accuracy",
        "re-routed",
        "mostly for",
        "fallback",
        "to win",
        ...CONVERSION_HEAD,
      ],
      rows,
    ),
  );
}

function printRouteTime({ routeTime, byTier }: ReportAnswer): void {
  const rows = routeTime.byTier.map(({ tier, route, edgeToCommit, commitToRouted }) => [
    toTierName(tier),
    String(route.n),
    `${toDuration(route.mean.ms)}${toBrackets([route.mean.low, route.mean.high].map(toDuration))}`,
    toDuration(route.p50.ms),
    toDuration(route.p95.ms),
    toDuration(route.p99.ms),
    toShareAndInterval(route.within60s),
    toDuration(edgeToCommit.mean.ms),
    toDuration(commitToRouted.mean.ms),
    String(route.negative),
  ]);
  out.line(pc.bold("\nRoute time by tier") + pc.dim(" (qualified → routed at once; 95 % intervals in brackets)"));
  const head = [
    "tier",
    "leads",
    "mean",
    "p50",
    "p95",
    "p99",
    "within 60 s",
    "edge → commit",
    "commit → routed",
    "negative",
  ];
  out.line(toTable(head, rows));
  const held = routeTime.byTier.flatMap(({ tier, held: waits }, index) => {
    const outcomes = byTier[index];
    if (outcomes === undefined || outcomes.held === 0) return [];
    const times = [waits.mean, waits.p50, waits.p95].map(({ ms }) => toDuration(ms));
    return [[toTierName(tier), String(outcomes.held), String(outcomes.stillHeld), ...times]];
  });
  if (held.length === 0) return;
  out.line(pc.bold("\nHeld leads") + pc.dim(" (held → routed: policy, not speed)"));
  out.line(toTable(["tier", "held", "still held", "mean", "p50", "p95"], held));
}

function printAccuracy({ accuracy, names }: ReportAnswer): void {
  const rows = accuracy.byTerritoryTierAndRule
    .filter(({ routed }) => routed > 0)
    .map((row) => [
      toName("territory", row.territory, names),
      toTierName(row.tier),
      row.rule ?? "(by hand)",
      String(row.routed),
      toShareAndInterval(row.rerouted),
      toShareAndInterval(row.accuracy),
      row.reasons.map(({ reason, share }) => `${reason} ${toShare(share)}`).join(", "),
    ]);
  out.line(pc.bold("\nRe-routes and accuracy by territory, tier and rule"));
  out.line(toTable(["territory", "tier", "rule", "routed", "re-routed", "accuracy", "reasons"], rows));
}

type Conversion = Pick<ReportAnswer["conversionByTier"][number], "converted" | "oldEnough" | "corrected">;

const CONVERSION_HEAD = ["converted", "old enough", "corrected for age"] as const;

function toConversionCells({ converted, oldEnough, corrected }: Conversion): readonly string[] {
  return [
    toShareAndInterval(converted),
    oldEnough === null ? "–" : `${oldEnough} of ${converted.of}`,
    corrected === null ? "–" : toShareAndInterval(corrected),
  ];
}

function printConversion(report: ReportAnswer): void {
  const { conversionByTier, conversionByRule, conversionByRep, conversionByRuleAndRep, names } = report;
  const print = (title: string, head: readonly string[], rows: readonly (readonly string[])[]) => {
    out.line(pc.bold(`\nConversion by ${title}`));
    out.line(toTable([...head, "n", ...CONVERSION_HEAD], rows));
  };
  const figures = (row: Conversion) => [String(row.converted.of), ...toConversionCells(row)];
  const repName = (rep: string) => toName("rep", rep, names);
  print(
    "tier",
    ["tier"],
    conversionByTier.map((row) => [toTierName(row.tier), ...figures(row)]),
  );
  print(
    "rule",
    ["rule", "tier"],
    conversionByRule.map((row) => [row.rule ?? "(by hand)", toTierName(row.tier), ...figures(row)]),
  );
  print(
    "rep",
    ["rep", "tier"],
    conversionByRep.map((row) => [repName(row.rep), toTierName(row.tier), ...figures(row)]),
  );
  print(
    "rule and rep",
    ["rule", "rep", "tier"],
    conversionByRuleAndRep.map((row) => [
      row.rule ?? "(by hand)",
      repName(row.rep),
      toTierName(row.tier),
      ...figures(row),
    ]),
  );
  out.line(pc.dim("Rules choose their leads: compare them within a tier, territory and source (--by, --where)."));
}

function printCapacity({ byTier, overCapacity, names }: ReportAnswer): void {
  const rows = byTier.map(({ tier, redistributed }) => [
    toTierName(tier),
    String(redistributed.of),
    String(redistributed.count),
    toShareAndInterval(redistributed),
  ]);
  out.line(pc.bold("\nCapacity") + pc.dim(" (leads that went to another rep than the one first wanted)"));
  out.line(toTable(["tier", "assigned at once", "redistributed", "rate"], rows));
  for (const { repId, openUnits, capacity } of overCapacity) {
    out.line(`  ${toName("rep", repId, names)} has ${openUnits} of ${capacity} now.`);
  }
}

function printCoverage({ coverage, names }: ReportAnswer): void {
  const rows = coverage
    .filter(({ outcome }) => outcome === "parked")
    .map(({ reason, territory, leads, assignedSince }) => [
      toName("territory", territory, names),
      reason ?? "",
      String(leads),
      String(assignedSince),
    ]);
  if (rows.length === 0) return;
  out.line(pc.bold("\nCoverage gaps") + pc.dim(" (leads that no rep could be found for)"));
  out.line(toTable(["territory", "why", "leads", "assigned since"], rows));
}

function toName(dimension: string, value: string | null, names: ReportAnswer["names"]): string {
  if (dimension === "tier") return toTierName(value);
  if (value === null) return dimension === "rule" ? "(by hand)" : `(no ${dimension})`;
  const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    rep: names.reps,
    territory: names.territories,
  };
  return known[dimension]?.[value] ?? value;
}

function toTierName(tier: string | null | undefined): string {
  return tier === null || tier === undefined ? "(no tier)" : tier.replace(/^tier(\d)$/, "Tier $1");
}

/** `94.1 % (90–97)` */
function toShareAndInterval(share: ReportAnswer["accuracy"]["total"]["accuracy"]): string {
  const ends = [share.low, share.high].flatMap((end) => (end === null ? [] : [(end * 100).toFixed(0)]));
  return toShare(share) + toBrackets(ends);
}

function toBrackets(ends: readonly string[]): string {
  return ends.length === 2 && !ends.includes("–") ? ` (${ends.join("–")})` : "";
}
